"""Which events of a log group are a function's, a request's, and new."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError

from lambda_container.aws_api.functions import DeployedFunction
from lambda_container.operations.logs.function_log import FunctionLog
from tests.lambda_container.operations.botocore_shapes import valid

ID = "8c5cc8d8-3b36-4f3b-9c1e-2b0f3f8b6a11"
OTHER = "00000000-3b36-4f3b-9c1e-2b0f3f8b6a11"


class StandInLogs:
    """A log group, whose events are tuples of moment, stream and message."""

    def __init__(self) -> None:
        self.events: list[tuple[int, str, str]] | None = []
        self.asked: list[dict[str, Any]] = []

    def client(self, service: str, region: str) -> StandInLogs:
        assert (service, region) == ("logs", "eu-west-1")
        return self

    def get_paginator(self, operation: str) -> StandInLogs:
        assert operation == "filter_log_events"
        return self

    def paginate(
        self,
        *,
        logGroupName: str,  # noqa: N803
        startTime: int,  # noqa: N803
        endTime: int = 10**15,  # noqa: N803
        filterPattern: str = "",  # noqa: N803
        logStreamNames: list[str] | None = None,  # noqa: N803
    ) -> Iterator[Any]:
        self.asked.append({"start": startTime, "pattern": filterPattern})
        if self.events is None:
            code = {"Code": "ResourceNotFoundException", "Message": "no group"}
            raise ClientError({"Error": code}, "FilterLogEvents")
        for number, (moment, stream, message) in enumerate(self.events):
            if (
                startTime <= moment <= endTime
                and filterPattern.strip('"') in message
                and (logStreamNames is None or stream in logStreamNames)
            ):
                event = {
                    "timestamp": moment,
                    "eventId": f"{number}",
                    "logStreamName": stream,
                    "message": message,
                }
                yield valid("logs", "FilterLogEvents", {"events": [event]})


@pytest.fixture
def aws() -> StandInLogs:
    return StandInLogs()


def log(aws: StandInLogs, group: str = "/aws/lambda/orders", **options: Any) -> FunctionLog:
    function = DeployedFunction(
        name="orders",
        region="eu-west-1",
        log_group=group,
        modified=datetime(2026, 11, 29, tzinfo=UTC),
        image=None,
        state="Active",
        clock=timedelta(),
    )
    return FunctionLog(name="orders", function=function, aws=cast("Any", aws), **options)


def messages(events: Any) -> list[str]:
    return [event.message for event in events]


def test_all_since_a_moment_the_oldest_first(aws: StandInLogs) -> None:
    aws.events = [(1, "s", "a"), (2, "t", "b"), (3, "s", "c")]
    assert messages(log(aws).events(2)) == ["b", "c"]


def test_a_function_that_never_logged_has_none(aws: StandInLogs) -> None:
    aws.events = None
    assert list(log(aws).events(0)) == []
    assert log(aws).events_of_request(ID, 0) == []


def test_the_pattern_is_cloudwatchs(aws: StandInLogs) -> None:
    list(log(aws, pattern="{ $.level = ERROR }").events(0))
    assert aws.asked == [{"start": 0, "pattern": "{ $.level = ERROR }"}]


def test_a_log_group_of_several_functions(aws: StandInLogs) -> None:
    aws.events = [
        (1, "2026/11/29/orders[$LATEST]a", "ours"),
        (2, "2026/11/29/others[$LATEST]b", "theirs"),
        (3, "2026/11/29/my-orders[$LATEST]b", "theirs, too"),
    ]
    assert messages(log(aws, "/shared").events(0)) == ["ours"]


class TestFollowing:
    def test_each_event_is_shown_once(self, aws: StandInLogs) -> None:
        following = log(aws)
        aws.events = [(100_000, "s", "a")]
        assert messages(following.events(0)) == ["a"]
        aws.events.append((100_000, "s", "at the same time"))
        aws.events.append((101_000, "s", "b"))
        assert messages(following.new_events(0)) == ["at the same time", "b"]
        assert following.new_events(0) == []

    def test_what_comes_late_is_shown(self, aws: StandInLogs) -> None:
        following = log(aws)
        aws.events = [(100_000, "s", "a")]
        list(following.events(0))
        aws.events.append((90_000, "t", "late"))
        assert messages(following.new_events(0)) == ["late"]

    def test_does_not_ask_from_the_beginning_each_time(self, aws: StandInLogs) -> None:
        following = log(aws)
        aws.events = [(100_000, "s", "a")]
        list(following.events(0))
        following.new_events(0)
        assert aws.asked[-1]["start"] == 85_000


class TestARequest:
    def test_has_the_lines_between_its_first_and_its_last(self, aws: StandInLogs) -> None:
        aws.events = [
            (1, "s", f"START RequestId: {OTHER}"),
            (2, "s", "of the other"),
            (3, "s", f"END RequestId: {OTHER}"),
            (4, "s", f"START RequestId: {ID}"),
            (5, "s", "printed"),
            (5, "t", "by another environment"),
            (6, "s", f'{{"message": "json", "requestId": "{OTHER}"}}'),
            (7, "s", f"REPORT RequestId: {ID}\tDuration: 1 ms"),
            (8, "s", "later"),
        ]
        following = log(aws)
        events = following.events_of_request(ID, 0)
        assert [event.timestamp for event in events] == [4, 5, 7]
        assert following.has_ended(ID, events)
        assert not following.has_ended(ID, events[:2])

    def test_that_nobody_knows_has_none(self, aws: StandInLogs) -> None:
        aws.events = [(1, "s", "a")]
        assert log(aws).events_of_request(ID, 0) == []
