"""The streams of Amazon DynamoDB as a source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lambda_container.checks.arguments import Arguments
from lambda_container.events.polled_source import decrypt
from lambda_container.events.source_arn import SourceKind, id_of
from lambda_container.events.stream_source import StreamSource
from lambda_container.iam.statement import Statement

if TYPE_CHECKING:
    from cdktf_cdktf_provider_aws.data_aws_dynamodb_table import DataAwsDynamodbTable
    from cdktf_cdktf_provider_aws.dynamodb_table import DynamodbTable

    from lambda_container.function.invocable import Invocable

_KIND = SourceKind("dynamodb", "table/", ("aws_dynamodb_table",), attribute="stream_arn")
STREAM = re.compile(r".*:table/(?P<table>[^/]+)/stream/[^/]+")
STREAM_RULE = "be the ARN of a stream, 'arn:aws:dynamodb:...:table/NAME/stream/TIME'"
# https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html
_READ = ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator")
_LIST = ("dynamodb:ListStreams",)


@dataclass(frozen=True)
class DynamoDbEventSource(StreamSource):
    """The change stream of a DynamoDB table.

    Also takes the arguments of ``StreamSource``, ``RetriedSource``, ``FilteredSource`` and
    ``PolledSource``: ``batch_size`` is 100 by default, and at most 10,000; ``starting_position``
    is ``TRIM_HORIZON`` or ``LATEST``.

    Attributes:
        stream: A Terraform ``DynamodbTable`` with a stream, or the stream's ARN.

    Raises:
        InvalidArgument: A value that Lambda rejects.
    """

    stream: DynamodbTable | DataAwsDynamodbTable | str

    kind = "DynamoDb"
    exclusive = "stream"
    _positions = ("TRIM_HORIZON", "LATEST")

    @property
    def arn(self) -> str:
        """The stream's ARN."""
        return _KIND.arn_of(Arguments("DynamoDbEventSource"), "stream", self.stream)

    @property
    def default_id(self) -> str:
        """``DynamoDb-`` and the table's name."""
        if not isinstance(self.stream, str):
            return id_of(self.kind, self.stream.name_input)
        match = STREAM.fullmatch(self.stream)
        return id_of(self.kind, None if match is None else match["table"])

    def statements(self, target: Invocable) -> list[Statement]:
        """Permissions to read the stream and list streams; IAM cannot limit listing to a table."""
        return [
            Statement(actions=_READ, resources=[self.arn]),
            Statement(actions=_LIST, resources=["*"], allow_wildcards=True),
            *decrypt(self.key),
        ]

    def _check(self, arguments: Arguments) -> None:
        given: Any = self.stream
        _KIND.arn_of(arguments, "stream", given)
        if isinstance(given, str):
            arguments.pattern("stream", given, STREAM, STREAM_RULE)
        elif getattr(given, "stream_enabled_input", True) in (None, False):
            arguments.fail("stream", "be a table with stream_enabled=True", given)
        super()._check(arguments)
