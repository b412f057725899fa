"""Amazon EventBridge Scheduler as a source."""

from __future__ import annotations

from typing import Any

import pytest
from cdktf import TerraformStack, TerraformVariable
from cdktf_cdktf_provider_aws.scheduler_schedule_group import SchedulerScheduleGroup
from syrupy.assertion import SnapshotAssertion

from lambda_container import (
    ContainerFunction,
    DeadLetterQueue,
    EncryptionKey,
    InvalidArgument,
    ScheduleEventSource,
)
from tests.synth import Synth

SCHEDULE = "aws_scheduler_schedule"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/a"
QUEUE = "arn:aws:sqs:eu-west-1:111122223333:dead"
ACCOUNT = "${data.aws_caller_identity.LambdaContainerCallerIdentity.account_id}"


def test_a_schedule_has_a_role_that_may_invoke_and_nothing_else(
    function: ContainerFunction, synth: Synth
) -> None:
    made = function.add_event_source(ScheduleEventSource("rate(5 minutes)"))
    assert made.node.path == "dev/Orders/Schedule"
    (name,) = synth.resources("aws_lambda_function")
    (role,) = (n for n in synth.resources("aws_iam_role") if "Schedule" in n)
    (policy,) = (n for n in synth.resources("aws_iam_role_policy") if "Schedule" in n)
    arn = f"${{aws_lambda_function.{name}.arn}}"
    assert synth.resource(SCHEDULE) == {
        "name_prefix": "dev-Orders-Schedule-",
        "group_name": "default",
        "schedule_expression": "rate(5 minutes)",
        "state": "ENABLED",
        "flexible_time_window": {"mode": "OFF"},
        "target": {"arn": arn, "role_arn": f"${{aws_iam_role.{role}.arn}}"},
        "depends_on": [f"aws_iam_role_policy.{policy}"],
    }
    assert synth.statements("Orders_Schedule_PolicyDocument") == [
        {"effect": "Allow", "actions": ["lambda:InvokeFunction"], "resources": [arn]}
    ]
    assert synth.statements("Orders_Schedule_TrustDocument") == [
        {
            "effect": "Allow",
            "actions": ["sts:AssumeRole"],
            "principals": [{"type": "Service", "identifiers": ["scheduler.amazonaws.com"]}],
            "condition": [
                {"test": "StringEquals", "variable": "aws:SourceAccount", "values": [ACCOUNT]}
            ],
        }
    ]
    assert synth.resources("aws_lambda_permission") == {}


def test_all_that_a_schedule_can_be(
    stack: TerraformStack,
    function: ContainerFunction,
    synth: Synth,
    json_snapshot: SnapshotAssertion,
) -> None:
    live = function.add_alias("live")
    made = live.add_event_source(
        ScheduleEventSource(
            "cron(0 8 ? * MON-FRI *)",
            timezone="Europe/Paris",
            flexible_time_window=15,
            input={"report": "${daily}"},
            start_date="2026-01-31T08:00:00Z",
            end_date="2027-01-31T08:00:00Z",
            name="daily.report",
            description="Each ${day}",
            group=SchedulerScheduleGroup(stack, "Group", name="reports"),
            maximum_retry_attempts=3,
            maximum_event_age_in_seconds=3600,
            dead_letters=DeadLetterQueue(stack, "Dead", kms_key=EncryptionKey(stack, "Key")),
            kms_key=KEY,
            enabled=False,
        )
    )
    assert made.node.id == "Schedule-daily-report"
    schedule = synth.resource(SCHEDULE)
    assert schedule["target"]["input"] == '{"report":"$${daily}"}'
    assert schedule["flexible_time_window"] == {"mode": "FLEXIBLE", "maximum_window_in_minutes": 15}
    assert schedule["group_name"] == "${aws_scheduler_schedule_group.Group.name}"
    statements = synth.statements("Orders_Alias-live_Schedule-daily-report_PolicyDocument")
    assert [statement["actions"] for statement in statements] == [
        ["kms:Decrypt"],
        ["kms:GenerateDataKey"],
        ["lambda:InvokeFunction"],
        ["sqs:SendMessage"],
    ]
    assert synth.json == json_snapshot


def test_once_into_a_queue_of_others(function: ContainerFunction, synth: Synth) -> None:
    once = ScheduleEventSource(
        "at(2026-01-31T08:00:00)", timezone="UTC", group="reports", dead_letters=QUEUE
    )
    function.add_event_source(once)
    schedule = synth.resource(SCHEDULE)
    assert schedule["group_name"] == "reports"
    assert schedule["target"]["dead_letter_config"] == {"arn": QUEUE}
    assert synth.statements("Orders_Schedule_PolicyDocument")[1]["resources"] == [QUEUE]


def test_references_are_for_later(
    stack: TerraformStack, function: ContainerFunction, synth: Synth
) -> None:
    later = TerraformVariable(stack, "later", type="string").string_value
    source = ScheduleEventSource(
        later, timezone=later, start_date=later, end_date=later, name=later, dead_letters=later
    )
    assert function.add_event_source(source).node.id == "Schedule"
    schedule = synth.resource(SCHEDULE)
    assert {schedule[n] for n in ("schedule_expression", "name", "end_date")} == {"${var.later}"}


def test_a_second_schedule_needs_a_name(function: ContainerFunction, synth: Synth) -> None:
    function.add_event_source(ScheduleEventSource("rate(1 day)"))
    with pytest.raises(InvalidArgument, match="id must be unique among its siblings"):
        function.add_event_source(ScheduleEventSource("rate(2 days)"))
    function.add_event_source(ScheduleEventSource("rate(2 days)", name="second"))
    assert len(synth.resources(SCHEDULE)) == 2


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"schedule_expression": "rate(1 days)"}, "singular for 1"),
        ({"schedule_expression": "cron(0 8 * * * *)"}, "have '[?]' as day of month"),
        ({"timezone": "Europe/Atlantis"}, "be an IANA time zone name"),
        ({"timezone": "Europe"}, "be an IANA time zone name"),
        ({"timezone": "../Paris"}, "be an IANA time zone name"),
        ({"schedule_expression": "rate(1 day)", "timezone": "UTC"}, "not be given with rate"),
        ({"flexible_time_window": 0}, "flexible_time_window must be 1 to 1440 minutes, got 0"),
        ({"flexible_time_window": 1441}, "flexible_time_window must be 1 to 1440 minutes"),
        ({"input": {1}}, "input must be JSON-serializable"),
        ({"start_date": "2026-01-31"}, "start_date must be a date and time in UTC"),
        ({"end_date": "2026-02-31T08:00:00Z"}, "end_date must be a date and time in UTC"),
        (
            {"start_date": "2026-02-01T08:00:00Z", "end_date": "2026-01-31T08:00:00Z"},
            "end_date must be later than start_date 2026-02-01T08:00:00Z",
        ),
        (
            {"schedule_expression": "at(2026-01-31T08:00:00)", "end_date": "2026-02-01T08:00:00Z"},
            r"end_date must not be given with at\(",
        ),
        ({"name": "a b"}, "name must be 1 to 64 letters"),
        ({"description": "a" * 513}, "description must have 1 to 512 characters"),
        ({"group": "a/b"}, "group must be 1 to 64 letters"),
        ({"group": 1}, "group must be an ARN"),
        ({"maximum_retry_attempts": -1}, "maximum_retry_attempts must be 0 to 185, got -1"),
        ({"maximum_event_age_in_seconds": 86_401}, "must be 60 to 86400 seconds, got 86401"),
        ({"dead_letters": f"{QUEUE}.fifo"}, "dead_letters must be a standard queue"),
        ({"kms_key": "a"}, "kms_key must be"),
        ({"enabled": None}, "enabled must be True or False"),
    ],
)
def test_what_the_scheduler_would_refuse(given: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidArgument, match=f"ScheduleEventSource: .*{message}"):
        ScheduleEventSource(**{"schedule_expression": "cron(0 8 * * ? *)", **given})
