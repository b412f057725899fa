"""Destroying leaves nothing."""

from tests.e2e.emulator import Emulator
from tests.e2e.engine import Engine
from tests.e2e.environment import Deployment
from tests.e2e.project import Project


def test_destroy_leaves_no_resource(
    deployed: Deployment[Project], emulator: Emulator, engine: Engine
) -> None:
    deployed.destroy()

    assert deployed.workspace.resources() == []
    assert emulator.client("lambda").list_functions()["Functions"] == []
    assert emulator.client("ecr").describe_repositories()["repositories"] == []
    assert emulator.client("iam").list_roles()["Roles"] == []
    assert emulator.client("logs").describe_log_groups()["logGroups"] == []
