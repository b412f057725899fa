"""User pools of Amazon Cognito as sources."""

from __future__ import annotations

from typing import Any

import pytest
from cdktf import TerraformStack, TerraformVariable
from cdktf_cdktf_provider_aws.cognito_user_pool import CognitoUserPool, CognitoUserPoolLambdaConfig
from cdktf_cdktf_provider_aws.data_aws_cognito_user_pool import DataAwsCognitoUserPool
from syrupy.assertion import SnapshotAssertion

from lambda_container import (
    CognitoEventSource,
    ContainerFunction,
    ContainerImage,
    EncryptionKey,
    InvalidArgument,
    LambdaContainerWarning,
)
from tests.aws import URI
from tests.synth import Synth, tied

POOL = "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_AbCdEfGhI"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555"
OTHER = "arn:aws:lambda:eu-west-1:111122223333:function:other"


@pytest.fixture
def function(stack: TerraformStack) -> ContainerFunction:
    """A published function ``dev-Orders`` that answers as fast as Cognito asks for."""
    image = ContainerImage.from_uri(URI)
    return ContainerFunction(stack, "Orders", image=image, publish=True, timeout=5)


@pytest.fixture
def pool(stack: TerraformStack) -> CognitoUserPool:
    return CognitoUserPool(stack, "Pool", name="shop")


def test_steps_of_a_pool_of_terraforms(
    pool: CognitoUserPool, function: ContainerFunction, synth: Synth
) -> None:
    made = function.add_event_source(CognitoEventSource(pool, ["pre_sign_up", "user_migration"]))
    assert made.node.path == "dev/Orders/Cognito-shop"
    assert made.user_pool is pool
    (name,) = synth.resources("aws_lambda_function")
    (resource,) = synth.resources("aws_cognito_user_pool")
    arn = f"${{aws_lambda_function.{name}.arn}}"
    assert synth.resource("aws_cognito_user_pool") == {
        "name": "shop",
        "lambda_config": {"pre_sign_up": arn, "user_migration": arn},
    }
    assert synth.resource("aws_lambda_permission") == {
        "action": "lambda:InvokeFunction",
        "function_name": f"${{aws_lambda_function.{name}.function_name}}",
        **tied(name),
        "principal": "cognito-idp.amazonaws.com",
        "source_arn": f"${{aws_cognito_user_pool.{resource}.arn}}",
    }


def test_functions_share_a_pool(
    stack: TerraformStack,
    pool: CognitoUserPool,
    function: ContainerFunction,
    synth: Synth,
    json_snapshot: SnapshotAssertion,
) -> None:
    pool.put_lambda_config(post_authentication=OTHER)
    key = EncryptionKey(stack, "Key")
    sender = ContainerFunction(stack, "Sender", image=ContainerImage.from_uri(URI))
    steps = CognitoEventSource(
        pool, ["custom_message", "pre_token_generation"], pre_token_generation_version="V2_0"
    )
    function.add_alias("live").add_event_source(steps)
    sender.add_event_source(CognitoEventSource(pool, ["custom_email_sender"], kms_key=key))
    sender.add_event_source(CognitoEventSource(pool, ["custom_sms_sender"], kms_key=key, id="Sms"))
    config = synth.resource("aws_cognito_user_pool")["lambda_config"]
    assert sorted(config) == [
        "custom_email_sender",
        "custom_message",
        "custom_sms_sender",
        "kms_key_id",
        "post_authentication",
        "pre_token_generation_config",
    ]
    assert config["post_authentication"] == OTHER
    assert config["pre_token_generation_config"]["lambda_version"] == "V2_0"
    decrypts = [
        s for s in synth.statements("Sender_Role_PolicyDocument") if s["actions"] == ["kms:Decrypt"]
    ]
    assert [s["resources"] for s in decrypts] == [[config["kms_key_id"]]]
    assert synth.json == json_snapshot


@pytest.mark.parametrize("looked_up", [False, True])
def test_a_pool_of_another_stack_gets_a_permission_only(
    stack: TerraformStack, function: ContainerFunction, synth: Synth, looked_up: bool
) -> None:
    pool = DataAwsCognitoUserPool(stack, "Pool", user_pool_id="a_b") if looked_up else POOL
    made = function.add_event_source(CognitoEventSource(pool, ["post_confirmation"]))
    assert made.user_pool is None
    assert made.node.id == ("Cognito" if looked_up else "Cognito-eu-west-1_AbCdEfGhI")
    (pools,) = synth.data("aws_cognito_user_pool") or [None]
    arn = f"${{data.aws_cognito_user_pool.{pools}.arn}}" if looked_up else POOL
    assert synth.resource("aws_lambda_permission")["source_arn"] == arn
    assert synth.resources("aws_cognito_user_pool") == {}


def test_a_pool_by_reference(
    stack: TerraformStack, function: ContainerFunction, synth: Synth
) -> None:
    pool = TerraformVariable(stack, "pool", type="string").string_value
    made = function.add_event_source(CognitoEventSource(pool, ["pre_sign_up"]))
    assert made.node.id == "Cognito"
    assert synth.resource("aws_lambda_permission")["source_arn"] == "${var.pool}"


@pytest.mark.parametrize(
    ("before", "triggers"),
    [
        ({"pre_sign_up": OTHER}, ["post_confirmation", "pre_sign_up"]),
        ({"pre_token_generation": OTHER}, ["pre_token_generation"]),
        (
            {"pre_token_generation_config": {"lambda_arn": OTHER, "lambda_version": "V1_0"}},
            ["pre_token_generation"],
        ),
    ],
)
def test_a_step_invokes_one_function(
    stack: TerraformStack, function: ContainerFunction, before: dict[str, Any], triggers: list[Any]
) -> None:
    config = CognitoUserPoolLambdaConfig(**before)
    pool = CognitoUserPool(stack, "Taken", name="taken", lambda_config=config)
    with pytest.raises(InvalidArgument, match="triggers must not name a trigger that invokes"):
        function.add_event_source(CognitoEventSource(pool, triggers))


def test_a_pool_has_one_key(pool: CognitoUserPool, function: ContainerFunction) -> None:
    function.add_event_source(CognitoEventSource(pool, ["custom_email_sender"], kms_key=KEY))
    second = CognitoEventSource(pool, ["custom_sms_sender"], kms_key=KEY[:-1] + "6", id="Sms")
    with pytest.raises(InvalidArgument, match="kms_key must be the key of the pool's other"):
        function.add_event_source(second)


def test_a_function_that_may_be_too_slow_warns(stack: TerraformStack) -> None:
    image = ContainerImage.from_uri(URI)
    function = ContainerFunction(stack, "Slow", image=image, timeout=6)
    with pytest.warns(LambdaContainerWarning, match="a timeout of at most 5 seconds.* got 6"):
        function.add_event_source(CognitoEventSource(POOL, ["pre_sign_up"]))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"user_pool": "eu-west-1_AbCdEfGhI"}, "user_pool must be an ARN"),
        ({"user_pool": 1}, "user_pool must be an ARN"),
        ({"triggers": []}, "triggers must have at least one trigger"),
        ({"triggers": "pre_sign_up"}, "triggers must be a list of strings"),
        ({"triggers": ["PreSignUp"]}, r"triggers\[0\] must be one of create_auth_challenge"),
        ({"triggers": ["pre_sign_up"] * 2}, r"triggers\[1\] must be listed only once"),
        ({"pre_token_generation_version": "V2_0"}, "be given with the trigger pre_token_gen"),
        (
            {"triggers": ["pre_token_generation"], "pre_token_generation_version": "V4_0"},
            "pre_token_generation_version must be one of V1_0, V2_0, V3_0",
        ),
        ({"triggers": ["custom_sms_sender"]}, "kms_key must be given for custom_sms_sender"),
        ({"kms_key": KEY}, "kms_key must be given with custom_email_sender or custom_sms_sender"),
        ({"triggers": ["custom_sms_sender"], "kms_key": "a"}, "kms_key must be an ARN"),
    ],
)
def test_what_cognito_would_refuse(given: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidArgument, match=f"CognitoEventSource: .*{message}"):
        CognitoEventSource(**{"user_pool": POOL, "triggers": ["pre_sign_up"], **given})
