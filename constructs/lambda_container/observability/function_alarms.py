"""The alarms that every function should have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from cdktf import Op, Token

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.values import Number
from lambda_container.observability.alarm import Alarm
from lambda_container.observability.alarm_action import HasArn, topic_arn
from lambda_container.observability.alarm_rule import AlarmRule, AnomalyBand
from lambda_container.observability.metric import Metric, MetricMath
from lambda_container.terraform.library_construct import LibraryConstruct
from lambda_container.terraform.references import is_token

if TYPE_CHECKING:
    from lambda_container.function.invocable import Invocable
    from lambda_container.function.watched_feature import Watched

ERROR_RATE = AlarmRule(threshold=5)
"""More than 5 % of the invocations fail, in 3 of 5 minutes."""
THROTTLES = AlarmRule(threshold=0)
"""Requests are throttled in 3 of 5 minutes."""
DURATION = AlarmRule(threshold=80)
"""The slowest 1 % take more than 80 % of the timeout, in 3 of 5 minutes."""
DEAD_LETTERS = AlarmRule(threshold=0, evaluation_periods=1, datapoints_to_alarm=1)
"""The dead-letter queue is not empty."""
DELIVERY_FAILURES = AlarmRule(threshold=0, evaluation_periods=1, datapoints_to_alarm=1)
"""An event or its record did not reach its destination and is lost."""
ITERATOR_AGE = AlarmRule(threshold=60_000, datapoints_to_alarm=5)
"""Records of a stream wait for more than a minute, in 5 of 5 minutes."""

_TIMEOUT_SECONDS = (1, 900)
_MILLISECONDS = 1000
_PERCENT = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class AlarmRules:
    """The rule of each alarm; ``None`` for no alarm."""

    error_rate: AlarmRule | None
    throttles: AlarmRule | None
    duration: AlarmRule | None
    dead_letters: AlarmRule | None
    delivery_failures: AlarmRule | None
    iterator_age: AlarmRule | None


class FunctionAlarms(LibraryConstruct):
    """The alarms of a function or an alias; created by ``add_alarms``.

    Attributes:
        alarms: Each ``Alarm``, by its purpose: ``error-rate``, ``throttles``, ``duration``,
            ``dead-letters`` (for the queue of a source, prefixed with the source's id),
            ``dead-letter-errors``, ``destination-failures`` and ``iterator-age``.
        names: The alarms' names, as references.
    """

    def __init__(
        self,
        target: Invocable,
        *,
        topic: HasArn | str | None,
        notify_ok: bool,
        rules: AlarmRules,
        timeout: Number | None,
    ) -> None:
        arguments = Arguments.of("FunctionAlarms", target, "Alarms")
        if topic is not None:
            topic_arn(arguments, topic)
        arguments.switch("notify_ok", notify_ok)
        for name in AlarmRules.__slots__:
            if getattr(rules, name) is not None:
                arguments.instance(name, getattr(rules, name), AlarmRule)
        for name in ("error_rate", "duration"):
            _check_percentage(arguments, name, getattr(rules, name))
        if timeout is None:
            timeout = target.timeout
        else:
            arguments.integer("timeout", timeout, *_TIMEOUT_SECONDS, "seconds")

        super().__init__(target, "Alarms")
        self.alarms: dict[str, Alarm] = {}
        self._target, self._rules = target, rules
        self._shared: dict[str, Any] = {"topic": topic, "notify_ok": notify_ok, **target.placement}
        metrics = target.metrics
        self._add("error-rate", metrics.error_rate, rules.error_rate, "Invocations fail")
        self._add("throttles", metrics.throttles, rules.throttles, "Requests are throttled")
        duration = _of_timeout(rules.duration, timeout)
        self._add("duration", metrics.duration, duration, "Invocations come near the timeout")
        for watched in target.watched:
            self.watch(watched)

    @property
    def names(self) -> Mapping[str, str]:
        """The name of each alarm, as a reference."""
        return {name: alarm.name for name, alarm in self.alarms.items()}

    def watch(self, watched: Watched) -> None:
        """Add the alarms for a feature that the function got, unless they exist."""
        metrics, rules = self._target.metrics, self._rules
        feature, queue = watched.feature, watched.queue
        if queue is not None:
            waiting = Metric(
                namespace="AWS/SQS",
                metric_name="ApproximateNumberOfMessagesVisible",
                dimensions={"QueueName": queue.resource.name},
                statistic="Maximum",
            )
            name = f"{watched.source}-dead-letters".lstrip("-")
            self._add(name, waiting, rules.dead_letters, "Events could not be processed")
        if feature == "dead_letter_target":
            failures = metrics.dead_letter_errors
            text = "Events did not reach the dead-letter target and are lost"
            self._add("dead-letter-errors", failures, rules.delivery_failures, text)
        elif feature == "destination":
            failures = metrics.destination_delivery_failures
            text = "Records did not reach their destination and are lost"
            self._add("destination-failures", failures, rules.delivery_failures, text)
        elif feature == "stream":
            text = "Records of a stream wait too long"
            self._add("iterator-age", metrics.iterator_age, rules.iterator_age, text)

    def _add(
        self, name: str, metric: Metric | MetricMath, rule: AlarmRule | None, description: str
    ) -> None:
        if rule is None or name in self.alarms:
            return
        self.alarms[name] = Alarm(
            self,
            name,
            metric=metric,
            rule=rule,
            name=f"{self._target.label}-{name}",
            description=description,
            **self._shared,
        )


def _check_percentage(arguments: Arguments, name: str, rule: AlarmRule | None) -> None:
    """Neither errors nor durations can exceed all invocations, or the timeout."""
    threshold = None if rule is None else rule.threshold
    if threshold is None or isinstance(threshold, AnomalyBand) or is_token(threshold):
        return
    if not 0 <= threshold < _PERCENT:
        rule_text = "have a threshold of 0 to less than 100 percent, which it has to exceed"
        arguments.fail(name, rule_text, threshold)


def _of_timeout(rule: AlarmRule | None, timeout: Number | None) -> AlarmRule | None:
    """A rule in milliseconds, from one in percent of the timeout."""
    if rule is None or isinstance(rule.threshold, AnomalyBand):
        return rule
    if timeout is None:
        return None
    percent = rule.threshold
    if is_token(timeout) or is_token(percent):
        milliseconds = Op.mul(timeout, Op.mul(percent, _MILLISECONDS / _PERCENT))
        threshold: Number = Token.as_number(milliseconds)
    else:
        threshold = timeout * _MILLISECONDS * percent / _PERCENT
        threshold = int(threshold) if threshold == int(threshold) else threshold
    return AlarmRule(
        threshold=threshold,
        period=rule.period,
        evaluation_periods=rule.evaluation_periods,
        datapoints_to_alarm=rule.datapoints_to_alarm,
    )


_DEFAULTS = AlarmRules(
    error_rate=ERROR_RATE,
    throttles=THROTTLES,
    duration=DURATION,
    dead_letters=DEAD_LETTERS,
    delivery_failures=DELIVERY_FAILURES,
    iterator_age=ITERATOR_AGE,
)


def add_alarms(
    target: Invocable,
    *,
    topic: HasArn | str | None,
    notify_ok: bool,
    rules: Mapping[str, AlarmRule | Literal["default"] | None],
    timeout: Number | None,
) -> FunctionAlarms:
    """See ``Invocable.add_alarms``."""
    chosen: dict[str, Any] = {name: rule for name, rule in rules.items() if rule != "default"}
    alarms = FunctionAlarms(
        target,
        topic=topic,
        notify_ok=notify_ok,
        rules=replace(_DEFAULTS, **chosen),
        timeout=timeout,
    )
    target.alarms = alarms
    return alarms
