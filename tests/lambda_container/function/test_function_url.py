"""HTTPS addresses, and who may call them."""

from __future__ import annotations

import pytest
from cdktf import TerraformStack

from lambda_container import (
    ContainerFunction,
    ContainerImage,
    Cors,
    DurableConfig,
    ExecutionRole,
    InvalidArgument,
)
from tests.aws import URI
from tests.lambda_container.function.conftest import HERE
from tests.synth import Synth, tied

IMAGE = ContainerImage.from_uri(URI)


def test_callers_sign_unless_it_is_said(function: ContainerFunction, synth: Synth) -> None:
    function.add_url()
    (name,) = synth.resources("aws_lambda_function")
    assert synth.resource("aws_lambda_function_url") == {
        "function_name": f"${{aws_lambda_function.{name}.function_name}}",
        **tied(name),
        "authorization_type": "AWS_IAM",
        "invoke_mode": "BUFFERED",
    }
    assert synth.resources("aws_lambda_permission") == {}
    assert synth.resources("aws_cloudcontrolapi_resource") == {}


def test_everybody_may_call_a_public_url_and_only_the_url(
    function: ContainerFunction, synth: Synth
) -> None:
    url = function.add_url(public=True)
    assert (len(url.permissions), len(url.invoke_permissions)) == (1, 1)
    (name,) = synth.resources("aws_lambda_function")
    assert synth.resource("aws_lambda_function_url")["authorization_type"] == "NONE"
    assert synth.resource("aws_lambda_permission") == {
        "action": "lambda:InvokeFunctionUrl",
        "principal": "*",
        "function_name": f"${{aws_lambda_function.{name}.function_name}}",
        **tied(name),
        "function_url_auth_type": "NONE",
    }
    assert synth.resource("aws_cloudcontrolapi_resource") == {
        "type_name": "AWS::Lambda::Permission",
        **tied(name),
        "desired_state": '${jsonencode({"Action" = "lambda:InvokeFunction", "FunctionName" ='
        f" aws_lambda_function.{name}.function_name,"
        ' "InvokedViaFunctionUrl" = true, "Principal" = "*"})}',
    }


def test_an_alias_has_a_url_of_its_own(function: ContainerFunction, synth: Synth) -> None:
    cors = Cors(
        allow_origins=["https://example.com"],
        allow_methods=["GET", "POST"],
        allow_headers=["x-${a}"],
        expose_headers=["date"],
        allow_credentials=True,
        max_age=86_400,
    )
    function.add_alias("live").add_url(public=True, cors=cors, invoke_mode="RESPONSE_STREAM")
    (alias,) = synth.resources("aws_lambda_alias")
    url = synth.resource("aws_lambda_function_url")
    assert url["qualifier"] == f"${{aws_lambda_alias.{alias}.name}}"
    assert url["invoke_mode"] == "RESPONSE_STREAM"
    assert url["cors"] == {
        "allow_credentials": True,
        "allow_headers": ["x-$${a}"],
        "allow_methods": ["GET", "POST"],
        "allow_origins": ["https://example.com"],
        "expose_headers": ["date"],
        "max_age": 86_400,
    }
    assert synth.resource("aws_lambda_permission")["qualifier"] == url["qualifier"]
    state = synth.resource("aws_cloudcontrolapi_resource")["desired_state"]
    assert f".function_name}}:${{aws_lambda_alias.{alias}.name}}" in state


def test_a_role_gets_both_permissions(
    stack: TerraformStack, function: ContainerFunction, synth: Synth
) -> None:
    alias = function.add_alias("live")
    alias.add_url().grant_invoke(ExecutionRole(stack, "Caller"))
    arn = f"{HERE}dev-Orders:live"
    assert synth.statements("Caller_PolicyDocument") == [
        {
            "effect": "Allow",
            "actions": ["lambda:InvokeFunction"],
            "resources": [arn],
            "condition": [
                {"test": "Bool", "variable": "lambda:InvokedViaFunctionUrl", "values": ["true"]}
            ],
        },
        {
            "effect": "Allow",
            "actions": ["lambda:InvokeFunctionUrl"],
            "resources": [arn],
            "condition": [
                {
                    "test": "StringEquals",
                    "variable": "lambda:FunctionUrlAuthType",
                    "values": ["AWS_IAM"],
                }
            ],
        },
    ]


def test_a_distribution_gets_both_permissions(function: ContainerFunction, synth: Synth) -> None:
    arn = "arn:aws:cloudfront::111122223333:distribution/ABC"
    function.add_url().allow("Cdn", principal="cloudfront.amazonaws.com", source_arn=arn)
    permission = synth.resource("aws_lambda_permission")
    assert permission["function_url_auth_type"] == "AWS_IAM"
    assert (permission["principal"], permission["source_arn"]) == ("cloudfront.amazonaws.com", arn)
    state = synth.resource("aws_cloudcontrolapi_resource")["desired_state"]
    assert '"InvokedViaFunctionUrl" = true' in state
    assert f'"SourceArn" = "{arn}"' in state


def test_a_service_without_a_source_may_not_call(function: ContainerFunction) -> None:
    url = function.add_url()
    with pytest.raises(InvalidArgument, match="source_arn must be given, or source_account"):
        url.allow("Cdn", principal="cloudfront.amazonaws.com")


def test_a_durable_function_has_a_url_by_alias_only(stack: TerraformStack, synth: Synth) -> None:
    function = ContainerFunction(
        stack, "It", image=IMAGE, publish=True, durable_config=DurableConfig(execution_timeout=3600)
    )
    with pytest.raises(InvalidArgument, match="alias to get a URL, because it is durable"):
        function.add_url()
    function.add_alias("live").add_url()
    assert "qualifier" in synth.resource("aws_lambda_function_url")


def test_a_function_for_tenants_has_no_url(stack: TerraformStack) -> None:
    function = ContainerFunction(stack, "It", image=IMAGE, tenant_isolation_mode="PER_TENANT")
    with pytest.raises(InvalidArgument, match="have no tenant_isolation_mode to get a URL"):
        function.add_url()


def test_a_version_has_no_url(stack: TerraformStack) -> None:
    function = ContainerFunction.from_name(stack, "It", "theirs", qualifier="3")
    with pytest.raises(InvalidArgument, match="qualifier must be an alias to get a URL, got '3'"):
        function.add_url()
