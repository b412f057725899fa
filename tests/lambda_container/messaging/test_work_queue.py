"""A queue that a function works on."""

from __future__ import annotations

from typing import Any

import pytest
from cdktf import TerraformStack, TerraformVariable
from syrupy.assertion import SnapshotAssertion

from lambda_container import (
    ContainerFunction,
    ContainerImage,
    Destination,
    EncryptionKey,
    ExecutionRole,
    InvalidArgument,
    Queue,
)
from tests.aws import URI
from tests.synth import Synth


def queues(synth: Synth) -> tuple[dict[str, Any], dict[str, Any]]:
    made = synth.resources("aws_sqs_queue")
    (dead,) = (queue for name, queue in made.items() if "DeadLetters" in name)
    (queue,) = (queue for name, queue in made.items() if "DeadLetters" not in name)
    return queue, dead


def test_a_queue_has_a_dead_letter_queue_of_its_own(
    stack: TerraformStack, function: ContainerFunction, synth: Synth
) -> None:
    Queue(stack, "Queue", function=function)
    queue, dead = queues(synth)
    (dead_name,) = (n for n in synth.resources("aws_sqs_queue") if "DeadLetters" in n)
    (name,) = (n for n in synth.resources("aws_sqs_queue") if "DeadLetters" not in n)
    assert queue == {
        "name": "dev-Queue",
        "visibility_timeout_seconds": 180,
        "message_retention_seconds": 345_600,
        "delay_seconds": 0,
        "sqs_managed_sse_enabled": True,
        "redrive_policy": f'${{jsonencode({{"deadLetterTargetArn" = aws_sqs_queue.{dead_name}.arn,'
        ' "maxReceiveCount" = 5})}',
    }
    assert dead == {
        "name": "dev-Queue-dead-letters",
        "message_retention_seconds": 14 * 24 * 3600,
        "sqs_managed_sse_enabled": True,
    }
    assert synth.resource("aws_sqs_queue_redrive_allow_policy") == {
        "queue_url": f"${{aws_sqs_queue.{dead_name}.url}}",
        "redrive_allow_policy": '${jsonencode({"redrivePermission" = "byQueue",'
        f' "sourceQueueArns" = [aws_sqs_queue.{name}.arn]}})}}',
    }


def test_both_queues_take_requests_over_tls_only(stack: TerraformStack, synth: Synth) -> None:
    Queue(stack, "Queue")
    policies = synth.resources("aws_sqs_queue_policy").values()
    assert len({policy["queue_url"] for policy in policies}) == 2
    for document in synth.data("aws_iam_policy_document").values():
        (statement,) = document["statement"]
        assert statement["effect"] == "Deny"
        assert statement["actions"] == ["sqs:*"]
        assert statement["condition"] == [
            {"test": "Bool", "variable": "aws:SecureTransport", "values": ["false"]}
        ]


@pytest.mark.parametrize(("arguments", "seconds"), [({}, 180), ({"function": None}, 180)])
def test_without_a_function_messages_are_hidden_for_three_minutes(
    stack: TerraformStack, arguments: dict[str, Any], seconds: int
) -> None:
    assert Queue(stack, "Queue", **arguments).visibility_timeout_seconds == seconds


def test_an_alias_knows_the_functions_timeout(
    stack: TerraformStack, function: ContainerFunction
) -> None:
    queue = Queue(stack, "Queue", function=function.add_alias("live"))
    assert queue.visibility_timeout_seconds == 6 * 30


def test_a_fifo_queue_has_fifo_dead_letters(
    stack: TerraformStack, synth: Synth, json_snapshot: SnapshotAssertion
) -> None:
    Queue(
        stack,
        "Queue",
        fifo=True,
        content_based_deduplication=True,
        max_receive_count=7,
        delay_seconds=5,
        max_message_size=2048,
        message_retention_seconds=60,
        visibility_timeout_seconds=43_200,
        kms_key="arn:aws:kms:eu-west-1:111122223333:key/a",
        tags={"Path": "a"},
    )
    queue, dead = queues(synth)
    assert (queue["name"], dead["name"]) == ("dev-Queue.fifo", "dev-Queue-dead-letters.fifo")
    assert queue["fifo_queue"] is dead["fifo_queue"] is True
    assert synth.json["resource"] == json_snapshot


def test_grants_include_the_key(stack: TerraformStack, synth: Synth) -> None:
    queue = Queue(stack, "Queue", kms_key=EncryptionKey(stack, "Key"))
    queue.grant_send_messages(ExecutionRole(stack, "Sender"))
    queue.grant_consume_messages(ExecutionRole(stack, "Consumer"))
    assert [s["actions"] for s in synth.statements("Sender_PolicyDocument")] == [
        ["kms:Decrypt", "kms:GenerateDataKey"],
        ["sqs:SendMessage"],
    ]
    assert [s["actions"] for s in synth.statements("Consumer_PolicyDocument")] == [
        ["kms:Decrypt"],
        ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
    ]


def test_a_name_may_be_a_reference(stack: TerraformStack, synth: Synth) -> None:
    name = TerraformVariable(stack, "name", type="string").string_value
    Queue(stack, "Queue", name=f"{name}.fifo", fifo=True)
    queue, dead = queues(synth)
    assert (queue["name"], dead["name"]) == ("${var.name}.fifo", "${var.name}-dead-letters.fifo")


def test_lambda_sends_failures_to_no_fifo_queue(stack: TerraformStack) -> None:
    queue = Queue(stack, "Queue", fifo=True)
    for fifo in (queue, queue.dead_letter_queue):
        with pytest.raises(InvalidArgument, match="be a standard queue, not a FIFO one"):
            Destination.queue(fifo)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"name": "a b"}, "name must be 1 to 80 letters"),
        ({"name": "a" * 81}, "name must be 1 to 80 letters"),
        ({"name": "a" * 70}, "name must leave room for '-dead-letters'"),
        ({"name": "a.fifo"}, "end with '.fifo' for a FIFO queue only"),
        ({"name": "a", "fifo": True}, "end with '.fifo' for a FIFO queue only"),
        ({"fifo": "yes"}, "fifo must be True or False, got 'yes'"),
        ({"function": "orders"}, "function must be an Invocable, got 'orders'"),
        ({"visibility_timeout_seconds": 43_201}, "be 0 to 43200 seconds, got 43201"),
        ({"max_receive_count": 0}, "max_receive_count must be 1 to 1000, got 0"),
        ({"message_retention_seconds": 59}, "be 60 to 1209600 seconds, got 59"),
        ({"delay_seconds": 901}, "delay_seconds must be 0 to 900 seconds, got 901"),
        ({"max_message_size": 1023}, "max_message_size must be 1024 to 1048576 bytes, got 1023"),
        ({"content_based_deduplication": True}, "be given with fifo=True only"),
        ({"content_based_deduplication": 1, "fifo": True}, "be True or False, got 1"),
        ({"kms_key": "alias/a"}, "kms_key must be an ARN"),
        ({"region": "Ireland"}, "region must be a Region code"),
        ({"tags": {"aws:a": "b"}}, "not begin with 'aws:'"),
    ],
)
def test_bad_input_is_refused(
    stack: TerraformStack, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidArgument, match=f"Queue 'dev/Queue': .*{message}"):
        Queue(stack, "Queue", **arguments)


def test_a_visibility_timeout_below_the_functions_is_refused(
    stack: TerraformStack, function: ContainerFunction
) -> None:
    message = (
        "be at least the function's timeout, 30 seconds, and should be 6 times as long, got 29"
    )
    with pytest.raises(InvalidArgument, match=message):
        Queue(stack, "Queue", function=function, visibility_timeout_seconds=29)


def test_six_times_a_timeout_that_is_a_reference_is_one(
    stack: TerraformStack, synth: Synth
) -> None:
    timeout = TerraformVariable(stack, "timeout", type="number").number_value
    function = ContainerFunction(stack, "It", image=ContainerImage.from_uri(URI), timeout=timeout)
    Queue(stack, "Queue", function=function)
    (queue,) = (q for q in synth.resources("aws_sqs_queue").values() if q["name"] == "dev-Queue")
    assert queue["visibility_timeout_seconds"] == "${(var.timeout * 6)}"
