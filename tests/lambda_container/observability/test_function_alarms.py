"""The alarms that every function should have."""

from __future__ import annotations

from typing import Any

import pytest
from cdktf import TerraformStack, TerraformVariable
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from lambda_container import (
    AlarmRule,
    AnomalyBand,
    ContainerFunction,
    ContainerImage,
    DeadLetterQueue,
    Destination,
    EventBridgeEventSource,
    InvalidArgument,
    KinesisEventSource,
    Queue,
    ScheduleEventSource,
    SnsEventSource,
    SqsEventSource,
)
from lambda_container.function.watched_feature import Watched
from tests.aws import URI
from tests.lambda_container.observability.conftest import TOPIC
from tests.synth import Synth

ALWAYS = {"dev-Orders-error-rate", "dev-Orders-throttles", "dev-Orders-duration"}
QUEUE = Destination.queue("arn:aws:sqs:eu-west-1:111122223333:records")
ALARM = "aws_cloudwatch_metric_alarm"


def alarms(synth: Synth) -> dict[str, dict[str, Any]]:
    return {alarm["alarm_name"]: alarm for alarm in synth.resources(ALARM).values()}


def test_a_function_has_the_alarms_that_concern_it(
    function: ContainerFunction, synth: Synth, snapshot: SnapshotAssertion
) -> None:
    made = function.add_alarms(topic=TOPIC)
    assert set(alarms(synth)) == ALWAYS
    assert set(made.names) == {"error-rate", "throttles", "duration"}
    assert synth.resources(ALARM) == snapshot.use_extension(JSONSnapshotExtension)


@pytest.mark.parametrize("first", [True, False])
def test_what_a_function_gets_is_watched_whenever_it_gets_it(
    function: ContainerFunction, synth: Synth, *, first: bool
) -> None:
    if first:
        function.add_alarms()
    function.add_dead_letter_queue()
    function.configure_async(on_failure=QUEUE)
    function.watch(Watched(feature="stream"))
    if not first:
        function.add_alarms()
    found = alarms(synth)
    assert set(found) - ALWAYS == {
        "dev-Orders-dead-letters",
        "dev-Orders-dead-letter-errors",
        "dev-Orders-destination-failures",
        "dev-Orders-iterator-age",
    }
    (queue,) = synth.resources("aws_sqs_queue")
    waiting = found["dev-Orders-dead-letters"]
    assert waiting["dimensions"] == {"QueueName": f"${{aws_sqs_queue.{queue}.name}}"}
    assert waiting["metric_name"] == "ApproximateNumberOfMessagesVisible"
    assert (waiting["threshold"], waiting["evaluation_periods"]) == (0, 1)
    age = found["dev-Orders-iterator-age"]
    assert (age["metric_name"], age["threshold"], age["statistic"]) == (
        "IteratorAge",
        60_000,
        "Maximum",
    )


def test_a_stream_is_watched_for_its_age_and_its_destination(
    function: ContainerFunction, synth: Synth
) -> None:
    function.add_alarms()
    stream = "arn:aws:kinesis:eu-west-1:111122223333:stream/orders"
    source = KinesisEventSource(stream, starting_position="LATEST", on_failure=QUEUE)
    function.add_event_source(source)
    assert set(alarms(synth)) - ALWAYS == {
        "dev-Orders-iterator-age",
        "dev-Orders-destination-failures",
    }


@pytest.mark.parametrize("first", [True, False])
def test_the_dead_letters_of_each_source_are_watched(
    stack: TerraformStack, function: ContainerFunction, synth: Synth, *, first: bool
) -> None:
    if first:
        function.add_alarms()
    function.add_dead_letter_queue()
    function.add_event_source(SqsEventSource(Queue(stack, "Queue", function=function)))
    function.add_event_source(SqsEventSource(QUEUE.arn))
    dead = DeadLetterQueue(stack, "Dead")
    topic = SnsEventSource("arn:aws:sns:eu-west-1:111122223333:prices", dead_letters=dead)
    function.add_event_source(topic)
    function.add_event_source(EventBridgeEventSource({"source": ["shop"]}, dead_letters=dead))
    function.add_event_source(ScheduleEventSource("rate(1 hour)", dead_letters=dead, id="Hourly"))
    if not first:
        function.add_alarms()
    found = alarms(synth)
    queues = {
        arguments["name"]: name for name, arguments in synth.resources("aws_sqs_queue").items()
    }
    assert {
        name: alarm["dimensions"]["QueueName"]
        for name, alarm in found.items()
        if name.endswith("-dead-letters")
    } == {
        f"dev-Orders-{source}dead-letters": f"${{aws_sqs_queue.{queues[queue]}.name}}"
        for source, queue in {
            "": "dev-Orders-dead-letters",
            "Sqs-dev-Queue-": "dev-Queue-dead-letters",
            "Sns-prices-": "dev-Dead",
            "EventBridge-": "dev-Dead",
            "Hourly-": "dev-Dead",
        }.items()
    }


def test_what_an_alias_gets_concerns_its_function_too(
    function: ContainerFunction, synth: Synth
) -> None:
    function.add_alarms()
    live = function.add_alias("live")
    live.configure_async(on_failure=QUEUE)
    live.add_alarms(error_rate=None, throttles=None)
    assert set(alarms(synth)) == ALWAYS | {
        "dev-Orders-destination-failures",
        "dev-Orders-live-destination-failures",
        "dev-Orders-live-duration",
    }


def test_a_dead_letter_target_of_others_is_watched_for_lost_events(
    stack: TerraformStack, synth: Synth
) -> None:
    image = ContainerImage.from_uri(URI)
    ContainerFunction(stack, "Orders", image=image, dead_letter_target=QUEUE).add_alarms()
    assert set(alarms(synth)) == ALWAYS | {"dev-Orders-dead-letter-errors"}


def test_retries_without_destination_add_no_alarm(
    function: ContainerFunction, synth: Synth
) -> None:
    function.configure_async(maximum_retry_attempts=0)
    function.add_alarms()
    assert set(alarms(synth)) == ALWAYS


def test_each_alarm_can_be_left_out_or_tuned(function: ContainerFunction, synth: Synth) -> None:
    function.add_alarms(
        error_rate=AlarmRule(
            threshold=0.5, period=300, evaluation_periods=1, datapoints_to_alarm=1
        ),
        throttles=None,
        duration=AlarmRule(threshold=50),
        dead_letters=None,
        delivery_failures=None,
        iterator_age=None,
    )
    function.add_dead_letter_queue()
    function.watch(Watched(feature="stream"))
    found = alarms(synth)
    assert set(found) == {"dev-Orders-error-rate", "dev-Orders-duration"}
    assert found["dev-Orders-error-rate"]["threshold"] == 0.5
    assert found["dev-Orders-duration"]["threshold"] == 15_000


def test_the_duration_may_be_compared_with_what_is_usual(
    function: ContainerFunction, synth: Synth
) -> None:
    function.add_alarms(duration=AlarmRule(threshold=AnomalyBand()))
    alarm = alarms(synth)["dev-Orders-duration"]
    assert alarm["metric_query"][0]["metric"]["stat"] == "p99"
    assert alarm["threshold_metric_id"] == "band"


@pytest.mark.parametrize(("timeout", "threshold"), [(900, 720_000), (1, 800), (7, 5600)])
def test_the_duration_is_measured_against_the_timeout(
    stack: TerraformStack, synth: Synth, timeout: int, threshold: int
) -> None:
    image = ContainerImage.from_uri(URI)
    ContainerFunction(stack, "Orders", image=image, timeout=timeout).add_alarms()
    alarm = alarms(synth)["dev-Orders-duration"]
    assert alarm["threshold"] == threshold
    assert alarm["extended_statistic"] == "p99"


def test_the_timeout_may_be_a_reference(stack: TerraformStack, synth: Synth) -> None:
    timeout = TerraformVariable(stack, "timeout", type="number").number_value
    image = ContainerImage.from_uri(URI)
    ContainerFunction(stack, "Orders", image=image, timeout=timeout).add_alarms()
    assert alarms(synth)["dev-Orders-duration"]["threshold"] == "${(var.timeout * (80 * 10))}"


def test_a_function_that_is_looked_up_has_alarms_too(stack: TerraformStack, synth: Synth) -> None:
    existing = ContainerFunction.from_name(stack, "Old", "orders", qualifier="live")
    existing.add_alarms()
    assert set(alarms(synth)) == {"orders-live-error-rate", "orders-live-throttles"}
    other = ContainerFunction.from_name(stack, "Other", "invoices")
    other.add_alarms(timeout=10, error_rate=None, throttles=None)
    assert alarms(synth)["invoices-duration"]["threshold"] == 8000


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"topic": "a"}, "topic must be an ARN"),
        ({"notify_ok": None}, "notify_ok must be True or False"),
        ({"error_rate": 5}, "error_rate must be an AlarmRule, got 5"),
        ({"error_rate": AlarmRule(threshold=100)}, "error_rate must have a threshold of 0 to less"),
        ({"duration": AlarmRule(threshold=100.5)}, "duration must have a threshold of 0 to less"),
        ({"error_rate": AlarmRule(threshold=-1)}, "error_rate must have a threshold of 0 to less"),
        ({"iterator_age": "none"}, "iterator_age must be an AlarmRule"),
        ({"timeout": 901}, "timeout must be 1 to 900 seconds, got 901"),
    ],
)
def test_bad_input_is_refused(
    function: ContainerFunction, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidArgument, match=f"FunctionAlarms 'dev/Orders/Alarms': {message}"):
        function.add_alarms(**arguments)


def test_a_second_set_is_refused(function: ContainerFunction) -> None:
    function.add_alarms()
    with pytest.raises(InvalidArgument, match="unique among its siblings"):
        function.add_alarms()
