"""Which functions an event source may invoke at all."""

from __future__ import annotations

from typing import Any

import pytest
from cdktf import TerraformStack

from lambda_container import (
    CognitoEventSource,
    ContainerFunction,
    ContainerImage,
    DurableConfig,
    EventBridgeEventSource,
    InvalidArgument,
    IotEventSource,
    LoadBalancerEventSource,
    LogsEventSource,
    S3EventSource,
    ScheduleEventSource,
    SecretRotationEventSource,
    SnsEventSource,
)
from tests.aws import URI

HERE = "eu-west-1:111122223333"
PUSHES: list[Any] = [
    SnsEventSource(f"arn:aws:sns:{HERE}:orders"),
    S3EventSource("arn:aws:s3:::orders"),
    EventBridgeEventSource({"source": ["shop"]}),
    ScheduleEventSource("rate(1 hour)"),
    LogsEventSource("/shop/web"),
    SecretRotationEventSource(f"arn:aws:secretsmanager:{HERE}:secret:a-AbCd12", 30),
    LoadBalancerEventSource(),
    CognitoEventSource(f"arn:aws:cognito-idp:{HERE}:userpool/a_b", ["pre_sign_up"]),
    IotEventSource("SELECT * FROM 'orders'"),
]


@pytest.mark.parametrize("source", PUSHES, ids=lambda source: type(source).__name__)
def test_a_durable_function_has_sources_by_its_alias_only(
    stack: TerraformStack, source: Any
) -> None:
    function = ContainerFunction(
        stack,
        "It",
        image=ContainerImage.from_uri(URI),
        publish=True,
        durable_config=DurableConfig(execution_timeout=600),
    )
    message = "ContainerFunction 'dev/It': function must have a published version and an alias"
    with pytest.raises(InvalidArgument, match=message):
        function.add_event_source(source)
    function.add_alias("live").add_event_source(source)


def test_a_function_for_tenants_has_no_sources(stack: TerraformStack) -> None:
    function = ContainerFunction(
        stack,
        "It",
        image=ContainerImage.from_uri(URI),
        publish=True,
        tenant_isolation_mode="PER_TENANT",
    )
    message = "Alias 'dev/It/Alias-live': function must have no tenant_isolation_mode"
    with pytest.raises(InvalidArgument, match=message):
        function.add_alias("live").add_event_source(SnsEventSource(f"arn:aws:sns:{HERE}:orders"))
