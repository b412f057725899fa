"""Amazon EventBridge as a source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cdktf_cdktf_provider_aws.cloudwatch_event_rule import CloudwatchEventRule
from cdktf_cdktf_provider_aws.cloudwatch_event_target import (
    CloudwatchEventTarget,
    CloudwatchEventTargetDeadLetterConfig,
    CloudwatchEventTargetInputTransformer,
    CloudwatchEventTargetRetryPolicy,
)
from constructs import Construct

from lambda_container.checks.arguments import Arguments, Number
from lambda_container.events.delivery_retries import check_retries
from lambda_container.events.filter_pattern import RULE_PATTERN, Pattern, pattern_json
from lambda_container.events.input_transformer import InputTransformer
from lambda_container.events.json_input import json_input
from lambda_container.events.source_arn import SourceKind, id_of
from lambda_container.messaging.dead_letter_queue import DeadLetterQueue
from lambda_container.messaging.undelivered_events import (
    DeadLetters,
    arn_of,
    check_dead_letters,
    watch_dead_letters,
)
from lambda_container.terraform.escaping import literal, literal_texts, optional_literal
from lambda_container.terraform.references import is_token

if TYPE_CHECKING:
    from cdktf_cdktf_provider_aws.cloudwatch_event_bus import CloudwatchEventBus
    from cdktf_cdktf_provider_aws.data_aws_cloudwatch_event_bus import DataAwsCloudwatchEventBus

    from lambda_container.function.invocable import Invocable

_BUS = SourceKind("events", "event-bus/", ("aws_cloudwatch_event_bus",), attribute="name")
# https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
_NAME = re.compile(r"[.\-_A-Za-z0-9]{1,64}")
_NAME_RULE = "be 1 to 64 letters, digits, '.', '-' and '_'"
_BUS_NAME = re.compile(r"[/.\-_A-Za-z0-9]{1,256}")
_DESCRIPTION_LIMIT = 512
# https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html
_INPUT_LIMIT = 8192


@dataclass(frozen=True)
class EventBridgeEventSource:
    """Events of a bus that match a pattern.

    Becomes ``aws_cloudwatch_event_rule`` and ``aws_cloudwatch_event_target``. For a schedule, see
    ``ScheduleEventSource``: rules know neither time zones nor windows.

    Attributes:
        pattern: Which events are wanted, such as ``{"source": ["aws.ec2"]}``.
        bus: A ``CloudwatchEventBus`` of Terraform's, or a bus's name or ARN. Default: ``default``.
        name: 1 to 64 letters, digits, ``.``, ``-`` and ``_``. Default: Terraform makes one up.
        description: At most 512 characters.
        input: What the function gets instead of the event: what ``json`` can write.
        input_transformer: A template of what it gets; not with ``input``.
        maximum_retry_attempts: 0 to 185 (EventBridge's default).
        maximum_event_age_in_seconds: 60 to 86,400 (24 hours, EventBridge's default) seconds.
        dead_letters: A standard queue for events that could not be handed over. A
            ``DeadLetterQueue`` lets EventBridge send; an ARN is its owner's care.
        enabled: Whether events are matched at all. Default: yes.
        tags: At most 50, for the rule.
        id: The id in the function. Default: ``EventBridge-`` and the name.

    Raises:
        InvalidArgument: A value that EventBridge would refuse.
    """

    pattern: Pattern
    bus: CloudwatchEventBus | DataAwsCloudwatchEventBus | str | None = None
    name: str | None = None
    description: str | None = None
    input: Any = None
    input_transformer: InputTransformer | None = None
    maximum_retry_attempts: Number | None = None
    maximum_event_age_in_seconds: Number | None = None
    dead_letters: DeadLetters | None = None
    enabled: bool = True
    tags: Mapping[str, str] = field(default_factory=dict)
    id: str | None = None

    def __post_init__(self) -> None:
        arguments = Arguments("EventBridgeEventSource")
        if isinstance(self.pattern, str) and self.pattern.startswith(("cron(", "rate(", "at(")):
            rule = "be a dict of fields; for a schedule, use ScheduleEventSource"
            arguments.fail("pattern", rule, self.pattern)
        pattern_json(arguments, "pattern", self.pattern, RULE_PATTERN)
        self._check_bus(arguments)
        if self.name is not None:
            arguments.pattern("name", self.name, _NAME, _NAME_RULE)
        if self.description is not None:
            arguments.text("description", self.description, _DESCRIPTION_LIMIT)
        if self.input is not None:
            json_input(arguments, self.input, _INPUT_LIMIT)
        if self.input_transformer is not None:
            arguments.instance("input_transformer", self.input_transformer, InputTransformer)
            if self.input is not None:
                rule = "not be given together with input"
                arguments.fail("input_transformer", rule, self.input_transformer)
        age = self.maximum_event_age_in_seconds
        check_retries(arguments, self.maximum_retry_attempts, age)
        check_dead_letters(arguments, self.dead_letters)
        if not isinstance(self.enabled, bool):
            arguments.fail("enabled", "be True or False", self.enabled)
        arguments.tags("tags", self.tags)

    def bind(self, target: Invocable) -> EventRule:
        """Make the rule; see ``add_event_source``."""
        return EventRule(target, self)

    @property
    def bus_name(self) -> str | None:
        """The bus as Terraform takes it: a name, an ARN or a reference."""
        if self.bus is None or isinstance(self.bus, str):
            return self.bus
        name: str = self.bus.name
        return name

    def _check_bus(self, arguments: Arguments) -> None:
        if self.bus is None:
            return
        if not isinstance(self.bus, str):
            _BUS.arn_of(arguments, "bus", self.bus)
        elif self.bus.startswith("arn:"):
            arguments.arn("bus", self.bus, "events", "event-bus/")
        else:
            rule = "be a bus's name of 1 to 256 letters, digits, '/', '.', '-' and '_', or its ARN"
            arguments.pattern("bus", self.bus, _BUS_NAME, rule)


class EventRule(Construct):
    """A rule that invokes a function; made by ``add_event_source``.

    Attributes:
        resource: The ``aws_cloudwatch_event_rule``.
        target: The ``aws_cloudwatch_event_target``.
        permission: The ``aws_lambda_permission``.
    """

    def __init__(self, target: Invocable, source: EventBridgeEventSource) -> None:
        known = source.name.replace(".", "-") if source.name and not is_token(source.name) else None
        id_ = id_of("EventBridge", known) if source.id is None else source.id
        arguments = Arguments.of("EventRule", target, id_)
        super().__init__(target, id_)
        self.resource = CloudwatchEventRule(
            self,
            "Resource",
            name=source.name,
            description=optional_literal(source.description),
            event_bus_name=source.bus_name,
            event_pattern=pattern_json(arguments, "pattern", source.pattern, RULE_PATTERN),
            state="ENABLED" if source.enabled else "DISABLED",
            tags=literal_texts(source.tags) or None,
            **target.placement,
        )
        queue = source.dead_letters
        waits: list[Any] = []
        if isinstance(queue, DeadLetterQueue):
            queue.allow_service("events.amazonaws.com", self.resource.arn)
            waits = [queue.policy]
        watch_dead_letters(target, id_, queue)
        self.permission = target.add_permission(
            f"{id_}-Permission",
            principal="events.amazonaws.com",
            source_arn=self.resource.arn,
        )
        self.target = CloudwatchEventTarget(
            self,
            "Target",
            rule=self.resource.name,
            event_bus_name=source.bus_name,
            arn=target.arn,
            input=None
            if source.input is None
            else json_input(arguments, source.input, _INPUT_LIMIT),
            input_transformer=_transformer(source.input_transformer),
            retry_policy=_retries(source),
            dead_letter_config=None
            if queue is None
            else CloudwatchEventTargetDeadLetterConfig(arn=arn_of(queue)),
            depends_on=[self.permission, *waits],
            **target.placement,
        )


def _retries(source: EventBridgeEventSource) -> CloudwatchEventTargetRetryPolicy | None:
    attempts, age = source.maximum_retry_attempts, source.maximum_event_age_in_seconds
    if attempts is None and age is None:
        return None
    return CloudwatchEventTargetRetryPolicy(
        maximum_retry_attempts=attempts, maximum_event_age_in_seconds=age
    )


def _transformer(
    transformer: InputTransformer | None,
) -> CloudwatchEventTargetInputTransformer | None:
    if transformer is None:
        return None
    paths = {name: literal(path) for name, path in sorted(transformer.paths.items())}
    return CloudwatchEventTargetInputTransformer(
        input_template=literal(transformer.template), input_paths=paths or None
    )
