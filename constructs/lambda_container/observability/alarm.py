"""An alarm on one metric."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from cdktf import TerraformProvider
from cdktf_cdktf_provider_aws.cloudwatch_metric_alarm import (
    CloudwatchMetricAlarm,
    CloudwatchMetricAlarmMetricQuery,
    CloudwatchMetricAlarmMetricQueryMetric,
)
from constructs import Construct

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.physical_names import check_unique_name
from lambda_container.checks.same_region import check_same_region
from lambda_container.observability.alarm_action import HasArn, topic_arn
from lambda_container.observability.alarm_rule import AlarmRule, AnomalyBand
from lambda_container.observability.metric import (
    PLAIN_STATISTICS,
    Metric,
    MetricMath,
    check_resolution,
)
from lambda_container.observability.unheard import warn_if_unheard
from lambda_container.terraform.escaping import literal, optional_literal
from lambda_container.terraform.library_construct import LibraryConstruct

MissingData = Literal["missing", "ignore", "breaching", "notBreaching"]

# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
_NAME_LIMIT = 255
_DESCRIPTION_LIMIT = 1024
_UNHEARD = (
    "it has no topic, and nothing uses its name or ARN; pass topic=, or give the alarm to"
    " deploy_gradually(alarm_names=)"
)


class Alarm(LibraryConstruct):
    """An alarm that goes off when a metric exceeds a threshold or its expected range.

    Becomes ``aws_cloudwatch_metric_alarm``.

    Args:
        scope: The parent construct, in a stack with an AWS provider.
        id: ASCII letters, digits, ``-`` and ``_``; unique in its scope.
        metric: The metric to watch, such as ``function.metrics.errors``, or metric math.
        rule: When the alarm goes off. Its period replaces the metric's.
        topic: The SNS topic to notify: an ``AlarmTopic``, the construct of another topic, or an
            ARN. Default: none; a warning says so if nothing uses the alarm's name or ARN either.
        notify_ok: Whether to notify the topic when the alarm ends, too. Default: yes.
        treat_missing_data: How periods without data are treated. Default: ``notBreaching``,
            because Lambda sends no data while nothing happens.
        name: 1 to 255 characters. Default: the construct's path, joined by ``-``.
        description: At most 1,024 characters, literal.
        region: The AWS Region. Default: the provider's.
        tags: At most 50.
        provider: An aliased AWS provider.

    Attributes:
        resource: The ``aws_cloudwatch_metric_alarm``.
        placement: Region and provider.
        metric: What it watches, as given.
        rule: When it goes off, as given.
        name: The alarm's name, as a reference: ``deploy_gradually(alarm_names=[...])`` takes it.
        arn: The alarm's ARN, as a reference.
        is_heard: Whether it has a topic, or something has asked for its resource, name or ARN.

    Raises:
        InvalidArgument: A value that CloudWatch rejects, or a topic it may not publish to.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - constructs' own name
        *,
        metric: Metric | MetricMath,
        rule: AlarmRule,
        topic: HasArn | str | None = None,
        notify_ok: bool = True,
        treat_missing_data: MissingData = "notBreaching",
        name: str | None = None,
        description: str | None = None,
        region: str | None = None,
        tags: Mapping[str, str] | None = None,
        provider: TerraformProvider | None = None,
    ) -> None:
        arguments = Arguments.of("Alarm", scope, id)
        arguments.instance("metric", metric, Metric, MetricMath)
        arguments.instance("rule", rule, AlarmRule)
        for one in metric.metrics.values() if isinstance(metric, MetricMath) else [metric]:
            check_resolution(arguments, "rule", one, rule.period)
        actions = None if topic is None else [topic_arn(arguments, topic)]
        arguments.switch("notify_ok", notify_ok)
        arguments.literal("treat_missing_data", treat_missing_data, MissingData)
        name = arguments.default_name(name)
        arguments.text("name", name, _NAME_LIMIT)
        if description is not None:
            arguments.text("description", description, _DESCRIPTION_LIMIT, minimum=0)
        placement = arguments.placement(region, provider)
        literal_tags = arguments.literal_tags(tags, provider)
        check_unique_name(arguments, scope, "alarm", name, placement=placement)
        check_same_region(arguments, scope, placement, topic=topic)

        super().__init__(scope, id)
        self._resource = CloudwatchMetricAlarm(
            self,
            "Resource",
            alarm_name=literal(name),
            alarm_description=optional_literal(description),
            **_watched(metric, rule),
            evaluation_periods=rule.evaluation_periods,
            datapoints_to_alarm=rule.datapoints_to_alarm,
            treat_missing_data=treat_missing_data,
            alarm_actions=actions,
            ok_actions=actions if notify_ok else None,
            tags=literal_tags,
            **placement,
        )
        self.placement = placement
        self.metric, self.rule = metric, rule
        self.is_heard = topic is not None
        if topic is None:
            warn_if_unheard(self, _UNHEARD)

    @property
    def resource(self) -> CloudwatchMetricAlarm:
        """The ``aws_cloudwatch_metric_alarm``."""
        self.is_heard = True
        return self._resource

    @property
    def name(self) -> str:
        """The alarm's name, as a reference."""
        return self.resource.alarm_name

    @property
    def arn(self) -> str:
        """The alarm's ARN, as a reference."""
        return self.resource.arn


def _watched(metric: Metric | MetricMath, rule: AlarmRule) -> dict[str, Any]:
    if isinstance(rule.threshold, AnomalyBand):
        watched, queries = _queries(metric, rule)
        band_id = _unused("band", metric)
        band = CloudwatchMetricAlarmMetricQuery(
            id=band_id,
            expression=f"ANOMALY_DETECTION_BAND({watched}, {rule.threshold.deviations:g})",
            label="Expected",
            return_data=True,
        )
        return {
            "comparison_operator": "GreaterThanUpperThreshold",
            "threshold_metric_id": band_id,
            "metric_query": [*queries, band],
        }
    exceeded = {"comparison_operator": "GreaterThanThreshold", "threshold": rule.threshold}
    if isinstance(metric, MetricMath):
        return {**exceeded, "metric_query": _queries(metric, rule)[1]}
    kind = "statistic" if metric.statistic in PLAIN_STATISTICS else "extended_statistic"
    return {
        **exceeded,
        "namespace": literal(metric.namespace),
        "metric_name": literal(metric.metric_name),
        "dimensions": _dimensions(metric),
        kind: metric.statistic,
        "period": rule.period,
    }


def _queries(
    metric: Metric | MetricMath, rule: AlarmRule
) -> tuple[str, list[CloudwatchMetricAlarmMetricQuery]]:
    """The id of the watched query, and the queries that compute it."""
    if isinstance(metric, Metric):
        return "watched", [_query("watched", metric, rule, return_data=True)]
    watched = _unused("watched", metric)
    inputs = [_query(id_, m, rule, return_data=None) for id_, m in metric.metrics.items()]
    computed = CloudwatchMetricAlarmMetricQuery(
        id=watched,
        expression=literal(metric.expression),
        label=literal(metric.label),
        return_data=True,
    )
    return watched, [*inputs, computed]


def _unused(id_: str, metric: Metric | MetricMath) -> str:
    """An id that none of the program's own metrics has."""
    taken = metric.metrics if isinstance(metric, MetricMath) else {}
    while id_ in taken:
        id_ = f"{id_}_"
    return id_


def _query(
    id_: str, metric: Metric, rule: AlarmRule, *, return_data: bool | None
) -> CloudwatchMetricAlarmMetricQuery:
    return CloudwatchMetricAlarmMetricQuery(
        id=id_,
        metric=CloudwatchMetricAlarmMetricQueryMetric(
            namespace=literal(metric.namespace),
            metric_name=literal(metric.metric_name),
            dimensions=_dimensions(metric),
            stat=metric.statistic,
            period=rule.period,
        ),
        return_data=return_data,
    )


def _dimensions(metric: Metric) -> dict[str, str]:
    return {literal(name): literal(value) for name, value in metric.dimensions.items()}
