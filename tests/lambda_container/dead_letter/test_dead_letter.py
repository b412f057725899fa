"""Queues and topics for events that could not be processed."""

from __future__ import annotations

from cdktf import TerraformStack

from lambda_container import DeadLetterQueue, DeadLetterTopic, EncryptionKey, ExecutionRole
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
