"""Alarms on one metric."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from cdktf import TerraformStack, TerraformVariable, Token

from lambda_container import (
    Alarm,
    AlarmRule,
    AlarmTopic,
    AnomalyBand,
    ContainerFunction,
    DeadLetterTopic,
    InvalidArgument,
    Metric,
    MetricMath,
)
from tests.lambda_container.observability.conftest import NAME, TOPIC
from tests.synth import Synth

ORDERS = Metric(namespace="Shop", metric_name="Orders${a}", dimensions={"Shop": "${b}"})
ANY = AlarmRule(threshold=0)


def test_an_alarm_watches_a_metric(function: ContainerFunction, synth: Synth) -> None:
    alarm = Alarm(
        function,
        "Many",
        metric=function.metrics.invocations,
        rule=AlarmRule(threshold=1000, period=300, evaluation_periods=2, datapoints_to_alarm=1),
        topic=TOPIC,
        notify_ok=False,
        treat_missing_data="missing",
        description="More than ${usual}",
    )
    assert synth.resource("aws_cloudwatch_metric_alarm") == {
        "alarm_name": "dev-Orders-Many",
        "alarm_description": "More than $${usual}",
        "namespace": "AWS/Lambda",
        "metric_name": "Invocations",
        "dimensions": {"FunctionName": NAME},
        "statistic": "Sum",
        "period": 300,
        "comparison_operator": "GreaterThanThreshold",
        "threshold": 1000,
        "evaluation_periods": 2,
        "datapoints_to_alarm": 1,
        "treat_missing_data": "missing",
        "alarm_actions": [TOPIC],
    }
    assert Token.is_unresolved(alarm.name)
    assert Token.is_unresolved(alarm.arn)


def test_texts_are_literal(stack: TerraformStack, synth: Synth) -> None:
    Alarm(stack, "A", metric=ORDERS, rule=ANY, name="a${b}", tags={"c": "d"})
    alarm = synth.resource("aws_cloudwatch_metric_alarm")
    assert alarm["alarm_name"] == "a$${b}"
    assert alarm["metric_name"] == "Orders$${a}"
    assert alarm["tags"] == {"c": "d"}
    assert alarm["dimensions"] == {"Shop": "$${b}"}
    assert "alarm_actions" not in alarm


def test_an_alarm_may_learn_what_is_usual(function: ContainerFunction, synth: Synth) -> None:
    rule = AlarmRule(threshold=AnomalyBand(2.5), period=300)
    Alarm(function, "Odd", metric=function.metrics.error_rate, rule=rule)
    alarm = synth.resource("aws_cloudwatch_metric_alarm")
    assert alarm["comparison_operator"] == "GreaterThanUpperThreshold"
    assert alarm["threshold_metric_id"] == "band"
    assert "threshold" not in alarm
    *inputs, watched, band = alarm["metric_query"]
    assert [query["id"] for query in inputs] == ["errors", "invocations"]
    assert {query["metric"]["period"] for query in inputs} == {300}
    assert watched == {
        "id": "watched",
        "expression": "100 * errors / invocations",
        "label": "Error rate (%)",
        "return_data": True,
    }
    assert band == {
        "id": "band",
        "expression": "ANOMALY_DETECTION_BAND(watched, 2.5)",
        "label": "Expected",
        "return_data": True,
    }


def test_the_names_in_metric_math_are_the_programs_own(stack: TerraformStack, synth: Synth) -> None:
    math = MetricMath(
        expression="watched / band", metrics={"watched": ORDERS, "band": ORDERS}, label="Ratio"
    )
    Alarm(stack, "Odd", metric=math, rule=AlarmRule(threshold=AnomalyBand(2)))
    alarm = synth.resource("aws_cloudwatch_metric_alarm")
    ids = [query["id"] for query in alarm["metric_query"]]
    assert ids == ["band", "watched", "watched_", "band_"]
    assert alarm["threshold_metric_id"] == "band_"
    assert alarm["metric_query"][3]["expression"] == "ANOMALY_DETECTION_BAND(watched_, 2)"


@pytest.mark.parametrize("metric", [ORDERS, "errors", "error_rate"])
def test_lambda_sends_its_metrics_by_the_minute(metric: Any, function: ContainerFunction) -> None:
    watched = getattr(function.metrics, metric) if isinstance(metric, str) else metric
    rule = AlarmRule(threshold=5, period=30)
    if watched is ORDERS:
        Alarm(function, "Short", metric=watched, rule=rule)
        return
    with pytest.raises(InvalidArgument, match="rule must be 60 seconds or more for AWS/Lambda"):
        Alarm(function, "Short", metric=watched, rule=rule)
    with pytest.raises(InvalidArgument, match="Metric: period must be 60 seconds or more for AWS"):
        replace(function.metrics.errors, period=10)


def test_thresholds_may_be_references(stack: TerraformStack, synth: Synth) -> None:
    threshold = TerraformVariable(stack, "threshold", type="number").number_value
    topic = TerraformVariable(stack, "topic", type="string").string_value
    Alarm(stack, "A", metric=ORDERS, rule=AlarmRule(threshold=threshold), topic=topic)
    alarm = synth.resource("aws_cloudwatch_metric_alarm")
    assert alarm["threshold"] == "${var.threshold}"
    assert alarm["alarm_actions"] == ["${var.topic}"]


def test_a_dead_letter_topic_cannot_hear_of_alarms(stack: TerraformStack) -> None:
    topic = DeadLetterTopic(stack, "Topic")
    with pytest.raises(InvalidArgument, match="CloudWatch may not publish to a DeadLetterTopic"):
        Alarm(stack, "A", metric=ORDERS, rule=ANY, topic=topic)


def test_an_alarm_topic_lets_alarms_of_the_account_publish(
    stack: TerraformStack, synth: Synth
) -> None:
    topic = AlarmTopic(stack, "Alarms", tags={"team": "shop"})
    Alarm(stack, "A", metric=ORDERS, rule=ANY, topic=topic)
    alarm = synth.resource("aws_cloudwatch_metric_alarm")
    assert alarm["alarm_actions"] == alarm["ok_actions"] == ["${aws_sns_topic.Alarms_04B5A0BF.arn}"]
    allow, deny = synth.statements("Alarms")
    account = "${data.aws_caller_identity.LambdaContainerCallerIdentity.account_id}"
    assert allow["principals"] == [{"type": "Service", "identifiers": ["cloudwatch.amazonaws.com"]}]
    assert allow["condition"][0] == {
        "test": "StringEquals",
        "variable": "aws:SourceAccount",
        "values": [account],
    }
    assert allow["condition"][1]["values"][0].endswith(f":{account}:alarm:*")
    assert (deny["effect"], deny["sid"]) == ("Deny", "TlsOnly")
    key = synth.resource("aws_kms_key")["policy"]
    assert '"Sid":"Alarms"' in key
    assert '"kms:Decrypt","kms:GenerateDataKey*"' in key
    assert synth.resource("aws_sns_topic")["tags"] == {"team": "shop"}


def test_an_alarm_topic_takes_a_key_that_exists(stack: TerraformStack, synth: Synth) -> None:
    key = "arn:aws:kms:eu-west-1:111122223333:key/1"
    AlarmTopic(stack, "Alarms", name="shop", kms_key=key)
    assert synth.resource("aws_sns_topic") == {"name": "shop", "kms_master_key_id": key}
    assert synth.resources("aws_kms_key") == {}


@pytest.mark.parametrize("name", ["a.fifo", "", "a b", "a" * 257])
def test_a_topics_name_is_checked(stack: TerraformStack, name: str) -> None:
    with pytest.raises(InvalidArgument, match="AlarmTopic 'dev/T': name must be 1 to 256 letters"):
        AlarmTopic(stack, "T", name=name)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"metric": "Errors"}, "metric must be a Metric"),
        ({"rule": 5}, "rule must be an AlarmRule"),
        ({"topic": "alarms"}, "topic must be an ARN such as 'arn:aws:sns"),
        ({"topic": 5}, "topic must be an AlarmTopic, or the ARN of a topic"),
        ({"notify_ok": 1}, "notify_ok must be True or False"),
        ({"treat_missing_data": "ok"}, "treat_missing_data must be one of missing, ignore"),
        ({"name": "a" * 256}, "name must have 1 to 255 characters"),
        ({"description": "a" * 1025}, "description must have 0 to 1024 characters"),
        ({"region": "here"}, "region must be a Region code"),
        ({"tags": {"aws:a": "b"}}, "tags key must not begin with 'aws:'"),
    ],
)
def test_what_cloudwatch_would_refuse_is_refused(
    stack: TerraformStack, arguments: dict[str, Any], message: str
) -> None:
    good: dict[str, Any] = {"metric": ORDERS, "rule": ANY}
    with pytest.raises(InvalidArgument, match=f"Alarm 'dev/A': {message}"):
        Alarm(stack, "A", **{**good, **arguments})


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"threshold": "5"}, "threshold must be a number"),
        ({"period": 45}, "period must be 10, 20, 30 or a multiple of 60"),
        ({"evaluation_periods": 0}, "evaluation_periods must be 1 to 8640"),
        ({"datapoints_to_alarm": 6}, "datapoints_to_alarm must be 1 to 5, got 6"),
        (
            {"period": 1800, "evaluation_periods": 49},
            "evaluation_periods must cover at most 86400 seconds with a period of 1800 .*, got 49",
        ),
        (
            {"period": 3600, "evaluation_periods": 169},
            "evaluation_periods must cover at most 604800 seconds",
        ),
    ],
)
def test_a_rule_that_cloudwatch_would_refuse_is_refused(
    arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidArgument, match=f"AlarmRule: {message}"):
        AlarmRule(**{"threshold": 1, **arguments})


def test_a_band_has_a_width() -> None:
    with pytest.raises(
        InvalidArgument, match=r"AnomalyBand: deviations must be 0\.1 to 100, got 0"
    ):
        AnomalyBand(0)
