"""A deployment takes alarms in each form, and warns of those that come too late."""

from __future__ import annotations

from contextlib import nullcontext

import pytest
from cdktf import TerraformStack

from lambda_container import (
    Alarm,
    AlarmRule,
    AlarmTopic,
    ContainerFunction,
    LambdaContainerWarning,
    Metric,
    TrafficShift,
)
from lambda_container.checks.arguments import Arguments
from lambda_container.deployment.deployment_alarms import check_alarms
from tests.aws import ACCOUNT, REGION
from tests.synth import Synth

TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:alarms"
SHIFT = TrafficShift.canary(percentage=10, interval=5)


def test_a_deployment_that_nothing_watches_is_warned_of(function: ContainerFunction) -> None:
    with pytest.warns(LambdaContainerWarning, match="no alarm and no function watches it") as found:
        function.add_alias("live").deploy_gradually(SHIFT)
    assert found[0].filename == __file__


def test_alarms_that_are_too_slow_are_warned_of(
    function: ContainerFunction, stack: TerraformStack
) -> None:
    metric = Metric(namespace="Shop", metric_name="Orders")
    alarm = Alarm(stack, "Slow", metric=metric, rule=AlarmRule(threshold=1, period=300))
    expected = "'Slow' needs 900 seconds .* for 300 "
    with pytest.warns(LambdaContainerWarning, match=expected) as found:
        function.add_alias("live").deploy_gradually(SHIFT, alarm_names=[alarm])
    assert found[0].filename == __file__


@pytest.mark.parametrize(
    ("traffic", "threshold", "warning"),
    [
        (TrafficShift.canary(percentage=5, interval=5), 5, "above 5 % .* never has more than 5 %"),
        (TrafficShift.canary(percentage=6, interval=5), 5, None),
        (TrafficShift.linear(percentage=40, interval=5), 80, "never has more than 80 %"),
        (TrafficShift.linear(percentage=40, interval=5), 79, None),
        (TrafficShift.linear(percentage=10, interval=1), 70, "180 seconds .* for 120 seconds"),
        (TrafficShift.linear(percentage=10, interval=1), 69, None),
        (TrafficShift.all_at_once(), 50, None),
    ],
)
def test_an_error_rate_that_a_step_cannot_reach_is_warned_of(
    traffic: TrafficShift,
    threshold: int,
    warning: str | None,
    function: ContainerFunction,
    stack: TerraformStack,
) -> None:
    alias = function.add_alias("live")
    rule = AlarmRule(threshold=threshold)
    for i, target in enumerate([alias, function]):
        alarm = Alarm(stack, f"Rate{i}", metric=target.metrics.error_rate, rule=rule)
        with pytest.warns(LambdaContainerWarning, match=warning) if warning else nullcontext():
            check_alarms(Arguments.about(alias), alias, [alarm], traffic)


def test_alarms_of_a_deployment_that_shifts_all_at_once_come_too_late(
    function: ContainerFunction, stack: TerraformStack
) -> None:
    alias, check = function.add_alias("live"), ContainerFunction.from_name(stack, "Check", "check")
    with pytest.warns(LambdaContainerWarning, match="over before an alarm can go off") as found:
        alias.deploy_gradually(TrafficShift.all_at_once(), alarm_names=["errors"])
    assert found[0].filename == __file__
    other = function.add_alias("other")
    watched = {"alarm_names": ["errors"], "after_allow_traffic": check}
    other.deploy_gradually(TrafficShift.all_at_once(), **watched)  # type: ignore[arg-type]


def test_alarm_names_are_what_add_alarms_returns(
    function: ContainerFunction, stack: TerraformStack, synth: Synth
) -> None:
    topic = AlarmTopic(stack, "Topic")
    alias = function.add_alias("live")
    alarms = alias.add_alarms(topic=topic)
    alias.deploy_gradually(SHIFT, alarm_names=alarms)
    (group,) = synth.resources("aws_codedeploy_deployment_group").values()
    names = sorted(group["alarm_configuration"]["alarms"])
    made = sorted(
        f"${{aws_cloudwatch_metric_alarm.{name}.alarm_name}}"
        for name in synth.resources("aws_cloudwatch_metric_alarm")
    )
    assert names == made
