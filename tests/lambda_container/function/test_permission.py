"""Who may invoke a function."""

from __future__ import annotations

from typing import Any

import pytest
from cdktf import TerraformStack, TerraformVariable

from lambda_container import ContainerFunction, ExecutionRole
from tests.lambda_container.function.conftest import HERE
from tests.synth import Synth, tied

BUCKET = "arn:aws:s3:::orders"
ACCOUNT = "111122223333"
RULE = "arn:aws:events:eu-west-1:111122223333:rule/hourly"


@pytest.mark.parametrize(
    "arguments",
    [
        {"principal": "events.amazonaws.com", "source_arn": RULE},
        {"principal": "s3.amazonaws.com", "source_arn": BUCKET, "source_account": ACCOUNT},
        {"principal": "s3.amazonaws.com", "source_account": ACCOUNT},
        {"principal": "logs.eu-west-1.amazonaws.com.cn", "source_account": ACCOUNT},
        {"principal": "alexa-appkit.amazon.com", "event_source_token": "amzn1.ask.skill.1-2"},
        {"principal": "444455556666"},
        {"principal": "arn:aws:iam::444455556666:role/caller"},
        {"principal": "*", "principal_org_id": "o-a1b2c3d4e5"},
        {"principal": "444455556666", "action": "lambda:GetFunction", "statement_id": "Read-1"},
    ],
    ids=lambda arguments: arguments["principal"],
)
def test_a_permission_is_bounded(
    function: ContainerFunction, synth: Synth, arguments: dict[str, Any]
) -> None:
    function.add_permission("Caller", **arguments)
    (name,) = synth.resources("aws_lambda_function")
    assert synth.resource("aws_lambda_permission") == {
        "action": "lambda:InvokeFunction",
        "function_name": f"${{aws_lambda_function.{name}.function_name}}",
        **tied(name),
        **arguments,
    }


def test_a_permission_of_an_alias_is_for_that_alias(
    function: ContainerFunction, synth: Synth
) -> None:
    function.add_alias("live").add_permission("Account", principal="444455556666")
    (alias,) = synth.resources("aws_lambda_alias")
    qualifier = synth.resource("aws_lambda_permission")["qualifier"]
    assert qualifier == f"${{aws_lambda_alias.{alias}.name}}"


def test_references_pass(stack: TerraformStack, function: ContainerFunction, synth: Synth) -> None:
    text = TerraformVariable(stack, "text", type="string").string_value
    function.add_permission("A", principal=text, source_arn=text, source_account=text)
    permission = synth.resource("aws_lambda_permission")
    assert {permission[k] for k in ("principal", "source_arn", "source_account")} == {"${var.text}"}


def test_a_role_may_invoke_exactly_what_it_was_granted(
    stack: TerraformStack, function: ContainerFunction, synth: Synth
) -> None:
    role = ExecutionRole(stack, "Caller")
    function.add_alias("live").grant_invoke(role)
    function.grant_invoke(role)
    assert synth.statements("Caller_PolicyDocument") == [
        {
            "effect": "Allow",
            "actions": ["lambda:InvokeFunction"],
            "resources": [f"{HERE}dev-Orders:live", f"{HERE}dev-Orders"],
        }
    ]


@pytest.mark.parametrize("principal", ["444455556666", "arn:aws:iam::444455556666:role/caller"])
def test_another_account_may_invoke(
    function: ContainerFunction, synth: Synth, principal: str
) -> None:
    permission = function.grant_invoke(principal)
    assert permission is not None
    assert synth.resource("aws_lambda_permission")["principal"] == principal


def test_functions_invoke_each_other_and_themselves_without_a_cycle(
    stack: TerraformStack, function: ContainerFunction, synth: Synth
) -> None:
    other = ContainerFunction(
        stack, "Other", image=function.image, function_name="other", tracing="PassThrough"
    )
    function.grant_invoke(other)
    function.grant_invoke(function)
    other.grant_invoke(function)
    orders = synth.statements("Orders_Role_PolicyDocument")[0]
    assert orders["resources"] == [f"{HERE}dev-Orders", f"{HERE}other"]
    assert synth.statements("Other_Role_PolicyDocument")[0]["resources"] == [f"{HERE}dev-Orders"]
