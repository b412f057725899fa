"""A whole environment is applied, and stays as it is."""

from tests.e2e.environment import Deployment
from tests.e2e.project import Project


def test_every_output_has_its_value(deployed: Deployment[Project]) -> None:
    outputs = deployed.workspace.outputs()

    assert outputs["hello_function_name"] == "e2e-hello"


def test_a_second_plan_is_empty(deployed: Deployment[Project]) -> None:
    assert deployed.plan().actions == {}
