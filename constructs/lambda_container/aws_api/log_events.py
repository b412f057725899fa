"""Log events of CloudWatch Logs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lambda_container.aws_api.errors import explained
from lambda_container.aws_api.session import Aws


@dataclass(frozen=True, kw_only=True, order=True, slots=True)
class LogEvent:
    """One event of a log group.

    Attributes:
        timestamp: When it was written, in milliseconds since 1970.
        id: Its id, which is unique in the log group.
        stream: Its log stream: one of an execution environment.
        message: What was written.
    """

    timestamp: int
    id: str
    stream: str
    message: str


def log_events(
    aws: Aws,
    group: str,
    region: str,
    *,
    start: int,
    end: int | None = None,
    pattern: str | None = None,
    streams: Sequence[str] = (),
) -> Iterator[LogEvent]:
    """Yield the events of a log group, page by page.

    Args:
        aws: Identity that reads.
        group: Name of the log group.
        region: Its Region.
        start: The first moment, in milliseconds since 1970.
        end: The last moment. Default: now.
        pattern: CloudWatch's filter pattern. Default: all events.
        streams: Log streams, at most 100. Default: all.

    Raises:
        ResourceMissing: There is no such log group.
        AwsError: CloudWatch Logs refuses, such as a pattern that is wrong.
    """
    arguments: dict[str, Any] = {"logGroupName": group, "startTime": start}
    arguments |= {} if end is None else {"endTime": end}
    arguments |= {} if pattern is None else {"filterPattern": pattern}
    arguments |= {"logStreamNames": list(streams)} if streams else {}
    with explained(f"CloudWatch Logs in {region}: log group {group!r}"):
        client = aws.client("logs", region)
        for page in client.get_paginator("filter_log_events").paginate(**arguments):
            for event in page["events"]:
                yield LogEvent(
                    timestamp=event["timestamp"],
                    id=event.get("eventId") or _made_up_id(event),
                    stream=event["logStreamName"],
                    message=event["message"],
                )


def _made_up_id(event: Mapping[str, Any]) -> str:
    """An id of what tells an event apart."""
    whole = f"{event['logStreamName']}\n{event['timestamp']}\n{event['message']}"
    return hashlib.sha256(whole.encode()).hexdigest()
