"""Queues and topics for events that could not be processed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cdktf import TerraformStack
from cdktf_cdktf_provider_aws.sns_topic import SnsTopic

from lambda_container import (
    DeadLetterQueue,
    DeadLetterTopic,
    EncryptionKey,
    ExecutionRole,
    InvalidArgument,
)
from tests.synth import Synth


def tls_only(action: str, arn: str) -> dict[str, object]:
    return {
        "sid": "TlsOnly",
        "effect": "Deny",
        "principals": [{"type": "AWS", "identifiers": ["*"]}],
        "actions": [action],
        "resources": [arn],
        "condition": [{"test": "Bool", "variable": "aws:SecureTransport", "values": ["false"]}],
    }


def test_a_queue_is_encrypted_and_keeps_messages_for_14_days(
    stack: TerraformStack, synth: Synth
) -> None:
    DeadLetterQueue(stack, "Queue", tags={"Team": "shop"})
    (name,) = synth.resources("aws_sqs_queue")
    assert synth.resource("aws_sqs_queue") == {
        "name": "dev-Queue",
        "message_retention_seconds": 14 * 24 * 3600,
        "sqs_managed_sse_enabled": True,
        "tags": {"Team": "shop"},
    }
    (document,) = synth.data("aws_iam_policy_document")
    assert synth.resource("aws_sqs_queue_policy") == {
        "queue_url": f"${{aws_sqs_queue.{name}.url}}",
        "policy": f"${{data.aws_iam_policy_document.{document}.json}}",
    }
    assert synth.statements("Queue") == [tls_only("sqs:*", f"${{aws_sqs_queue.{name}.arn}}")]


def test_a_topic_is_encrypted(stack: TerraformStack, synth: Synth) -> None:
    DeadLetterTopic(stack, "Topic", name="dead")
    (name,) = synth.resources("aws_sns_topic")
    assert synth.resource("aws_sns_topic") == {"name": "dead", "kms_master_key_id": "alias/aws/sns"}
    arn = f"${{aws_sns_topic.{name}.arn}}"
    assert synth.resource("aws_sns_topic_policy")["arn"] == arn
    assert synth.statements("Topic") == [tls_only("sns:Publish", arn)]


def test_grants_include_the_key(stack: TerraformStack, synth: Synth) -> None:
    key = EncryptionKey(stack, "Key")
    queue = DeadLetterQueue(stack, "Queue", kms_key=key)
    topic = DeadLetterTopic(stack, "Topic", kms_key=key)
    for name, grant in (
        ("Sender", queue.grant_send_messages),
        ("Consumer", queue.grant_consume_messages),
        ("Publisher", topic.grant_publish),
    ):
        grant(ExecutionRole(stack, name))
    both = ["kms:Decrypt", "kms:GenerateDataKey"]
    consume = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
    for name, expected in (
        ("Sender", [both, ["sqs:SendMessage"]]),
        ("Consumer", [["kms:Decrypt"], consume]),
        ("Publisher", [both, ["sns:Publish"]]),
    ):
        assert [s["actions"] for s in synth.statements(f"{name}_PolicyDocument")] == expected
    (made,) = synth.resources("aws_kms_key")
    for type_ in ("aws_sqs_queue", "aws_sns_topic"):
        assert synth.resource(type_)["kms_master_key_id"] == f"${{aws_kms_key.{made}.arn}}"


def test_a_fifo_queue_has_fifo_dead_letters(stack: TerraformStack, synth: Synth) -> None:
    assert DeadLetterQueue(stack, "Queue", fifo=True).fifo
    queue = synth.resource("aws_sqs_queue")
    assert (queue["name"], queue["fifo_queue"]) == ("dev-Queue.fifo", True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"fifo": "yes"}, "fifo must be True or False, got 'yes'"),
        ({"fifo": True, "name": "a"}, "name must be at most 80 letters.* with '.fifo' at the end"),
        ({"fifo": True, "name": f"{'a' * 76}.fifo"}, "name must be at most 80 letters"),
        ({"name": "a.fifo"}, "name must be 1 to 80 letters"),
    ],
)
def test_a_name_says_whether_a_queue_is_fifo(
    stack: TerraformStack, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidArgument, match=message):
        DeadLetterQueue(stack, "Queue", **arguments)


@pytest.mark.parametrize("by_reference", [False, True])
def test_a_key_lets_a_service_in_on_behalf_of_its_source_or_of_the_account(
    stack: TerraformStack, synth: Synth, *, by_reference: bool
) -> None:
    key = EncryptionKey(stack, "Key")
    queue = DeadLetterQueue(stack, "Queue", kms_key=key)
    topic = "arn:aws:sns:eu-west-1:999999999999:theirs"
    if by_reference:
        # Encrypted with the same key, which therefore cannot name it.
        topic = SnsTopic(stack, "Topic", name="ours", kms_master_key_id=key.arn).arn
    queue.allow_service("sns.amazonaws.com", topic)
    policy = json.loads(synth.resource("aws_kms_key")["policy"])
    (statement,) = (s for s in policy["Statement"] if "Service" in s["Principal"])
    account = "${data.aws_caller_identity.LambdaContainerCallerIdentity.account_id}"
    assert statement == {
        "Effect": "Allow",
        "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
        "Principal": {"Service": ["sns.amazonaws.com"]},
        "Resource": ["*"],
        "Condition": {"StringEquals": {"aws:SourceAccount": [account]}}
        if by_reference
        else {"ArnEquals": {"aws:SourceArn": [topic]}},
    }
