"""A whole environment is applied, and stays as it is."""

from tests.e2e.environment import Deployment


def test_every_output_has_its_value(deployed: Deployment) -> None:
    outputs = deployed.workspace.outputs()

    assert outputs["hello_function_name"] == "e2e-hello"


def test_a_second_plan_is_empty(deployed: Deployment) -> None:
    assert deployed.plan().actions == {}
