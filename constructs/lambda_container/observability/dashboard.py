"""CloudWatch dashboards."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cdktf import Fn, Op, TerraformProvider, Token
from cdktf_cdktf_provider_aws.cloudwatch_dashboard import CloudwatchDashboard
from constructs import Construct

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.physical_names import check_unique_name
from lambda_container.checks.values import Number
from lambda_container.observability.metric import Metric
from lambda_container.terraform.caller_identity import location
from lambda_container.terraform.construct_tree import functions_of
from lambda_container.terraform.library_construct import LibraryConstruct
from lambda_container.terraform.placement import Placement
from lambda_container.terraform.references import is_token

if TYPE_CHECKING:
    from lambda_container.function.invocable import Invocable

# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html
_NAME = re.compile(r"[A-Za-z0-9_-]{1,255}")
_NAME_RULE = "be 1 to 255 letters, digits, '-' and '_'"
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
_WIDGET_LIMIT = 500
_WIDGETS_A_ROW = 5
_COLUMNS = 24
_HEADING_HEIGHT = 1
_GRAPH_HEIGHT = 6
_PERIOD_SECONDS = 300
_MILLISECONDS = 1000


class Dashboard(LibraryConstruct):
    """A dashboard with a row of graphs for each function.

    Becomes ``aws_cloudwatch_dashboard``. A row shows invocations and errors; duration, with the
    timeout as a line; throttled or lost events; and concurrency. Dashboards belong to the account,
    across all Regions, so their names must be unique.

    Args:
        scope: The parent construct, in a stack with an AWS provider.
        id: ASCII letters, digits, ``-`` and ``_``; unique in its scope.
        functions: Functions and aliases, at most 100, in the order of their rows. Default: all
            ``ContainerFunction`` of the stack that were created before the dashboard.
        name: 1 to 255 letters, digits, ``-`` and ``_``. Default: the construct's path, joined by
            ``-``.
        provider: An aliased AWS provider.

    Attributes:
        resource: The ``aws_cloudwatch_dashboard``.
        functions: The functions and aliases that have a row.

    Raises:
        InvalidArgument: A name that CloudWatch rejects, no functions, or too many.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - constructs' own name
        *,
        functions: Sequence[Invocable] | None = None,
        name: str | None = None,
        provider: TerraformProvider | None = None,
    ) -> None:
        arguments = Arguments.of("Dashboard", scope, id)
        name = arguments.default_name(name)
        arguments.pattern("name", name, _NAME, _NAME_RULE)
        arguments.provider(provider)
        chosen = functions_of(scope) if functions is None else functions
        self.functions = tuple(_checked(arguments, chosen))
        where = Placement(None, provider)
        check_unique_name(arguments, scope, "dashboard", name, placement=where)

        super().__init__(scope, id)
        widgets: list[dict[str, Any]] = []
        for function in self.functions:
            widgets += _row(function, row=len(widgets))
        self.resource = CloudwatchDashboard(
            self,
            "Resource",
            dashboard_name=name,
            dashboard_body=Fn.jsonencode({"widgets": widgets}),
            provider=provider,
        )


def _checked(arguments: Arguments, functions: Sequence[Invocable]) -> list[Invocable]:
    from lambda_container.function.invocable import Invocable  # noqa: PLC0415 - imports metrics

    checked = arguments.items("functions", functions, Invocable)
    limit = _WIDGET_LIMIT // _WIDGETS_A_ROW
    if not 1 <= len(checked) <= limit:
        rule = f"be 1 to {limit}, because a dashboard has at most {_WIDGET_LIMIT} widgets"
        arguments.fail("functions", rule, len(checked))
    return checked


def _row(function: Invocable, *, row: int) -> list[dict[str, Any]]:
    metrics = function.metrics
    region = location(function, function.placement).region
    top = row // _WIDGETS_A_ROW * (_HEADING_HEIGHT + _GRAPH_HEIGHT)
    heading = {
        "type": "text",
        **_place(0, top, _COLUMNS, _HEADING_HEIGHT),
        "properties": {"markdown": f"## {function.label}"},
    }
    durations = [replace(metrics.duration, statistic=s) for s in ("p50", "p99", "Maximum")]
    lost = [
        metrics.throttles,
        metrics.async_events_dropped,
        metrics.dead_letter_errors,
        metrics.destination_delivery_failures,
    ]
    concurrency = [metrics.concurrent_executions, metrics.provisioned_concurrent_executions]
    graphs: list[tuple[str, list[Metric], dict[str, Any]]] = [
        ("Invocations and errors", [metrics.invocations, metrics.errors], {}),
        ("Duration (ms)", durations, _timeout_line(function.timeout)),
        ("Throttled or lost", lost, {}),
        ("Concurrency", concurrency, {}),
    ]
    width = _COLUMNS // len(graphs)
    return [
        heading,
        *(
            {
                "type": "metric",
                **_place(i * width, top + _HEADING_HEIGHT, width, _GRAPH_HEIGHT),
                "properties": {
                    "title": title,
                    "region": region,
                    "view": "timeSeries",
                    "period": _PERIOD_SECONDS,
                    "metrics": [_line(metric) for metric in shown],
                    "yAxis": {"left": {"min": 0}},
                    **more,
                },
            }
            for i, (title, shown, more) in enumerate(graphs)
        ),
    ]


def _place(x: int, y: int, width: int, height: int) -> dict[str, int]:
    return {"x": x, "y": y, "width": width, "height": height}


def _line(metric: Metric) -> list[Any]:
    dimensions = [text for pair in metric.dimensions.items() for text in pair]
    label = metric.metric_name
    if metric.metric_name == "Duration":
        label = metric.statistic
    style = {"stat": metric.statistic, "label": label}
    return [metric.namespace, metric.metric_name, *dimensions, style]


def _timeout_line(timeout: Number | None) -> dict[str, Any]:
    if timeout is None:
        return {}
    value: Any = timeout * _MILLISECONDS
    if is_token(timeout):
        value = Token.as_number(Op.mul(timeout, _MILLISECONDS))
    return {"annotations": {"horizontal": [{"label": "Timeout", "value": value}]}}
