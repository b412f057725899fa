"""The streams of Kinesis and DynamoDB as sources."""

from __future__ import annotations

from typing import Any

import pytest
from cdktf import TerraformStack, TerraformVariable
from cdktf_cdktf_provider_aws.dynamodb_table import DynamodbTable
from cdktf_cdktf_provider_aws.kinesis_stream import KinesisStream
from cdktf_cdktf_provider_aws.kinesis_stream_consumer import KinesisStreamConsumer
from syrupy.assertion import SnapshotAssertion

from lambda_container import (
    ContainerFunction,
    DeadLetterQueue,
    Destination,
    DynamoDbEventSource,
    EncryptionKey,
    InvalidArgument,
    KinesisEventSource,
)
from tests.lambda_container.events.conftest import granted, mapping
from tests.synth import Synth

HERE = "eu-west-1:111122223333"
KINESIS = f"arn:aws:kinesis:{HERE}:stream/clicks"
TABLE = f"arn:aws:dynamodb:{HERE}:table/orders"
DYNAMODB = f"{TABLE}/stream/2026-01-31T08:00:00.000"
# Lambda's own, written so that taking a value back is a change.
DEFAULTS = {
    "batch_size": 100,
    "maximum_batching_window_in_seconds": 0,
    "parallelization_factor": 1,
    "tumbling_window_in_seconds": 0,
    "bisect_batch_on_function_error": False,
    "maximum_retry_attempts": -1,
    "maximum_record_age_in_seconds": -1,
}
READ_KINESIS = [
    "kinesis:DescribeStream",
    "kinesis:DescribeStreamSummary",
    "kinesis:GetRecords",
    "kinesis:GetShardIterator",
    "kinesis:ListShards",
]
READ_DYNAMODB = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"]


def rights(synth: Synth) -> list[tuple[list[str], list[str]]]:
    return [(s["actions"], s["resources"]) for s in granted(synth)]


def test_a_stream_of_kinesis_by_its_arn(function: ContainerFunction, synth: Synth) -> None:
    made = function.add_event_source(KinesisEventSource(KINESIS, starting_position="LATEST"))
    assert made.node.id == "Kinesis-clicks"
    assert mapping(synth) == {
        "event_source_arn": KINESIS,
        "enabled": True,
        "starting_position": "LATEST",
        "function_response_types": ["ReportBatchItemFailures"],
        **DEFAULTS,
    }
    assert rights(synth) == [(READ_KINESIS, [KINESIS])]


def test_a_consumer_is_subscribed_to(function: ContainerFunction, synth: Synth) -> None:
    consumer = f"{KINESIS}/consumer/reader:1"
    source = KinesisEventSource(consumer, starting_position="TRIM_HORIZON")
    assert function.add_event_source(source).node.id == "Kinesis-clicks"
    assert mapping(synth)["event_source_arn"] == consumer
    fan_out = ["kinesis:DescribeStreamConsumer", "kinesis:SubscribeToShard"]
    assert rights(synth) == [(READ_KINESIS, [KINESIS]), (fan_out, [consumer])]


def test_streams_of_terraforms(
    stack: TerraformStack, function: ContainerFunction, synth: Synth
) -> None:
    stream = KinesisStream(stack, "Stream", name="clicks")
    consumer = KinesisStreamConsumer(stack, "Consumer", name="reader", stream_arn=stream.arn)
    key = EncryptionKey(stack, "Key")
    for source in (
        KinesisEventSource(stream, starting_position="LATEST", kms_key=key),
        KinesisEventSource(consumer, starting_position="LATEST"),
    ):
        function.add_event_source(source)
    (key_name,) = synth.resources("aws_kms_key")
    read = "${aws_kinesis_stream.Stream.arn}", "${aws_kinesis_stream_consumer.Consumer.stream_arn}"
    assert rights(synth) == [
        (READ_KINESIS, list(read)),
        (
            ["kinesis:DescribeStreamConsumer", "kinesis:SubscribeToShard"],
            ["${aws_kinesis_stream_consumer.Consumer.arn}"],
        ),
        (["kms:Decrypt"], [f"${{aws_kms_key.{key_name}.arn}}"]),
    ]


def test_everything_that_a_stream_of_kinesis_takes(
    stack: TerraformStack,
    function: ContainerFunction,
    synth: Synth,
    json_snapshot: SnapshotAssertion,
) -> None:
    function.add_event_source(
        KinesisEventSource(
            KINESIS,
            starting_position="AT_TIMESTAMP",
            starting_position_timestamp="2026-01-31T08:00:00Z",
            batch_size=10_000,
            maximum_batching_window_in_seconds=5,
            parallelization_factor=10,
            tumbling_window_in_seconds=900,
            report_batch_item_failures=False,
            bisect_batch_on_function_error=True,
            maximum_retry_attempts=0,
            maximum_record_age_in_seconds=60,
            on_failure=Destination.queue(DeadLetterQueue(stack, "Lost")),
            filters=[{"data": {"page": [{"prefix": "/cart"}]}}],
            metrics=["EventCount"],
        )
    )
    one = mapping(synth)
    assert one["maximum_retry_attempts"] == 0
    assert one["destination_config"]["on_failure"]["destination_arn"].startswith("${aws_sqs_queue")
    assert one == json_snapshot
    assert ["sqs:SendMessage"] in [actions for actions, _ in rights(synth)]


def test_a_tables_stream_by_its_arn(function: ContainerFunction, synth: Synth) -> None:
    source = DynamoDbEventSource(DYNAMODB, starting_position="TRIM_HORIZON")
    assert function.add_event_source(source).node.id == "DynamoDb-orders"
    assert mapping(synth) == {
        "event_source_arn": DYNAMODB,
        "enabled": True,
        "starting_position": "TRIM_HORIZON",
        "function_response_types": ["ReportBatchItemFailures"],
        **DEFAULTS,
    }
    assert rights(synth) == [(READ_DYNAMODB, [DYNAMODB]), (["dynamodb:ListStreams"], ["*"])]


def test_a_table_of_terraforms(
    stack: TerraformStack,
    function: ContainerFunction,
    synth: Synth,
    json_snapshot: SnapshotAssertion,
) -> None:
    table = DynamodbTable(
        stack, "Table", name="orders", stream_enabled=True, stream_view_type="NEW_IMAGE"
    )
    source = DynamoDbEventSource(
        table,
        starting_position="LATEST",
        kms_key=EncryptionKey(stack, "Key"),
        filters=[{"dynamodb": {"NewImage": {"State": {"S": ["paid"]}}}}],
        on_failure=Destination.bucket("arn:aws:s3:::lost"),
        maximum_retry_attempts=3,
    )
    assert function.add_event_source(source).node.id == "DynamoDb-orders"
    assert mapping(synth) == json_snapshot
    assert (["dynamodb:ListStreams"], ["*"]) in rights(synth)
    assert ["kms:Decrypt"] in [actions for actions, _ in rights(synth)]


def test_streams_may_be_references(
    stack: TerraformStack, function: ContainerFunction, synth: Synth
) -> None:
    arn = TerraformVariable(stack, "stream", type="string").string_value
    time = TerraformVariable(stack, "time", type="string").string_value
    table = DynamoDbEventSource(arn, starting_position="LATEST")
    assert function.add_event_source(table).node.id == "DynamoDb"
    assert rights(synth) == [(READ_DYNAMODB, ["${var.stream}"]), (["dynamodb:ListStreams"], ["*"])]
    other = TerraformVariable(stack, "other", type="string").string_value
    stream = KinesisEventSource(
        other, starting_position="AT_TIMESTAMP", starting_position_timestamp=time
    )
    assert function.add_event_source(stream).node.id == "Kinesis"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"starting_position": None}, "starting_position must be given: one of TRIM_HORIZON, LAT"),
        ({"starting_position": "FIRST"}, "starting_position must be one of TRIM_HORIZON, LATEST"),
        ({"batch_size": 10_001}, "batch_size must be 1 to 10000, got 10001"),
        ({"parallelization_factor": 11}, "parallelization_factor must be 1 to 10, got 11"),
        ({"parallelization_factor": 0}, "parallelization_factor must be 1 to 10, got 0"),
        ({"tumbling_window_in_seconds": 901}, "be 0 to 900 seconds, got 901"),
        ({"maximum_retry_attempts": -2}, "maximum_retry_attempts must be -1 to 10000, got -2"),
        ({"maximum_retry_attempts": 10_001}, "be -1 to 10000, got 10001"),
        ({"maximum_record_age_in_seconds": 59}, "be 60 to 604800 seconds, or -1 for any age"),
        ({"maximum_record_age_in_seconds": 604_801}, "be 60 to 604800 seconds, or -1"),
        ({"bisect_batch_on_function_error": "x"}, "be True or False, got 'x'"),
        ({"report_batch_item_failures": 0}, "be True or False, got 0"),
        ({"on_failure": "arn:aws:s3:::a"}, "on_failure must be a Destination"),
        (
            {"on_failure": Destination.event_bus(f"arn:aws:events:{HERE}:event-bus/a")},
            "on_failure must be a queue, a topic or a bucket",
        ),
        ({"metrics": ["Errors"]}, r"metrics\[0\] must be one of EventCount"),
        ({"filters": [{}]}, r"filters\[0\] must be a dict of fields"),
    ],
)
@pytest.mark.parametrize(
    ("kind", "arn"), [(KinesisEventSource, KINESIS), (DynamoDbEventSource, DYNAMODB)]
)
def test_bad_input_is_refused(
    kind: type[KinesisEventSource] | type[DynamoDbEventSource],
    arn: str,
    arguments: dict[str, Any],
    message: str,
) -> None:
    with pytest.raises(InvalidArgument, match=f"^{kind.__name__}: .*{message}"):
        kind(arn, **{"starting_position": "LATEST", **arguments})


@pytest.mark.parametrize(
    ("position", "timestamp", "message"),
    [
        ("AT_TIMESTAMP", None, "be given with starting_position AT_TIMESTAMP, got None"),
        ("LATEST", "2026-01-31T08:00:00Z", "be given with starting_position AT_TIMESTAMP only"),
        ("AT_TIMESTAMP", "yesterday", "be a time with a UTC offset"),
        ("AT_TIMESTAMP", "2026-01-31T08:00:00", "be a time with a UTC offset"),
        ("AT_TIMESTAMP", "2026-01-31", "be a time with a UTC offset"),
        ("AT_TIMESTAMP", 1, "starting_position_timestamp must be a string, got 1"),
    ],
)
def test_a_timestamp_belongs_to_its_position(position: Any, timestamp: Any, message: str) -> None:
    with pytest.raises(InvalidArgument, match=message):
        KinesisEventSource(
            KINESIS, starting_position=position, starting_position_timestamp=timestamp
        )


def test_a_tables_stream_has_no_timestamps() -> None:
    with pytest.raises(InvalidArgument, match="be one of TRIM_HORIZON, LATEST, got 'AT_TIMESTAMP'"):
        DynamoDbEventSource(DYNAMODB, starting_position="AT_TIMESTAMP")


def test_a_table_is_no_stream(stack: TerraformStack) -> None:
    with pytest.raises(InvalidArgument, match="stream must be the ARN of a stream"):
        DynamoDbEventSource(TABLE, starting_position="LATEST")
    table = DynamodbTable(stack, "Table", name="orders")
    with pytest.raises(InvalidArgument, match="stream must be a table with stream_enabled=True"):
        DynamoDbEventSource(table, starting_position="LATEST")


def test_another_services_arn_is_refused() -> None:
    with pytest.raises(InvalidArgument, match=r"such as 'arn:aws:kinesis:\.\.\.:stream/\.\.\.'"):
        KinesisEventSource(DYNAMODB, starting_position="LATEST")
