"""A metric from log lines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from cdktf import Token
from cdktf_cdktf_provider_aws.cloudwatch_log_metric_filter import (
    CloudwatchLogMetricFilter,
    CloudwatchLogMetricFilterMetricTransformation,
)

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.physical_names import check_unique_name
from lambda_container.observability.metric import UNITS, Metric
from lambda_container.terraform.construct_tree import path_of
from lambda_container.terraform.escaping import literal
from lambda_container.terraform.library_construct import LibraryConstruct

if TYPE_CHECKING:
    from lambda_container.function.function import Function

# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
_FILTER_NAME = re.compile(r"[^:*\x00-\x1f]{1,512}")
_FILTER_NAME_RULE = "be 1 to 512 characters without ':' and '*'"
_PATTERN_LIMIT = 1024
# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_MetricTransformation.html
_METRIC = re.compile(r"[^:*$\x00-\x1f]{1,255}")
_METRIC_RULE = "be 1 to 255 characters without ':', '*' and '$'"
_OWN = re.compile(r"(?!AWS/)[^:*$\x00-\x1f]{1,255}")
_OWN_RULE = f"{_METRIC_RULE}, not beginning with 'AWS/', which AWS reserves"
_VALUE_LIMIT = 100
_FIELD = r"\$\S+"
_VALUE = re.compile(rf"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|{_FIELD}")
_VALUE_RULE = "be a number, or a field such as '$.bytes'"
_DIMENSION = re.compile(_FIELD)
_DIMENSION_RULE = "be a field such as '$.tenant'"
_DIMENSION_LIMIT = 3
_DIMENSION_TEXT_LIMIT = 255
_DEFAULT_LIMIT = 10**18


class LogMetricFilter(LibraryConstruct):
    """A metric that counts log lines, or adds up a field; created by ``add_log_metric_filter``.

    Becomes ``aws_cloudwatch_log_metric_filter``.

    Attributes:
        resource: The ``aws_cloudwatch_log_metric_filter``.
        metric: The metric, for alarms; without dimensions, whose values are only in the log lines.
    """

    def __init__(
        self,
        function: Function,
        id: str,  # noqa: A002 - constructs' own name
        *,
        pattern: str,
        metric_name: str,
        namespace: str,
        value: str,
        default_value: float | None,
        dimensions: Mapping[str, str],
        unit: str,
        name: str | None,
    ) -> None:
        arguments = Arguments.of("LogMetricFilter", function, id)
        arguments.text("pattern", pattern, _PATTERN_LIMIT, minimum=0)
        arguments.pattern("metric_name", metric_name, _METRIC, _METRIC_RULE)
        arguments.pattern("namespace", namespace, _OWN, _OWN_RULE)
        arguments.text("value", value, _VALUE_LIMIT)
        arguments.pattern("value", value, _VALUE, _VALUE_RULE)
        checked = arguments.mapping("dimensions", dimensions)
        if len(checked) > _DIMENSION_LIMIT:
            arguments.fail("dimensions", f"be at most {_DIMENSION_LIMIT}", len(checked))
        for key, field in checked.items():
            arguments.text("dimensions key", key, _DIMENSION_TEXT_LIMIT)
            arguments.text(f"dimensions[{key!r}]", field, _DIMENSION_TEXT_LIMIT)
            arguments.pattern(f"dimensions[{key!r}]", field, _DIMENSION, _DIMENSION_RULE)
        if default_value is not None:
            arguments.number("default_value", default_value, -_DEFAULT_LIMIT, _DEFAULT_LIMIT)
            if checked:
                arguments.fail("default_value", "not be given with dimensions", default_value)
        arguments.one_of("unit", unit, UNITS)
        name = arguments.default_name(name)
        arguments.pattern("name", name, _FILTER_NAME, _FILTER_NAME_RULE)
        where, group = function.placement, path_of(function)
        check_unique_name(arguments, function, "metric filter", name, placement=where, within=group)

        super().__init__(function, id)
        self.resource = CloudwatchLogMetricFilter(
            self,
            "Resource",
            name=literal(name),
            log_group_name=function.log_group_name,
            pattern=literal(pattern),
            metric_transformation=CloudwatchLogMetricFilterMetricTransformation(
                name=literal(metric_name),
                namespace=literal(namespace),
                value=literal(value),
                default_value=None if default_value is None else Token.as_string(default_value),
                dimensions={literal(k): literal(v) for k, v in checked.items()} or None,
                unit=unit,
            ),
            **function.placement,
        )
        self.metric = Metric(namespace=namespace, metric_name=metric_name, unit=unit)
