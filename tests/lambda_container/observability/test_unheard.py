"""Alarms and topics that nobody hears of are warned of, once their stack is complete."""

from __future__ import annotations

import linecache
from collections.abc import Callable

import pytest
from cdktf import TerraformOutput, TerraformStack, Testing

from lambda_container import (
    AlarmTopic,
    ContainerFunction,
    LambdaContainerWarning,
    SnsEventSource,
    TrafficShift,
)
from tests.aws import ACCOUNT, REGION

TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:alarms"
SHIFT = TrafficShift.canary(percentage=10, interval=5)
NOBODY = "nobody hears of it"


def test_alarms_without_a_topic_are_warned_of_where_they_are_made(
    function: ContainerFunction, stack: TerraformStack
) -> None:
    function.add_alarms(duration=None)
    with pytest.warns(LambdaContainerWarning, match=NOBODY) as found:
        Testing.synth(stack)
    (only,) = found
    assert str(only.message).startswith(
        "Alarm 'dev/Orders/Alarms/error-rate', 'dev/Orders/Alarms/throttles': nobody hears of it:"
    )
    assert only.filename == __file__
    assert linecache.getline(__file__, only.lineno).strip() == (
        "function.add_alarms(duration=None)"
    )


def heard_by_a_topic(function: ContainerFunction, stack: TerraformStack) -> None:
    function.add_alarms(topic=TOPIC)


def heard_by_a_deployment(function: ContainerFunction, stack: TerraformStack) -> None:
    alias = function.add_alias("live")
    alias.deploy_gradually(SHIFT, alarm_names=alias.add_alarms())


def heard_by_something_else(function: ContainerFunction, stack: TerraformStack) -> None:
    TerraformOutput(stack, "Names", value=list(function.add_alarms().names.values()))


def heard_by_a_subscriber(function: ContainerFunction, stack: TerraformStack) -> None:
    topic = AlarmTopic(stack, "Topic")
    topic.add_subscription("OnCall", protocol="email", endpoint="on-call@example.com")
    function.add_alarms(topic=topic)


def heard_by_a_function(function: ContainerFunction, stack: TerraformStack) -> None:
    function.add_event_source(SnsEventSource(AlarmTopic(stack, "Topic").resource))


@pytest.mark.filterwarnings("error:.*nobody hears of it")
@pytest.mark.parametrize(
    "use",
    [
        heard_by_a_topic,
        heard_by_a_deployment,
        heard_by_something_else,
        heard_by_a_subscriber,
        heard_by_a_function,
    ],
)
def test_alarms_that_are_heard_of_are_not(
    use: Callable[[ContainerFunction, TerraformStack], None],
    function: ContainerFunction,
    stack: TerraformStack,
) -> None:
    use(function, stack)
    Testing.synth(stack)


def test_a_topic_without_a_subscriber_is_warned_of_where_it_is_made(
    function: ContainerFunction, stack: TerraformStack
) -> None:
    function.add_alarms(topic=AlarmTopic(stack, "Topic"))
    with pytest.warns(LambdaContainerWarning, match=r"AlarmTopic 'dev/Topic': nobody h") as found:
        Testing.synth(stack)
    assert found[0].filename == __file__
    Testing.synth(stack)  # said once
