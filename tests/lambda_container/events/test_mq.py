"""Amazon MQ as a source."""

from __future__ import annotations

from typing import Any

import pytest
from cdktf import TerraformStack, TerraformVariable
from cdktf_cdktf_provider_aws.mq_broker import MqBroker, MqBrokerUser
from syrupy.assertion import SnapshotAssertion

from lambda_container import ContainerFunction, InvalidArgument, MqEventSource
from tests.lambda_container.events.conftest import granted, mapping
from tests.synth import Synth

HERE = "eu-west-1:111122223333"
BROKER = f"arn:aws:mq:{HERE}:broker:shop:b-1"
SECRET = f"arn:aws:secretsmanager:{HERE}:secret:mq"


def test_a_queue_of_a_broker(function: ContainerFunction, synth: Synth) -> None:
    source = MqEventSource(BROKER, queue="orders/paid", secret_arn=SECRET)
    assert function.add_event_source(source).node.id == "Mq-shop-orders-paid"
    assert mapping(synth) == {
        "event_source_arn": BROKER,
        "enabled": True,
        "batch_size": 100,
        "queues": ["orders/paid"],
        "source_access_configuration": [{"type": "BASIC_AUTH", "uri": SECRET}],
    }
    given = {action: s["resources"] for s in granted(synth) for action in s["actions"]}
    assert given["mq:DescribeBroker"] == [BROKER]
    assert given["secretsmanager:GetSecretValue"] == [SECRET]
    assert {action for action in given if action.startswith("ec2:")} == {
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcs",
    }


def test_everything_that_a_broker_of_terraforms_takes(
    stack: TerraformStack,
    function: ContainerFunction,
    synth: Synth,
    json_snapshot: SnapshotAssertion,
) -> None:
    password = TerraformVariable(stack, "password", type="string", sensitive=True)
    broker = MqBroker(
        stack,
        "Broker",
        broker_name="shop",
        engine_type="RabbitMQ",
        engine_version="3.13",
        host_instance_type="mq.m5.large",
        user=[MqBrokerUser(username="admin", password=password.string_value)],
    )
    key = f"arn:aws:kms:{HERE}:key/a"
    source = MqEventSource(
        broker,
        queue=TerraformVariable(stack, "queue", type="string").string_value,
        secret_arn=SECRET,
        virtual_host="/shop",
        kms_key=key,
        batch_size=1,
        maximum_batching_window_in_seconds=300,
        filters=[{"data": {"state": ["paid"]}}],
        enabled=False,
    )
    assert function.add_event_source(source).node.id == "Mq-shop"
    assert mapping(synth) == json_snapshot
    (decrypt,) = (s for s in granted(synth) if s["actions"] == ["kms:Decrypt"])
    assert decrypt["resources"] == [key]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"broker": "shop"}, "broker must be an ARN"),
        ({"queue": ""}, "queue must not be empty"),
        ({"queue": "a" * 1001}, "queue must have 1 to 1000 characters"),
        ({"secret_arn": BROKER}, "secret_arn must be an ARN such as 'arn:aws:secretsmanager:"),
        ({"virtual_host": ""}, "virtual_host must be 1 to 200 letters"),
        ({"batch_size": 10_001}, "batch_size must be 1 to 10000, got 10001"),
        ({"maximum_batching_window_in_seconds": -1}, "be 0 to 300 seconds, got -1"),
        ({"filters": [1]}, r"filters\[0\] must be a dict of fields"),
    ],
)
def test_bad_input_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidArgument, match=f"^MqEventSource: .*{message}"):
        MqEventSource(**{"broker": BROKER, "queue": "orders", "secret_arn": SECRET, **arguments})
