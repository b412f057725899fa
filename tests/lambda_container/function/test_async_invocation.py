"""What becomes of events that nobody waits for."""

from __future__ import annotations

import pytest
from cdktf import TerraformStack

from lambda_container import (
    ContainerFunction,
    ContainerImage,
    DeadLetterQueue,
    DeadLetterTopic,
    Destination,
    EncryptionKey,
    ExecutionRole,
    InvalidArgument,
)
from tests.aws import URI
from tests.synth import Synth, tied

IMAGE = ContainerImage.from_uri(URI)
QUEUE = "arn:aws:sqs:eu-west-1:111122223333:records"
TOPIC = "arn:aws:sns:eu-west-1:111122223333:records"
FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:records:live"
BUS = "arn:aws:events:eu-west-1:111122223333:event-bus/default"
BUCKET = "arn:aws:s3:::records"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def allowed(synth: Synth, name: str = "Orders_Role_PolicyDocument") -> dict[str, list[str]]:
    statements = synth.statements(name)
    own = [s for s in statements if not s["actions"][0].startswith(("logs:", "xray:"))]
    return {",".join(s["actions"]): s["resources"] for s in own}


def test_retries_and_age_are_awss_own_unless_it_is_said(
    function: ContainerFunction, synth: Synth
) -> None:
    function.configure_async()
    (name,) = synth.resources("aws_lambda_function")
    assert synth.resource("aws_lambda_function_event_invoke_config") == {
        "function_name": f"${{aws_lambda_function.{name}.function_name}}",
        **tied(name),
        "maximum_retry_attempts": 2,
        "maximum_event_age_in_seconds": 21_600,
    }


@pytest.mark.parametrize(
    ("destination", "permissions"),
    [
        (Destination.queue(QUEUE), {"sqs:SendMessage": [QUEUE]}),
        (Destination.topic(TOPIC), {"sns:Publish": [TOPIC]}),
        (Destination.function(FUNCTION), {"lambda:InvokeFunction": [FUNCTION]}),
        (Destination.event_bus(BUS), {"events:PutEvents": [BUS]}),
        (Destination.bucket(BUCKET), {"s3:ListBucket": [BUCKET], "s3:PutObject": [f"{BUCKET}/*"]}),
        (
            Destination.queue(QUEUE, kms_key=KEY),
            {"kms:Decrypt,kms:GenerateDataKey": [KEY], "sqs:SendMessage": [QUEUE]},
        ),
    ],
    ids=lambda value: value.kind if isinstance(value, Destination) else "",
)
def test_the_role_may_write_to_the_destination_and_nothing_else(
    function: ContainerFunction,
    synth: Synth,
    destination: Destination,
    permissions: dict[str, list[str]],
) -> None:
    function.add_alias("live").configure_async(maximum_retry_attempts=0, on_failure=destination)
    config = synth.resource("aws_lambda_function_event_invoke_config")
    (policy,) = synth.resources("aws_iam_role_policy")
    (alias,) = synth.resources("aws_lambda_alias")
    assert config["destination_config"] == {"on_failure": {"destination": destination.arn}}
    assert config["qualifier"] == f"${{aws_lambda_alias.{alias}.name}}"
    assert config["depends_on"] == [f"aws_iam_role_policy.{policy}"]
    assert allowed(synth) == permissions


def test_constructs_are_destinations(
    stack: TerraformStack, function: ContainerFunction, synth: Synth
) -> None:
    other = ContainerFunction(stack, "Records", image=IMAGE)
    function.configure_async(
        on_success=Destination.function(other),
        on_failure=Destination.queue(DeadLetterQueue(stack, "Queue")),
    )
    (queue,) = synth.resources("aws_sqs_queue")
    config = synth.resource("aws_lambda_function_event_invoke_config")["destination_config"]
    assert config == {
        "on_success": {
            "destination": f"${{aws_lambda_function.{other.resource.friendly_unique_id}.arn}}"
        },
        "on_failure": {"destination": f"${{aws_sqs_queue.{queue}.arn}}"},
    }


def test_a_bucket_takes_failures_only(function: ContainerFunction, synth: Synth) -> None:
    with pytest.raises(InvalidArgument, match="on_success must not be a bucket"):
        function.configure_async(on_success=Destination.bucket(BUCKET))
    assert allowed(synth) == {}


def test_dead_letters_go_to_what_is_given(stack: TerraformStack, synth: Synth) -> None:
    topic = DeadLetterTopic(stack, "Topic")
    ContainerFunction(stack, "Orders", image=IMAGE, dead_letter_target=Destination.topic(topic))
    (name,) = synth.resources("aws_sns_topic")
    arn = f"${{aws_sns_topic.{name}.arn}}"
    assert synth.resource("aws_lambda_function")["dead_letter_config"] == {"target_arn": arn}
    assert allowed(synth) == {"sns:Publish": [arn]}


def test_a_queue_for_dead_letters_is_made(function: ContainerFunction, synth: Synth) -> None:
    function.add_dead_letter_queue(message_retention_seconds=3600)
    (name,) = synth.resources("aws_sqs_queue")
    arn = f"${{aws_sqs_queue.{name}.arn}}"
    assert synth.resource("aws_sqs_queue") == {
        "name": "dev-Orders-dead-letters",
        "message_retention_seconds": 3600,
        "sqs_managed_sse_enabled": True,
    }
    assert synth.resource("aws_lambda_function")["dead_letter_config"] == {"target_arn": arn}
    assert allowed(synth) == {"sqs:SendMessage": [arn]}


def test_the_functions_key_encrypts_its_dead_letters(stack: TerraformStack, synth: Synth) -> None:
    key = EncryptionKey(stack, "Key")
    function = ContainerFunction(stack, "Orders", image=IMAGE, kms_key=key)
    function.add_dead_letter_queue()
    (queue,) = synth.resources("aws_sqs_queue")
    (made,) = synth.resources("aws_kms_key")
    arn = f"${{aws_kms_key.{made}.arn}}"
    assert synth.resource("aws_sqs_queue")["kms_master_key_id"] == arn
    assert synth.resource("aws_cloudwatch_log_group")["kms_key_id"] == arn
    assert synth.resource("aws_lambda_function")["kms_key_arn"] == arn
    assert allowed(synth) == {
        "kms:Decrypt,kms:GenerateDataKey": [arn],
        "sqs:SendMessage": [f"${{aws_sqs_queue.{queue}.arn}}"],
    }


def test_dead_letters_go_to_one_place(function: ContainerFunction) -> None:
    function.add_dead_letter_queue()
    with pytest.raises(InvalidArgument, match="dead_letter_target must not be given twice"):
        function.add_dead_letter_queue()


def test_a_role_of_others_is_their_care(stack: TerraformStack, synth: Synth) -> None:
    role = ExecutionRole.from_arn("arn:aws:iam::111122223333:role/theirs")
    function = ContainerFunction(stack, "Orders", image=IMAGE, role=role)
    function.add_dead_letter_queue()
    function.configure_async(on_failure=Destination.queue(QUEUE))
    assert synth.resources("aws_iam_role_policy") == {}


@pytest.mark.parametrize("word", ["Allow", "Terminate"])
def test_loops_are_allowed_or_not(function: ContainerFunction, synth: Synth, word: str) -> None:
    function.configure_recursion(word)  # type: ignore[arg-type]
    assert synth.resource("aws_lambda_function_recursion_config")["recursive_loop"] == word
