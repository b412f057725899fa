"""A function that is replaced takes along what hangs on it, and an update does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cdktf import TerraformStack, Testing
from cdktf_cdktf_provider_aws.provider import AwsProvider

from lambda_container import ContainerFunction, ContainerImage, ExecutionRole
from tests.aws import ACCOUNT, REGION, URI
from tests.planned_state import PlannedState
from tests.terraform import find_terraform

HANGS_ON_IT = {
    "aws_lambda_alias",
    "aws_lambda_function",
    "aws_lambda_function_event_invoke_config",
    "aws_lambda_function_recursion_config",
    "aws_lambda_function_url",
    "aws_lambda_permission",
    "aws_lambda_provisioned_concurrency_config",
}


def document(**arguments: Any) -> dict[str, Any]:
    stack = TerraformStack(Testing.app(), "dev")
    AwsProvider(stack, "aws", region=REGION)
    given = {"image": ContainerImage.from_uri(URI), "publish": True, **arguments}
    function = ContainerFunction(stack, "Orders", **given)
    function.configure_async()
    function.configure_recursion("Allow")
    function.add_permission("Theirs", principal=ACCOUNT)
    alias = function.add_alias("live")
    alias.add_url(public=True)
    alias.add_provisioned_concurrency(2)
    found: dict[str, Any] = json.loads(Testing.synth(stack))
    return found


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> PlannedState:
    state = PlannedState(tmp_path_factory.mktemp("state"), find_terraform())
    state.settle(document())
    return state


def replaced(state: PlannedState, **arguments: Any) -> set[str]:
    changes = state.plan(document(**arguments))
    # Of one function, two permissions: one of the alias's URL.
    return {
        address.partition(".")[0] for address, change in changes.items() if len(change.actions) > 1
    }


def test_another_name_replaces_all_of_it(state: PlannedState) -> None:
    found = replaced(state, function_name="other")
    assert found >= HANGS_ON_IT
    assert found - HANGS_ON_IT <= {
        "aws_cloudwatch_log_group",
        "aws_iam_role",
        "aws_iam_role_policy",
    }


def test_an_update_replaces_nothing(state: PlannedState) -> None:
    changed = {"memory_size": 512, "image": ContainerImage.from_uri(f"{URI[:-1]}1")}
    assert replaced(state, **changed) == set()


def with_role(path: str, **named: Any) -> dict[str, Any]:
    stack = TerraformStack(Testing.app(), "dev")
    AwsProvider(stack, "aws", region=REGION)
    role = ExecutionRole(stack, "Role", path=path, **named)
    role.attach_policy(f"arn:aws:iam::{ACCOUNT}:policy/orders")
    ContainerFunction(stack, "Orders", image=ContainerImage.from_uri(URI), role=role)
    found: dict[str, Any] = json.loads(Testing.synth(stack))
    return found


@pytest.mark.parametrize("named", [{}, {"name": "orders"}])
def test_a_role_with_a_generated_name_is_created_before_its_old_one_is_destroyed(
    named: dict[str, Any], tmp_path: Path
) -> None:
    state = PlannedState(tmp_path, find_terraform())
    state.settle(with_role("/a/", **named))

    changes = state.plan(with_role("/b/", **named))

    actions = {address.partition(".")[0]: change.actions for address, change in changes.items()}
    assert actions == {
        "aws_iam_role": ["delete", "create"] if named else ["create", "delete"],
        "aws_iam_role_policy": ["delete", "create"],
        "aws_iam_role_policy_attachment": ["delete", "create"],
        "aws_lambda_function": ["update"],
    }
