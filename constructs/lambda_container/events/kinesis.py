"""Amazon Kinesis Data Streams as a source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lambda_container.checks.arguments import Arguments
from lambda_container.events.polled_source import decrypt
from lambda_container.events.source_arn import SourceKind, id_of
from lambda_container.events.stream_source import StreamSource
from lambda_container.iam.statement import Statement
from lambda_container.terraform.references import is_token

if TYPE_CHECKING:
    from cdktf_cdktf_provider_aws.data_aws_kinesis_stream import DataAwsKinesisStream
    from cdktf_cdktf_provider_aws.data_aws_kinesis_stream_consumer import (
        DataAwsKinesisStreamConsumer,
    )
    from cdktf_cdktf_provider_aws.kinesis_stream import KinesisStream
    from cdktf_cdktf_provider_aws.kinesis_stream_consumer import KinesisStreamConsumer

    from lambda_container.function.invocable import Invocable

_CONSUMER = "aws_kinesis_stream_consumer"
_KIND = SourceKind("kinesis", "stream/", ("aws_kinesis_stream", _CONSUMER))
# https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-create.html
_READ = (
    "kinesis:DescribeStream",
    "kinesis:DescribeStreamSummary",
    "kinesis:GetRecords",
    "kinesis:GetShardIterator",
    "kinesis:ListShards",
)
_FAN_OUT = ("kinesis:DescribeStreamConsumer", "kinesis:SubscribeToShard")


@dataclass(frozen=True)
class KinesisEventSource(StreamSource):
    """A Kinesis data stream, or a consumer of one, which has dedicated throughput.

    Also takes the arguments of ``StreamSource``, ``RetriedSource``, ``FilteredSource`` and
    ``PolledSource``: ``batch_size`` is 100 by default, and at most 10,000. Filters match ``data``,
    the record's decoded JSON.

    Attributes:
        stream: A Terraform ``KinesisStream`` or ``KinesisStreamConsumer``, or the ARN of either; a
            reference is taken as the ARN of a stream.
        starting_position_timestamp: For ``AT_TIMESTAMP``: a time with a UTC offset, such as
            ``2026-01-31T08:00:00Z``; at most 64 characters.

    Raises:
        InvalidArgument: A value that Lambda rejects.
    """

    stream: (
        KinesisStream | KinesisStreamConsumer | DataAwsKinesisStream | DataAwsKinesisStreamConsumer
    ) | str
    starting_position_timestamp: str | None = None

    kind = "Kinesis"
    exclusive = "stream"
    _positions = ("TRIM_HORIZON", "LATEST", "AT_TIMESTAMP")

    @property
    def arn(self) -> str:
        """The ARN of the stream or its consumer."""
        return _KIND.arn_of(Arguments("KinesisEventSource"), "stream", self.stream)

    @property
    def default_id(self) -> str:
        """``Kinesis-`` and the stream's name."""
        given: Any = self.stream
        name = given.split("/")[1] if _is_known(given) else getattr(given, "name_input", None)
        return id_of(self.kind, name)

    def statements(self, target: Invocable) -> list[Statement]:
        """Permissions to read the shards and, for a consumer, to subscribe to them."""
        arn = self.arn
        stream, consumer = arn, False
        if _is_known(arn):
            stream, slash, _ = arn.partition("/consumer/")
            consumer = bool(slash)
        elif getattr(self.stream, "terraform_resource_type", None) == _CONSUMER:
            stream, consumer = self.stream.stream_arn, True  # type: ignore[union-attr]
        return [
            Statement(actions=_READ, resources=[stream]),
            *([Statement(actions=_FAN_OUT, resources=[arn])] if consumer else []),
            *decrypt(self.key),
        ]

    def settings(self, target: Invocable) -> dict[str, Any]:
        """The mapping's arguments for Kinesis."""
        return {
            **super().settings(target),
            "starting_position_timestamp": self.starting_position_timestamp,
        }

    def _check(self, arguments: Arguments) -> None:
        _KIND.arn_of(arguments, "stream", self.stream)
        super()._check(arguments)


def _is_known(value: object) -> bool:
    return isinstance(value, str) and not is_token(value)
