"""Today's code over what the last release applied: nothing that lives is replaced."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.emulator import Emulator
from tests.e2e.environment import Deployment
from tests.e2e.project import Upgrade
from tests.e2e.terraform import Installation

LIVES = {
    "aws_cloudwatch_log_group",
    "aws_ecr_repository",
    "aws_iam_role",
    "aws_kms_key",
    "aws_lambda_alias",
    "aws_lambda_function",
    "aws_sqs_queue",
}
IMAGE = "docker_registry_image"


@pytest.fixture
def upgrade(work: Path, terraform: Installation) -> Iterator[Deployment[Upgrade]]:
    upgrade = Deployment(Upgrade(work / "upgrade"), terraform)
    yield upgrade
    upgrade.destroy()
    assert upgrade.workspace.resources() == []


def test_an_upgrade_replaces_nothing_that_lives_and_builds_once_more_at_most(
    upgrade: Deployment[Upgrade], emulator: Emulator
) -> None:
    upgrade.apply()
    before = emulator.configuration("upgrade-Orders")
    images = [a for a in upgrade.workspace.resources() if a.startswith(IMAGE)]

    upgrade.source.is_released = False
    actions = upgrade.apply().actions

    lost = {
        address: action
        for address, action in actions.items()
        if action not in ("create", "update") and address.partition(".")[0] in LIVES
    }
    assert lost == {}
    built = [a for a, action in actions.items() if a.startswith(IMAGE) and action != "delete"]
    assert len(built) <= len(images)
    after = emulator.configuration("upgrade-Orders")
    assert (after["FunctionArn"], after["Role"]) == (before["FunctionArn"], before["Role"])
    assert emulator.invoke("upgrade-Orders", {}, qualifier="live") == ("done", None)
    assert upgrade.plan().actions == {}
