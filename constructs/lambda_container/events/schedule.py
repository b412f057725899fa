"""Amazon EventBridge Scheduler as a source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from cdktf_cdktf_provider_aws.scheduler_schedule import (
    SchedulerSchedule,
    SchedulerScheduleFlexibleTimeWindow,
    SchedulerScheduleTarget,
    SchedulerScheduleTargetDeadLetterConfig,
    SchedulerScheduleTargetRetryPolicy,
)
from constructs import Construct

from lambda_container.checks.arguments import Arguments, Number
from lambda_container.events.delivery_retries import check_retries
from lambda_container.events.json_input import json_input
from lambda_container.events.schedule_expression import check_expression
from lambda_container.events.service_role import service_role
from lambda_container.events.source_arn import SourceKind, id_of
from lambda_container.iam.statement import Condition, Statement
from lambda_container.key.encryption_key import EncryptionKey
from lambda_container.key.existing_key import ExistingKey
from lambda_container.key.key_argument import Key, as_key, optional_key
from lambda_container.messaging.undelivered_events import (
    DeadLetters,
    arn_of,
    check_dead_letters,
    watch_dead_letters,
)
from lambda_container.terraform.caller_identity import account_id
from lambda_container.terraform.escaping import optional_literal
from lambda_container.terraform.references import is_token

if TYPE_CHECKING:
    from cdktf_cdktf_provider_aws.scheduler_schedule_group import SchedulerScheduleGroup

    from lambda_container.function.invocable import Invocable

_GROUP = SourceKind("scheduler", "", ("aws_scheduler_schedule_group",), attribute="name")
# https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
_NAME = re.compile(r"[0-9a-zA-Z_.-]{1,64}")
_NAME_RULE = "be 1 to 64 letters, digits, '.', '-' and '_'"
_DESCRIPTION_LIMIT = 512
# https://docs.aws.amazon.com/scheduler/latest/APIReference/API_FlexibleTimeWindow.html
_WINDOW_MINUTES = (1, 1440)
# https://docs.aws.amazon.com/scheduler/latest/UserGuide/scheduler-quotas.html
_INPUT_LIMIT = 256 * 1024
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@dataclass(frozen=True)
class ScheduleEventSource:
    """A time, or many; becomes ``aws_scheduler_schedule`` with a role of its own.

    Attributes:
        schedule_expression: ``cron(0 8 ? * MON-FRI *)``, ``rate(5 minutes)``, or once
            ``at(2026-01-31T08:00:00)``.
        timezone: Of cron and at, such as ``Europe/Paris``; at most 50 characters. Default:
            UTC.
        flexible_time_window: 1 to 1,440 minutes within which to invoke. Default: at the time.
        input: What the function gets as its event: what ``json`` can write. Default: the
            Scheduler's own.
        start_date: ``2026-01-31T08:00:00Z``, in UTC; not with at.
        end_date: The same, later than ``start_date``; not with at.
        name: 1 to 64 letters, digits, ``.``, ``-`` and ``_``. Default: Terraform makes one up.
        description: At most 512 characters.
        group: A ``SchedulerScheduleGroup`` of Terraform's, or its name. Default: ``default``.
        maximum_retry_attempts: 0 to 185 (the Scheduler's default).
        maximum_event_age_in_seconds: 60 to 86,400 (24 hours, the Scheduler's default) seconds.
        dead_letters: A standard queue for events that could not be handed over.
        kms_key: A customer key for the schedule. Default: one that AWS owns.
        enabled: Whether it runs. Default: yes.
        id: The id in the function. Default: ``Schedule-`` and the name.

    Raises:
        InvalidArgument: A value that the Scheduler would refuse.
    """

    schedule_expression: str
    timezone: str | None = None
    flexible_time_window: Number | None = None
    input: Any = None
    start_date: str | None = None
    end_date: str | None = None
    name: str | None = None
    description: str | None = None
    group: SchedulerScheduleGroup | str | None = None
    maximum_retry_attempts: Number | None = None
    maximum_event_age_in_seconds: Number | None = None
    dead_letters: DeadLetters | None = None
    kms_key: Key | None = None
    enabled: bool = True
    id: str | None = None

    def __post_init__(self) -> None:
        arguments = Arguments("ScheduleEventSource")
        check_expression(arguments, "schedule_expression", self.schedule_expression)
        if self.timezone is not None:
            _check_time_zone(arguments, self.timezone, self.schedule_expression)
        if self.flexible_time_window is not None:
            window = (*_WINDOW_MINUTES, "minutes")
            arguments.integer("flexible_time_window", self.flexible_time_window, *window)
        if self.input is not None:
            json_input(arguments, self.input, _INPUT_LIMIT)
        self._check_dates(arguments)
        if self.name is not None:
            arguments.pattern("name", self.name, _NAME, _NAME_RULE)
        if self.description is not None:
            arguments.text("description", self.description, _DESCRIPTION_LIMIT)
        if isinstance(self.group, str):
            arguments.pattern("group", self.group, _NAME, _NAME_RULE)
        elif self.group is not None:
            _GROUP.arn_of(arguments, "group", self.group)
        age = self.maximum_event_age_in_seconds
        check_retries(arguments, self.maximum_retry_attempts, age)
        check_dead_letters(arguments, self.dead_letters)
        optional_key(arguments, self.kms_key)
        if not isinstance(self.enabled, bool):
            arguments.fail("enabled", "be True or False", self.enabled)

    @property
    def key(self) -> EncryptionKey | ExistingKey | None:
        """The customer key, if any."""
        if self.kms_key is None:
            return None
        return as_key(Arguments("ScheduleEventSource"), "kms_key", self.kms_key)

    @property
    def group_name(self) -> str | None:
        """The group's name, as text or reference."""
        if self.group is None or isinstance(self.group, str):
            return self.group
        name: str = self.group.name
        return name

    def bind(self, target: Invocable) -> Schedule:
        """Make the schedule; see ``add_event_source``."""
        return Schedule(target, self)

    def _check_dates(self, arguments: Arguments) -> None:
        dates = []
        for name, value in (("start_date", self.start_date), ("end_date", self.end_date)):
            if value is None:
                continue
            if str(self.schedule_expression).startswith("at("):
                arguments.fail(name, "not be given with at(...), where it is ignored", value)
            dates.append(_date(arguments, name, value))
        if len(dates) > 1 and None not in dates and not dates[0] < dates[1]:  # type: ignore[operator]
            arguments.fail("end_date", f"be later than start_date {self.start_date}", self.end_date)


class Schedule(Construct):
    """When a function is invoked; made by ``add_event_source``.

    Attributes:
        resource: The ``aws_scheduler_schedule``.
        role: The Scheduler's ``aws_iam_role``, which may invoke the function and nothing else.
        policy: Its ``aws_iam_role_policy``.
    """

    def __init__(self, target: Invocable, source: ScheduleEventSource) -> None:
        known = source.name.replace(".", "-") if source.name and not is_token(source.name) else None
        id_ = id_of("Schedule", known) if source.id is None else source.id
        arguments = Arguments.of("Schedule", target, id_)
        super().__init__(target, id_)
        provider = target.placement.provider
        account = Condition("StringEquals", "aws:SourceAccount", [account_id(self, provider)])
        self.role, self.policy = service_role(
            self,
            service="scheduler.amazonaws.com",
            conditions=[account],
            name="schedule",
            statements=_statements(target, source),
            provider=provider,
        )
        watch_dead_letters(target, id_, source.dead_letters)
        window = source.flexible_time_window
        self.resource = SchedulerSchedule(
            self,
            "Resource",
            name=source.name,
            description=optional_literal(source.description),
            group_name=source.group_name,
            schedule_expression=source.schedule_expression,
            schedule_expression_timezone=source.timezone,
            start_date=source.start_date,
            end_date=source.end_date,
            state="ENABLED" if source.enabled else "DISABLED",
            kms_key_arn=None if source.key is None else source.key.arn,
            flexible_time_window=SchedulerScheduleFlexibleTimeWindow(
                mode="OFF" if window is None else "FLEXIBLE", maximum_window_in_minutes=window
            ),
            target=SchedulerScheduleTarget(
                arn=target.arn,
                role_arn=self.role.arn,
                input=None
                if source.input is None
                else json_input(arguments, source.input, _INPUT_LIMIT),
                retry_policy=_retries(source),
                dead_letter_config=None
                if source.dead_letters is None
                else SchedulerScheduleTargetDeadLetterConfig(arn=arn_of(source.dead_letters)),
            ),
            depends_on=[self.policy],
            **target.placement,
        )


def _statements(target: Invocable, source: ScheduleEventSource) -> list[Statement]:
    statements = [Statement(actions=["lambda:InvokeFunction"], resources=[target.arn])]
    queue = source.dead_letters
    if queue is not None:
        statements.append(Statement(actions=["sqs:SendMessage"], resources=[arn_of(queue)]))
        # An ARN does not say which key encrypts; its key's policy may name the role.
        if not isinstance(queue, str) and queue.kms_key is not None:
            actions = ["kms:Decrypt", "kms:GenerateDataKey"]
            statements.append(Statement(actions=actions, resources=[queue.kms_key.arn]))
    # https://docs.aws.amazon.com/scheduler/latest/UserGuide/encryption-rest.html
    if source.key is not None:
        statements.append(Statement(actions=["kms:Decrypt"], resources=[source.key.arn]))
    return statements


def _retries(source: ScheduleEventSource) -> SchedulerScheduleTargetRetryPolicy | None:
    attempts, age = source.maximum_retry_attempts, source.maximum_event_age_in_seconds
    if attempts is None and age is None:
        return None
    return SchedulerScheduleTargetRetryPolicy(
        maximum_retry_attempts=attempts, maximum_event_age_in_seconds=age
    )


def _check_time_zone(arguments: Arguments, timezone: str, expression: str) -> None:
    arguments.text("timezone", timezone, 50)
    if expression.startswith("rate("):
        arguments.fail("timezone", "not be given with rate(...), which has no clock", timezone)
    if not is_token(timezone) and not _exists(timezone):
        rule = "be a name of the IANA time zone database, such as 'Europe/Paris'"
        arguments.fail("timezone", rule, timezone)


def _exists(timezone: str) -> bool:
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # A machine may have no database of time zones at all, and then AWS says it. Listing it
        # takes 50 ms, which is why it is not asked first.
        return not available_timezones()
    return True


def _date(arguments: Arguments, name: str, value: str) -> datetime | None:
    rule = "be a date and a time in UTC such as '2026-01-31T08:00:00Z'"
    arguments.pattern(name, value, _DATE, rule)
    if is_token(value):
        return None
    try:
        return datetime.strptime(value, "%Y-%m-%dT%H:%M:%S%z")
    except ValueError:
        arguments.fail(name, rule, value)
