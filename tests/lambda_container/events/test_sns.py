"""Amazon SNS as a source."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cdktf import TerraformStack, TerraformVariable
from cdktf_cdktf_provider_aws.sns_topic import SnsTopic
from syrupy.assertion import SnapshotAssertion

from lambda_container import (
    ContainerFunction,
    DeadLetterQueue,
    EncryptionKey,
    InvalidArgument,
    SnsEventSource,
    UnsupportedArgument,
)
from tests.synth import Synth, tied

ARN = "arn:aws:sns:eu-west-1:111122223333:orders"
QUEUE = "arn:aws:sqs:eu-west-1:111122223333:dead"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/a"
SUBSCRIPTION = "aws_sns_topic_subscription"


def test_a_topic_by_its_arn(function: ContainerFunction, synth: Synth) -> None:
    made = function.add_event_source(SnsEventSource(ARN))
    assert made.node.path == "dev/Orders/Sns-orders"
    (name,) = synth.resources("aws_lambda_function")
    (permission,) = synth.resources("aws_lambda_permission")
    assert synth.resource(SUBSCRIPTION) == {
        "topic_arn": ARN,
        "protocol": "lambda",
        "endpoint": f"${{aws_lambda_function.{name}.arn}}",
        "depends_on": [f"aws_lambda_permission.{permission}"],
    }
    assert synth.resource("aws_lambda_permission") == {
        "action": "lambda:InvokeFunction",
        "function_name": f"${{aws_lambda_function.{name}.function_name}}",
        **tied(name),
        "principal": "sns.amazonaws.com",
        "source_arn": ARN,
    }


def test_an_alias_is_subscribed_as_such(function: ContainerFunction, synth: Synth) -> None:
    function.add_alias("live").add_event_source(SnsEventSource(ARN))
    (alias,) = synth.resources("aws_lambda_alias")
    assert synth.resource(SUBSCRIPTION)["endpoint"] == f"${{aws_lambda_alias.{alias}.arn}}"
    permission = synth.resource("aws_lambda_permission")
    assert permission["qualifier"] == f"${{aws_lambda_alias.{alias}.name}}"


def test_all_that_a_subscription_can_be(
    stack: TerraformStack,
    function: ContainerFunction,
    synth: Synth,
    json_snapshot: SnapshotAssertion,
) -> None:
    topic = SnsTopic(stack, "Topic", name="orders")
    queue = DeadLetterQueue(stack, "Dead", kms_key=EncryptionKey(stack, "Key"))
    function.add_event_source(
        SnsEventSource(
            topic,
            filter_policy={"order": {"state": ["paid", {"prefix": "${re}"}]}},
            filter_policy_scope="MessageBody",
            dead_letters=queue,
        )
    )
    assert synth.resource(SUBSCRIPTION)["filter_policy"] == (
        '{"order":{"state":["paid",{"prefix":"$${re}"}]}}'
    )
    assert synth.json == json_snapshot


def test_sns_may_send_to_our_queue_of_dead_letters(
    stack: TerraformStack, function: ContainerFunction, synth: Synth
) -> None:
    queue = DeadLetterQueue(stack, "Dead")
    function.add_event_source(SnsEventSource(ARN, dead_letters=queue))
    (name,) = synth.resources("aws_sqs_queue")
    (policy,) = synth.resources("aws_sqs_queue_policy")
    arn = f"${{aws_sqs_queue.{name}.arn}}"
    assert synth.statements("Dead_PolicyDocument")[0] == {
        "effect": "Allow",
        "actions": ["sqs:SendMessage"],
        "resources": [arn],
        "principals": [{"type": "Service", "identifiers": ["sns.amazonaws.com"]}],
        "condition": [{"test": "ArnEquals", "variable": "aws:SourceArn", "values": [ARN]}],
    }
    subscription = synth.resource(SUBSCRIPTION)
    assert f"aws_sqs_queue_policy.{policy}" in subscription["depends_on"]
    assert subscription["redrive_policy"] == (
        f'${{jsonencode({{"deadLetterTargetArn" = aws_sqs_queue.{name}.arn}})}}'
    )


def test_an_existing_key_cannot_let_sns_in(
    stack: TerraformStack, function: ContainerFunction
) -> None:
    queue = DeadLetterQueue(stack, "Dead", kms_key=KEY)
    with pytest.raises(UnsupportedArgument, match=r"sns\.amazonaws\.com cannot be added to an"):
        function.add_event_source(SnsEventSource(ARN, dead_letters=queue))


def test_the_queue_of_others_stays_as_it_is(function: ContainerFunction, synth: Synth) -> None:
    function.add_event_source(SnsEventSource(ARN, dead_letters=QUEUE))
    assert QUEUE in synth.resource(SUBSCRIPTION)["redrive_policy"]
    assert synth.resources("aws_sqs_queue_policy") == {}


def test_a_topic_by_reference(
    stack: TerraformStack, function: ContainerFunction, synth: Synth
) -> None:
    variable = TerraformVariable(stack, "topic", type="string")
    made = function.add_event_source(SnsEventSource(variable.string_value))
    assert made.node.id == "Sns"
    assert synth.resource(SUBSCRIPTION)["topic_arn"] == "${var.topic}"
    assert synth.resource("aws_lambda_permission")["source_arn"] == "${var.topic}"


def test_two_subscriptions_to_one_topic_are_one_too_many(function: ContainerFunction) -> None:
    function.add_event_source(SnsEventSource(ARN))
    with pytest.raises(InvalidArgument, match="id must be unique among its siblings"):
        function.add_event_source(SnsEventSource(ARN))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"topic": QUEUE}, "topic must be an ARN such as 'arn:aws:sns"),
        ({"topic": 1}, "topic must be an ARN 'arn:aws:sns"),
        ({"topic": f"{ARN}.fifo"}, "topic must be a standard topic: a FIFO topic sends only"),
        ({"raw_message_delivery": True}, "only queues, HTTP endpoints and Firehose get raw"),
        ({"dead_letters": f"{QUEUE}.fifo"}, "dead_letters must be a standard queue"),
        ({"dead_letters": ARN}, "dead_letters must be an ARN such as 'arn:aws:sqs"),
        ({"filter_policy_scope": "MessageBody"}, "not be given without filter_policy"),
        ({"filter_policy": {"a": ["b"]}, "filter_policy_scope": "Body"}, "must be one of Message"),
        ({"filter_policy": {"a": "b"}}, r"filter_policy\['a'\] must be a list of values"),
        ({"filter_policy": {"a": [{"matches": "b"}]}}, "have one SNS operator"),
        ({"filter_policy": {"a": {"b": ["c"]}}}, "unless filter_policy_scope='MessageBody'"),
        ({"filter_policy": {c: ["x"] for c in "abcdef"}}, "have at most 5 keys, got '6 keys'"),
        (
            {"filter_policy": {"a": ["x"] * 16, "b": ["y"] * 10}},
            "have at most 150 combinations .*, got 160",
        ),
        ({"filter_policy": {"a": ["x" * 262_144]}}, "have 0 to 262144|at most 262144 characters"),
    ],
)
def test_what_sns_would_refuse(given: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidArgument, match=f"SnsEventSource: .*{message}"):
        SnsEventSource(**{"topic": ARN, **given})


def test_keys_inside_of_a_bodys_keys_are_not_counted(
    function: ContainerFunction, synth: Synth
) -> None:
    inside: dict[str, Any] = {"finding": {name: [{"exists": True}] for name in "abcdef"}}
    source = SnsEventSource(ARN, filter_policy=inside, filter_policy_scope="MessageBody")
    function.add_event_source(source)
    assert json.loads(synth.resource(SUBSCRIPTION)["filter_policy"]) == inside


def test_an_id_of_ones_own(function: ContainerFunction) -> None:
    function.add_event_source(SnsEventSource(ARN))
    made = function.add_event_source(SnsEventSource(f"{ARN}-2", id="Second"))
    assert made.node.path == "dev/Orders/Second"


def test_a_function_subscribes_to_a_topic_once(
    stack: TerraformStack, function: ContainerFunction
) -> None:
    for topic in (ARN, SnsTopic(stack, "Topic")):
        function.add_event_source(SnsEventSource(topic))
        with pytest.raises(InvalidArgument, match="topic must be added to a function only once"):
            function.add_event_source(SnsEventSource(topic, id="Again"))
        function.add_alias(f"live-{len(function.node.children)}").add_event_source(
            SnsEventSource(topic)
        )
