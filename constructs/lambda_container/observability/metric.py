"""A CloudWatch metric, as data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.values import Alphabet, Number
from lambda_container.terraform.references import is_token

# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Metric.html
_NAMESPACE = re.compile(r"[^:\x00-\x1f][^\x00-\x1f]{0,254}")
_NAMESPACE_RULE = "be 1 to 255 characters, not beginning with ':'"
_NAME_LIMIT = 255
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html
_DIMENSION_VALUE_LIMIT = 1024
_DIMENSION_LIMIT = 30
_ASCII = Alphabet(re.compile(r"[ -~]*"), "hold ASCII characters only")
_DIMENSION_NAME = Alphabet(
    re.compile(r"(?!:)[ -~]*"), "hold ASCII characters only, and not begin with ':'"
)
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
PLAIN_STATISTICS = ("Average", "Maximum", "Minimum", "SampleCount", "Sum")
"""All statistics except percentiles and other extended statistics."""
_PERCENT = r"(?:[0-9]{1,2}(?:\.[0-9]{1,2})?|100(?:\.0{1,2})?)"
_BOUND = r"[0-9]{1,12}(?:\.[0-9]{1,10})?"
_RANGE = rf"(?:{_BOUND}:(?:{_BOUND})?|:{_BOUND})"
_PERCENTS = rf"(?:{_PERCENT}%:(?:{_PERCENT}%)?|:{_PERCENT}%)"
_STATISTIC = re.compile(
    rf"{'|'.join(PLAIN_STATISTICS)}|(?:p|tm|wm|tc|ts){_PERCENT}|IQM"
    rf"|(?:TM|WM|TC|TS)\((?:{_RANGE}|{_PERCENTS})\)|PR\({_RANGE}\)"
)
_BETWEEN = re.compile(r"\(([0-9.]+)%?:([0-9.]+)%?\)")
_STATISTIC_RULE = (
    f"be one of {', '.join(PLAIN_STATISTICS)}, or a statistic such as 'p99', 'tm95' or"
    " 'TM(10%:90%)'"
)
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
_SHORT_PERIODS = (10, 20, 30)
_MINUTE = 60
_PERIOD_LIMIT = 604_800
# https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics.html and, for queues,
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-monitoring-using-cloudwatch.html
_BY_MINUTE = ("AWS/Lambda", "AWS/SQS")
_PERIOD_RULE = "be 10, 20, 30 or a multiple of 60 seconds, at most 604800"
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
_SIZES = ("Bytes", "Bits")
_MULTIPLES = ("Kilo", "Mega", "Giga", "Tera")
_AMOUNTS = tuple(
    unit for size in _SIZES for unit in (size, *(f"{many}{size.lower()}" for many in _MULTIPLES))
)
UNITS = (
    *("None", "Count", "Percent", "Seconds", "Milliseconds", "Microseconds", *_AMOUNTS),
    *(f"{unit}/Second" for unit in ("Count", *_AMOUNTS)),
)
_EXPRESSION_LIMIT = 2048
_LABEL_LIMIT = 255
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html
_QUERY_ID = re.compile(r"[a-z][A-Za-z0-9_]{0,254}")
_QUERY_ID_RULE = "begin with a lowercase letter and hold letters, digits and '_' only"
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
_MATH_METRICS = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Metric:
    """A metric with its statistic and period; ``dataclasses.replace`` changes them.

    Attributes:
        namespace: Such as ``AWS/Lambda``; 1 to 255 characters.
        metric_name: Such as ``Errors``; 1 to 255 characters.
        dimensions: Name-value pairs that identify it; at most 30, names of 1 to 255 characters.
        statistic: ``Sum``, ``Average``, ``Maximum``, ``Minimum``, ``SampleCount``, a percentile
            such as ``p99``, or another of CloudWatch's. Default: ``Sum``.
        period: 10, 20, 30 or a multiple of 60 (default) seconds.
        unit: One of CloudWatch's 27 units, for readers. Alarms leave it out: with a unit that is
            not exactly the metric's own, they would have no data.

    Raises:
        InvalidArgument: A value that CloudWatch rejects.
    """

    namespace: str
    metric_name: str
    dimensions: Mapping[str, str] = field(default_factory=dict, hash=False)
    statistic: str = "Sum"
    period: Number = _MINUTE
    unit: str | None = None

    def __post_init__(self) -> None:
        arguments = Arguments("Metric")
        arguments.pattern("namespace", self.namespace, _NAMESPACE, _NAMESPACE_RULE)
        arguments.text("metric_name", self.metric_name, _NAME_LIMIT)
        dimensions = arguments.mapping("dimensions", self.dimensions)
        if len(dimensions) > _DIMENSION_LIMIT:
            arguments.fail("dimensions", f"be at most {_DIMENSION_LIMIT}", len(dimensions))
        for name, value in dimensions.items():
            arguments.text("dimensions key", name, _NAME_LIMIT, only=_DIMENSION_NAME)
            arguments.text(f"dimensions[{name!r}]", value, _DIMENSION_VALUE_LIMIT, only=_ASCII)
        object.__setattr__(self, "dimensions", MappingProxyType(dimensions))
        arguments.pattern("statistic", self.statistic, _STATISTIC, _STATISTIC_RULE)
        between = _BETWEEN.search(self.statistic)
        if between and float(between[1]) > float(between[2]):
            arguments.fail("statistic", "name the lower bound first", self.statistic)
        check_period(arguments, self.period)
        check_resolution(arguments, "period", self, self.period)
        arguments.optional(arguments.one_of, "unit", self.unit, UNITS)


@dataclass(frozen=True, kw_only=True, slots=True)
class MetricMath:
    """A value that is computed from metrics.

    Attributes:
        expression: Metric math, such as ``100 * errors / invocations``; at most 2,048
            characters.
        metrics: Metrics by their names in the expression; at most 10, each a lowercase letter, then
            letters, digits and ``_``.
        label: Its name in graphs and alarms; 1 to 255 characters.

    Raises:
        InvalidArgument: A value that CloudWatch rejects.
    """

    expression: str
    metrics: Mapping[str, Metric] = field(hash=False)
    label: str

    def __post_init__(self) -> None:
        arguments = Arguments("MetricMath")
        arguments.text("expression", self.expression, _EXPRESSION_LIMIT)
        metrics = arguments.mapping("metrics", self.metrics)
        if not 1 <= len(metrics) <= _MATH_METRICS:
            arguments.fail("metrics", f"be 1 to {_MATH_METRICS}", len(metrics))
        for name, metric in metrics.items():
            arguments.pattern("metrics key", name, _QUERY_ID, _QUERY_ID_RULE)
            arguments.instance(f"metrics[{name!r}]", metric, Metric)
        object.__setattr__(self, "metrics", MappingProxyType(metrics))
        arguments.text("label", self.label, _LABEL_LIMIT)


def check_period(arguments: Arguments, period: Number) -> None:
    """Reject a period that CloudWatch does not support."""
    if type(period) is float and is_token(period):
        return
    whole = type(period) is int
    fits = whole and (
        period in _SHORT_PERIODS or (0 < period <= _PERIOD_LIMIT and period % _MINUTE == 0)
    )
    if not fits:
        arguments.fail("period", _PERIOD_RULE, period)


def check_resolution(arguments: Arguments, argument: str, metric: Metric, period: Number) -> None:
    """Reject a period that is shorter than what there is data for."""
    if metric.namespace in _BY_MINUTE and not is_token(period) and period < _MINUTE:
        arguments.fail(argument, f"be {_MINUTE} seconds or more for {metric.namespace}", period)
