"""Functions wait for all of their role's policies, those too that come after them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cdktf import TerraformStack
from cdktf_cdktf_provider_aws.iam_policy import IamPolicy

from lambda_container import (
    ContainerFunction,
    ContainerImage,
    Destination,
    ExecutionRole,
    InvalidArgument,
    SecretRotationEventSource,
    SqsEventSource,
)
from tests.aws import URI
from tests.lambda_container.function.test_terraform_accepts import validate
from tests.synth import Synth
from tests.terraform import find_terraform

POLICY = "arn:aws:iam::111122223333:policy/team/orders"
QUEUE = "arn:aws:sqs:eu-west-1:111122223333:orders"
SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:a-AbCd12"
WAITING = (
    "aws_lambda_event_source_mapping",
    "aws_lambda_function",
    "aws_lambda_function_event_invoke_config",
    "aws_secretsmanager_secret_rotation",
)


@pytest.fixture
def role(stack: TerraformStack) -> ExecutionRole:
    return ExecutionRole(stack, "Role")


@pytest.fixture
def function(stack: TerraformStack, role: ExecutionRole) -> ContainerFunction:
    """A function that a queue, a rotation and destinations belong to."""
    function = ContainerFunction(stack, "It", image=ContainerImage.from_uri(URI), role=role)
    function.add_event_source(SqsEventSource(QUEUE))
    function.add_event_source(SecretRotationEventSource(SECRET, 30))
    function.configure_async(on_failure=Destination.queue(QUEUE))
    return function


def waited_for(synth: Synth, type_: str) -> list[set[str]]:
    """What each of these waits for, of the policies of its role."""
    return [
        {name for name in resource.get("depends_on", []) if name.startswith("aws_iam_role_policy")}
        for resource in synth.resources(type_).values()
    ]


def policies(synth: Synth) -> set[str]:
    return {
        f"{type_}.{name}"
        for type_ in ("aws_iam_role_policy", "aws_iam_role_policy_attachment")
        for name in synth.resources(type_)
    }


def many(count: int) -> dict[str, Any]:
    return {
        "actions": ["s3:GetObject"],
        "resources": [f"arn:aws:s3:::{'b' * 50}{number:04d}/*" for number in range(count)],
    }


@pytest.mark.parametrize("type_", WAITING)
def test_a_policy_that_is_attached_later_is_waited_for(
    function: ContainerFunction, role: ExecutionRole, synth: Synth, type_: str
) -> None:
    role.attach_policy(POLICY)
    assert len(policies(synth)) == 2
    assert waited_for(synth, type_) == [policies(synth)]


@pytest.mark.parametrize("type_", WAITING)
def test_a_policy_that_later_statements_need_is_waited_for(
    function: ContainerFunction, synth: Synth, type_: str
) -> None:
    function.allow(**many(300))
    assert len(policies(synth)) > 2
    assert waited_for(synth, type_) == [policies(synth)]


def test_every_function_of_a_role_waits(
    stack: TerraformStack, function: ContainerFunction, role: ExecutionRole, synth: Synth
) -> None:
    ContainerFunction(stack, "Other", image=ContainerImage.from_uri(URI), role=role)
    role.attach_policy(POLICY)
    assert waited_for(synth, "aws_lambda_function") == [policies(synth)] * 2


def test_attaching_twice_waits_once(
    function: ContainerFunction, role: ExecutionRole, synth: Synth
) -> None:
    role.attach_policy(POLICY)
    role.attach_policy(POLICY)
    waited = synth.resource("aws_lambda_function")["depends_on"]
    assert sorted(waited) == sorted(set(waited))


def test_functions_that_invoke_each_other_are_no_cycle(
    stack: TerraformStack, tmp_path: Path
) -> None:
    image = ContainerImage.from_uri(URI)
    functions = [ContainerFunction(stack, name, image=image) for name in ("A", "B")]
    for one, other in (functions, reversed(functions)):
        one.grant_invoke(other)
        one.grant_invoke(one)
        # More than the inline policy holds: the grants are in a policy that comes later.
        one.allow(**many(300))
    validate(stack, find_terraform(), tmp_path)


def own_policy(stack: TerraformStack, function: ContainerFunction) -> str:
    arn = IamPolicy(stack, "Own", name="own", policy=f'{{"a": "{function.arn}"}}').arn
    return str(arn)


def test_a_policy_that_names_its_function_need_not_be_waited_for(
    stack: TerraformStack, function: ContainerFunction, role: ExecutionRole, tmp_path: Path
) -> None:
    role.attach_policy(own_policy(stack, function), wait=False)
    validate(stack, find_terraform(), tmp_path)


def test_a_policy_that_names_its_function_is_a_cycle_otherwise(
    stack: TerraformStack, function: ContainerFunction, role: ExecutionRole, tmp_path: Path
) -> None:
    role.attach_policy(own_policy(stack, function))
    with pytest.raises(AssertionError, match="Cycle"):
        validate(stack, find_terraform(), tmp_path)


def test_wait_is_true_or_false(role: ExecutionRole) -> None:
    with pytest.raises(InvalidArgument, match="ExecutionRole 'dev/Role': wait must be True or"):
        role.attach_policy(POLICY, wait=1)  # type: ignore[arg-type]
