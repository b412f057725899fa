"""Functions that something else made."""

from __future__ import annotations

import pytest
from cdktf import TerraformStack, TerraformVariable

from lambda_container import (
    ContainerFunction,
    ContainerImage,
    Destination,
    ExecutionRole,
    InvalidArgument,
    Statement,
    UnsupportedArgument,
)
from tests.aws import URI
from tests.lambda_container.function.conftest import HERE
from tests.synth import Synth

ARN = "arn:aws:lambda:eu-north-1:111122223333:function:theirs"
QUEUE = "arn:aws:sqs:eu-west-1:111122223333:records"


def test_a_function_of_others_takes_aliases_permissions_and_urls(
    stack: TerraformStack, synth: Synth
) -> None:
    function = ContainerFunction.from_name(stack, "It", "theirs")
    alias = function.add_alias("live", version="3")
    alias.add_permission("Account", principal="444455556666")
    alias.add_url()
    function.configure_async(maximum_retry_attempts=0)
    assert synth.resource("aws_lambda_alias") == {
        "function_name": "theirs",
        "function_version": "3",
        "name": "live",
    }
    for type_ in (
        "aws_lambda_permission",
        "aws_lambda_function_url",
        "aws_lambda_function_event_invoke_config",
    ):
        assert synth.resource(type_)["function_name"] == "theirs"
    assert synth.resources("aws_lambda_function") == {}
    assert synth.resources("aws_iam_role") == {}


def test_its_arn_is_composed_of_where_terraform_works(stack: TerraformStack, synth: Synth) -> None:
    function = ContainerFunction.from_name(stack, "It", "theirs", qualifier="live")
    function.grant_invoke(ExecutionRole(stack, "Caller"))
    (statement,) = synth.statements("Caller_PolicyDocument")
    (arn,) = statement["resources"]
    assert arn == f"{HERE}theirs:live"


def test_a_permission_of_an_alias_of_others(stack: TerraformStack, synth: Synth) -> None:
    function = ContainerFunction.from_name(stack, "It", "theirs", qualifier="live")
    function.add_permission("Account", principal="444455556666")
    assert synth.resource("aws_lambda_permission")["qualifier"] == "live"


@pytest.mark.parametrize(
    ("arn", "qualifier"), [(ARN, None), (f"{ARN}:live", "live"), (f"{ARN}:$LATEST", "$LATEST")]
)
def test_an_arn_says_name_qualifier_and_region(
    stack: TerraformStack, synth: Synth, arn: str, qualifier: str | None
) -> None:
    function = ContainerFunction.from_arn(stack, "It", arn)
    function.add_permission("Account", principal="444455556666")
    permission = synth.resource("aws_lambda_permission")
    assert (function.arn, function.function_name, function.qualifier) == (arn, "theirs", qualifier)
    assert permission["region"] == "eu-north-1"
    assert permission.get("qualifier") == qualifier


def test_a_reference_to_an_arn_is_taken_apart_by_terraform(
    stack: TerraformStack, synth: Synth
) -> None:
    arn = TerraformVariable(stack, "arn", type="string").string_value
    function = ContainerFunction.from_arn(stack, "It", arn)
    function.add_permission("Account", principal="444455556666")
    permission = synth.resource("aws_lambda_permission")
    assert permission["function_name"] == '${element(split(":", var.arn), 6)}'
    assert permission["region"] == '${element(split(":", var.arn), 3)}'


def test_its_role_takes_what_it_needs_if_it_is_known(stack: TerraformStack, synth: Synth) -> None:
    role = ExecutionRole(stack, "Role")
    function = ContainerFunction.from_name(stack, "It", "theirs", role=role)
    function.configure_async(on_failure=Destination.queue(QUEUE))
    function.allow(["s3:GetObject"], ["arn:aws:s3:::orders/*"])
    actions = [s["actions"] for s in synth.statements("Role_PolicyDocument")]
    assert actions == [["s3:GetObject"], ["sqs:SendMessage"]]


def test_without_its_role_nothing_can_be_granted(stack: TerraformStack) -> None:
    function = ContainerFunction.from_name(stack, "It", "theirs")
    with pytest.raises(UnsupportedArgument, match="pass role= where the function is looked"):
        function.add_statements(
            Statement(actions=["s3:GetObject"], resources=["arn:aws:s3:::orders/*"])
        )


def test_an_alias_of_an_alias_is_refused(stack: TerraformStack) -> None:
    function = ContainerFunction.from_arn(stack, "It", f"{ARN}:live")
    with pytest.raises(InvalidArgument, match="function must be a function without a qualifier"):
        function.add_alias("beta", version="1")


def test_a_function_that_is_made_invokes_one_of_others(stack: TerraformStack, synth: Synth) -> None:
    theirs = ContainerFunction.from_arn(stack, "It", ARN)
    mine = ContainerFunction(stack, "Mine", image=ContainerImage.from_uri(URI))
    theirs.grant_invoke(mine)
    statements = synth.statements("Mine_Role_PolicyDocument")
    assert statements[0]["resources"] == [ARN]
