"""When an alarm goes off."""

from __future__ import annotations

from dataclasses import dataclass

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.values import Number
from lambda_container.observability.metric import check_period
from lambda_container.terraform.references import is_token

# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
_DAY_SECONDS = 86_400
_WEEK_SECONDS = 604_800
_HOUR_SECONDS = 3600
_THRESHOLD_LIMIT = 10**18
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Anomaly_Detection_Alarm.html
_DEVIATIONS = (0.1, 100)


@dataclass(frozen=True, slots=True)
class AnomalyBand:
    """The range that CloudWatch expects, learned from two weeks of data, instead of a number.

    Attributes:
        deviations: The band's width in standard deviations, 0.1 to 100. Default: 2.
    """

    deviations: float = 2

    def __post_init__(self) -> None:
        arguments = Arguments("AnomalyBand")
        arguments.number("deviations", self.deviations, *_DEVIATIONS)
        arguments.known("deviations", self.deviations, "it is part of an expression")


@dataclass(frozen=True, kw_only=True, slots=True)
class AlarmRule:
    """When an alarm goes off: ``datapoints_to_alarm`` of ``evaluation_periods`` above a threshold.

    Attributes:
        threshold: The value to exceed: a number in the metric's unit (for the ``duration`` of
            ``add_alarms``: percent of the timeout), or an ``AnomalyBand``.
        period: 10, 20, 30 or a multiple of 60 (default) seconds.
        evaluation_periods: Number of periods to evaluate, 1 or more; at most a day in total, or a
            week if the period is an hour or more. Default: 5.
        datapoints_to_alarm: How many of these must exceed the threshold, 1 to all. Default: 3.

    Raises:
        InvalidArgument: A value that CloudWatch rejects.
    """

    threshold: Number | AnomalyBand
    period: Number = 60
    evaluation_periods: int = 5
    datapoints_to_alarm: int = 3

    def __post_init__(self) -> None:
        arguments = Arguments("AlarmRule")
        if not isinstance(self.threshold, AnomalyBand):
            arguments.number("threshold", self.threshold, -_THRESHOLD_LIMIT, _THRESHOLD_LIMIT)
        check_period(arguments, self.period)
        arguments.integer("evaluation_periods", self.evaluation_periods, 1, _DAY_SECONDS // 10)
        count = self.evaluation_periods
        if not is_token(count):
            arguments.integer("datapoints_to_alarm", self.datapoints_to_alarm, 1, count)
        if is_token(count) or is_token(self.period):
            return
        limit = _DAY_SECONDS if self.period < _HOUR_SECONDS else _WEEK_SECONDS
        if count * self.period > limit:
            rule = f"cover at most {limit} seconds with a period of {self.period} seconds"
            arguments.fail("evaluation_periods", rule, count)
