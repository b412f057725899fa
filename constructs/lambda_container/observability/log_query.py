"""Saved CloudWatch Logs Insights queries for a function's logs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cdktf_cdktf_provider_aws.cloudwatch_query_definition import CloudwatchQueryDefinition

from lambda_container.checks.arguments import Arguments
from lambda_container.terraform.escaping import literal

if TYPE_CHECKING:
    from lambda_container.function.function import Function

# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html
_NAME_LIMIT = 255
_QUERY_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class LogQuery:
    """A query in the language of CloudWatch Logs Insights.

    Becomes ``aws_cloudwatch_query_definition`` for each function that saves it with
    ``add_saved_query``.

    Attributes:
        name: At most 255 characters with the function's name as prefix; ``/`` creates folders.
        query_string: At most 10,000 characters, literal.
    """

    name: str
    query_string: str

    def __post_init__(self) -> None:
        arguments = Arguments("LogQuery")
        arguments.text("name", self.name, _NAME_LIMIT)
        arguments.known("name", self.name, "it is part of an address")
        arguments.text("query_string", self.query_string, _QUERY_LIMIT, multiline=True)


# Lambda's own log lines have different fields in JSON and in text:
# https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
_REPORTS = 'filter type = "platform.report" or @type = "REPORT"'
_DURATION = "coalesce(record.metrics.durationMs, @duration) as duration_ms"
_REQUEST = "coalesce(record.requestId, @requestId) as request_id"
_INIT = "coalesce(record.metrics.initDurationMs, @initDuration)"

SLOWEST = LogQuery(
    "slowest",
    f"{_REPORTS}\n| fields @timestamp, {_DURATION}, {_REQUEST}\n"
    "| sort duration_ms desc\n| limit 20",
)
"""The 20 slowest invocations."""

ERRORS = LogQuery(
    "errors",
    "fields @timestamp, @message, @logStream\n"
    '| filter level in ["ERROR", "CRITICAL", "FATAL"]'
    ' or record.status in ["error", "failure", "timeout"]'
    " or @message like /Task timed out|Traceback|\\[ERROR\\]/\n"
    "| sort @timestamp desc\n| limit 50",
)
"""The last 50 log lines that report failures."""

COLD_STARTS = LogQuery(
    "cold-starts",
    f"{_REPORTS}\n| fields {_INIT} as init_ms\n"
    "| stats count(*) as invocations, count(init_ms) as cold_starts,"
    " avg(init_ms) as average_ms, max(init_ms) as slowest_ms by bin(1h)",
)
"""Cold starts per hour, and how long they took."""


def add_saved_query(function: Function, query: LogQuery) -> CloudwatchQueryDefinition:
    """See ``Function.add_saved_query``."""
    arguments = Arguments("add_saved_query")
    arguments.instance("query", query, LogQuery)
    id_ = "Query-" + "".join(c if c.isascii() and c.isalnum() else "-" for c in query.name)
    arguments = Arguments.of("LogQuery", function, id_)
    name = f"{function.known_name}/{query.name}"
    arguments.text("name", name, _NAME_LIMIT)
    return CloudwatchQueryDefinition(
        function,
        id_,
        name=literal(name),
        query_string=literal(query.query_string),
        log_group_names=[function.log_group_name],
        **function.placement,
    )
