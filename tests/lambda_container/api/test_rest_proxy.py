"""REST APIs that pass everything to one function."""

from __future__ import annotations

from typing import Any

import pytest
from cdktf import TerraformStack, TerraformVariable, Testing
from cdktf_cdktf_provider_aws.provider import AwsProvider
from syrupy.assertion import SnapshotAssertion

from lambda_container import (
    ContainerFunction,
    ContainerImage,
    EncryptionKey,
    ExecutionRole,
    InvalidArgument,
    LambdaContainerWarning,
    RestProxy,
    UnsupportedArgument,
)
from lambda_container.function.invocable import Invocable
from tests.aws import URI
from tests.synth import Synth


def hash_of(proxy: RestProxy) -> str:
    return (proxy.deployment.triggers_input or {})["redeployment"]


def test_an_api_and_all_that_belongs_to_it(
    stack: TerraformStack,
    function: ContainerFunction,
    synth: Synth,
    json_snapshot: SnapshotAssertion,
) -> None:
    RestProxy(stack, "Api", target=function, kms_key=EncryptionKey(stack, "Key"), tags={"a": "b"})
    kinds = {"aws_cloudwatch_log_group", "aws_lambda_permission"}
    resources = synth.json["resource"]
    shown = {k: v for k, v in resources.items() if "api_gateway" in k or k in kinds}
    assert shown == json_snapshot


def test_callers_sign_unless_it_is_said(
    stack: TerraformStack, function: ContainerFunction, synth: Synth
) -> None:
    RestProxy(stack, "Api", target=function)
    methods = synth.resources("aws_api_gateway_method").values()
    assert [method["authorization"] for method in methods] == ["AWS_IAM", "AWS_IAM"]


def test_everybody_may_call_a_public_api(
    stack: TerraformStack, function: ContainerFunction, synth: Synth
) -> None:
    api = RestProxy(stack, "Api", target=function, public=True)
    methods = synth.resources("aws_api_gateway_method").values()
    assert [method["authorization"] for method in methods] == ["NONE", "NONE"]
    with pytest.raises(UnsupportedArgument, match="callers need no permission"):
        api.grant_invoke(ExecutionRole(stack, "Caller"))


def test_a_role_may_send_any_request(
    stack: TerraformStack, function: ContainerFunction, synth: Synth
) -> None:
    api = RestProxy(stack, "Api", target=function, stage_name="v1")
    api.grant_invoke(ExecutionRole(stack, "Caller"))
    (name,) = synth.resources("aws_api_gateway_rest_api")
    requests = f"${{aws_api_gateway_rest_api.{name}.execution_arn}}/v1/*/*"
    assert synth.statements("Caller_PolicyDocument") == [
        {"effect": "Allow", "actions": ["execute-api:Invoke"], "resources": [requests]}
    ]
    assert synth.resource("aws_lambda_permission")["source_arn"] == requests


def test_an_alias_is_invoked_by_its_arn(
    stack: TerraformStack, function: ContainerFunction, synth: Synth
) -> None:
    RestProxy(stack, "Api", target=function.add_alias("live"))
    for integration in synth.resources("aws_api_gateway_integration").values():
        # Composed, so that the function is not replaced in the order of the deployment.
        assert integration["uri"].endswith(":function:dev-Orders:live/invocations")
        assert "aws_lambda_" not in integration["uri"]


def test_a_deployment_is_made_anew_for_what_it_is_made_of_only() -> None:
    def deployed(*, live: bool = False, **arguments: Any) -> str:
        stack = TerraformStack(Testing.app(), "dev")
        AwsProvider(stack, "aws", region="eu-west-1")
        image = ContainerImage.from_uri(URI)
        function = ContainerFunction(stack, "Orders", image=image, publish=True)
        target: Invocable = function.add_alias("live") if live else function
        return hash_of(RestProxy(stack, "Api", target=target, **arguments))

    usual = deployed()
    assert deployed() == usual
    assert deployed(throttling_rate_limit=5, tags={"a": "b"}) == usual
    assert len({usual, deployed(public=True), deployed(live=True)}) == 3


def test_a_deployment_waits_for_what_it_is_made_of(
    stack: TerraformStack, function: ContainerFunction, synth: Synth
) -> None:
    RestProxy(stack, "Api", target=function)
    kinds = ("aws_api_gateway_method", "aws_api_gateway_integration")
    expected = {f"{kind}.{name}" for kind in kinds for name in synth.resources(kind)}
    assert set(synth.resource("aws_api_gateway_deployment")["depends_on"]) == expected


def test_references_pass_everywhere(stack: TerraformStack, synth: Synth) -> None:
    text = TerraformVariable(stack, "text", type="string").string_value
    number = TerraformVariable(stack, "number", type="number").number_value
    RestProxy(
        stack,
        "Api",
        target=ContainerFunction.from_name(stack, "Theirs", text),
        name=text,
        description=text,
        stage_name=text,
        kms_key=text,
        throttling_rate_limit=number,
        throttling_burst_limit=number,
        log_retention_in_days=number,
    )
    assert synth.resource("aws_api_gateway_stage")["stage_name"] == "${var.text}"
    settings = synth.resource("aws_api_gateway_method_settings")["settings"]
    assert settings["throttling_burst_limit"] == "${var.number}"


def test_api_gateway_does_not_wait_for_a_slow_function(stack: TerraformStack) -> None:
    image = ContainerImage.from_uri(URI)
    slow = ContainerFunction(stack, "Slow", image=image, timeout=30)
    with pytest.warns(LambdaContainerWarning, match=r"at most 29 seconds, .* got 30"):
        RestProxy(stack, "Api", target=slow)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"target": "orders"}, "RestProxy 'dev/A': target must be an Invocable, got 'orders'"),
        ({"public": 1}, "public must be True or False, got 1"),
        ({"stage_name": "$default"}, "stage_name must be 1 to 128 letters, digits, '-' and '_'"),
        ({"tracing": "Active"}, "tracing must be True or False"),
        ({"name": ""}, "name must not be empty"),
        ({"throttling_burst_limit": 0}, "throttling_burst_limit must be 1 to 2147483647"),
        ({"log_retention_in_days": -1}, "log_retention_in_days must be one of"),
        ({"kms_key": 1}, "kms_key must be an EncryptionKey"),
    ],
)
def test_what_api_gateway_refuses_is_refused(
    stack: TerraformStack, function: ContainerFunction, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidArgument, match=message):
        RestProxy(stack, "A", **{"target": function, **arguments})
