"""Metrics and questions made of log lines."""

from __future__ import annotations

from typing import Any

import pytest
from cdktf import TerraformStack

from lambda_container import (
    COLD_STARTS,
    ERRORS,
    SLOWEST,
    Alarm,
    AlarmRule,
    ContainerFunction,
    InvalidArgument,
    LogQuery,
)
from tests.synth import Synth

GROUP = "${aws_cloudwatch_log_group.Orders_LogGroup_DBC9BC3F.name}"
GOOD: dict[str, Any] = {"pattern": "ERROR", "metric_name": "Errors", "namespace": "Shop"}


def test_a_filter_makes_a_metric_of_lines(function: ContainerFunction, synth: Synth) -> None:
    made = function.add_log_metric_filter(
        "Refused",
        pattern='{ $.event = "refused ${x}" }',
        metric_name="Refused",
        namespace="Shop/Orders",
        value="$.amount",
        default_value=0.5,
        unit="Count",
    )
    assert synth.resource("aws_cloudwatch_log_metric_filter") == {
        "name": "dev-Orders-Refused",
        "log_group_name": GROUP,
        "pattern": '{ $.event = "refused $${x}" }',
        "metric_transformation": {
            "name": "Refused",
            "namespace": "Shop/Orders",
            "value": "$.amount",
            "default_value": 0.5,
            "unit": "Count",
        },
    }
    Alarm(function, "Alarm", metric=made.metric, rule=AlarmRule(threshold=10))
    alarm = synth.resource("aws_cloudwatch_metric_alarm")
    assert (alarm["namespace"], alarm["metric_name"]) == ("Shop/Orders", "Refused")


def test_a_filter_may_tell_lines_apart(function: ContainerFunction, synth: Synth) -> None:
    function.add_log_metric_filter("A", **GOOD, dimensions={"Tenant": "$.tenant"}, name="tenants")
    made = synth.resource("aws_cloudwatch_log_metric_filter")
    assert made["metric_transformation"]["dimensions"] == {"Tenant": "$.tenant"}
    assert made["name"] == "tenants"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"pattern": "a" * 1025}, "pattern must have 0 to 1024 characters"),
        ({"pattern": None}, "pattern must be a string"),
        ({"metric_name": "a:b"}, "metric_name must be 1 to 255 characters without"),
        ({"metric_name": "a" * 256}, "metric_name must be 1 to 255 characters"),
        ({"namespace": "AWS/Lambda"}, "namespace must .* not beginning with 'AWS/'"),
        ({"namespace": "a$b"}, "namespace must be 1 to 255 characters without"),
        ({"value": "a" * 101}, "value must have 1 to 100 characters"),
        ({"value": "bytes"}, "value must be a number, or a field such as"),
        ({"value": "1,5"}, "value must be a number"),
        ({"dimensions": {"a": "tenant"}}, r"dimensions\['a'\] must be a field such as"),
        ({"dimensions": dict.fromkeys("abcd", "$.a")}, "dimensions must be at most 3, got 4"),
        (
            {"dimensions": {"a": "$.a"}, "default_value": 0},
            "default_value must not be given with dimensions",
        ),
        ({"default_value": "0"}, "default_value must be a number"),
        ({"unit": "Cows"}, "unit must be one of None, Count"),
        ({"name": "a:b"}, "name must be 1 to 512 characters without"),
    ],
)
def test_a_filter_that_cloudwatch_would_refuse_is_refused(
    function: ContainerFunction, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidArgument, match=f"LogMetricFilter 'dev/Orders/A': {message}"):
        function.add_log_metric_filter("A", **{**GOOD, **arguments})


def test_questions_are_kept_for_the_functions_log(
    function: ContainerFunction, synth: Synth
) -> None:
    for query in (SLOWEST, ERRORS, COLD_STARTS, LogQuery("Ä/b", "fields ${c}")):
        function.add_saved_query(query)
    made = {q["name"]: q for q in synth.resources("aws_cloudwatch_query_definition").values()}
    assert set(made) == {f"dev-Orders/{n}" for n in ("slowest", "errors", "cold-starts", "Ä/b")}
    assert all(query["log_group_names"] == [GROUP] for query in made.values())
    assert made["dev-Orders/Ä/b"]["query_string"] == "fields $${c}"
    assert made["dev-Orders/slowest"]["query_string"] == SLOWEST.query_string


def test_ready_made_questions_ask_logs_in_json_and_in_text() -> None:
    for query in (SLOWEST, COLD_STARTS):
        assert 'type = "platform.report" or @type = "REPORT"' in query.query_string


def test_a_function_that_is_looked_up_has_logs_where_lambda_keeps_them(
    stack: TerraformStack, synth: Synth
) -> None:
    existing = ContainerFunction.from_name(stack, "Old", "orders")
    existing.add_saved_query(SLOWEST)
    query = synth.resource("aws_cloudwatch_query_definition")
    assert query["log_group_names"] == ["/aws/lambda/orders"]
    assert query["name"] == "orders/slowest"


def test_a_question_is_kept_once(function: ContainerFunction) -> None:
    function.add_saved_query(SLOWEST)
    with pytest.raises(InvalidArgument, match="unique among its siblings"):
        function.add_saved_query(SLOWEST)


def test_bad_questions_are_refused(function: ContainerFunction) -> None:
    with pytest.raises(InvalidArgument, match="name must not be empty"):
        LogQuery("", "fields @message")
    with pytest.raises(InvalidArgument, match="query_string must have 1 to 10000 characters"):
        LogQuery("a", "a" * 10_001)
    with pytest.raises(InvalidArgument, match="name must have 1 to 255 characters"):
        function.add_saved_query(LogQuery("a" * 250, "fields @message"))
    with pytest.raises(InvalidArgument, match="query must be a LogQuery"):
        function.add_saved_query("fields @message")  # type: ignore[arg-type]
