"""Metrics as data."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest

from lambda_container import ContainerFunction, InvalidArgument, Metric, MetricMath
from lambda_container.observability.function_metrics import FunctionMetrics

ERRORS = Metric(namespace="AWS/Lambda", metric_name="Errors")


def test_a_functions_metrics_are_data(function: ContainerFunction) -> None:
    assert function.metrics.errors == Metric(
        namespace="AWS/Lambda",
        metric_name="Errors",
        dimensions={"FunctionName": function.function_name},
        statistic="Sum",
        period=60,
        unit="Count",
    )
    assert function.metrics == function.metrics


def test_an_aliass_metrics_are_those_of_its_traffic(function: ContainerFunction) -> None:
    live = function.add_alias("live")
    assert dict(live.metrics.throttles.dimensions) == {
        "FunctionName": function.function_name,
        "Resource": f"{function.function_name}:{live.qualifier}",
    }


def test_every_metric_has_the_name_that_lambda_gives_it(function: ContainerFunction) -> None:
    metrics = function.metrics
    for name in FunctionMetrics.__slots__:
        metric = getattr(metrics, name)
        assert metric.metric_name.lower() == name.replace("_", "")
        milliseconds = name.endswith(("duration", "age"))
        assert (metric.unit == "Milliseconds") is milliseconds


def test_another_look_is_another_value() -> None:
    slow = replace(ERRORS, statistic="Average", period=300)
    assert (slow.statistic, slow.period, ERRORS.period) == ("Average", 300, 60)
    with pytest.raises(FrozenInstanceError):
        ERRORS.period = 300  # type: ignore[misc]
    with pytest.raises(TypeError):
        ERRORS.dimensions["a"] = "b"  # type: ignore[index]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"namespace": ":a"}, "namespace must be 1 to 255 characters"),
        ({"namespace": ""}, "namespace must be 1 to 255 characters"),
        ({"metric_name": "a" * 256}, "metric_name must have 1 to 255 characters"),
        ({"dimensions": {"a": ""}}, r"dimensions\['a'\] must not be empty"),
        ({"dimensions": {str(i): "a" for i in range(31)}}, "dimensions must be at most 30, got 31"),
        ({"statistic": "p101"}, "statistic must be one of Average, .* got 'p101'"),
        ({"statistic": "sum"}, "statistic must be one of"),
        ({"period": 90}, "period must be 10, 20, 30 or a multiple of 60 seconds, .* got 90"),
        ({"period": 0}, "period must be"),
        ({"period": True}, "period must be"),
        ({"period": 604_860}, "period must be .* at most 604800, got 604860"),
    ],
)
def test_what_cloudwatch_would_refuse_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidArgument, match=f"Metric: {message}"):
        replace(ERRORS, **arguments)


@pytest.mark.parametrize("statistic", ["p0", "p99", "p99.99", "p100", "tm90", "IQM", "Maximum"])
def test_statistics_that_cloudwatch_knows(statistic: str) -> None:
    assert replace(ERRORS, statistic=statistic).statistic == statistic


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"expression": ""}, "expression must not be empty"),
        ({"metrics": {}}, "metrics must be 1 to 10, got 0"),
        ({"metrics": {"A": ERRORS}}, "metrics key must begin with a lowercase letter"),
        ({"metrics": {"a": "Errors"}}, r"metrics\['a'\] must be a Metric"),
        ({"label": "\0"}, "label must hold no control characters"),
    ],
)
def test_math_that_cloudwatch_would_refuse_is_refused(
    arguments: dict[str, Any], message: str
) -> None:
    good: dict[str, Any] = {"expression": "a * 2", "metrics": {"a": ERRORS}, "label": "Twice"}
    assert hash(MetricMath(**good)) == hash(MetricMath(**good))
    with pytest.raises(InvalidArgument, match=f"MetricMath: {message}"):
        MetricMath(**{**good, **arguments})
