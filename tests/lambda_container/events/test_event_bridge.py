"""Amazon EventBridge as a source."""

from __future__ import annotations

from typing import Any

import pytest
from cdktf import TerraformStack, TerraformVariable
from cdktf_cdktf_provider_aws.cloudwatch_event_bus import CloudwatchEventBus
from syrupy.assertion import SnapshotAssertion

from lambda_container import (
    ContainerFunction,
    DeadLetterQueue,
    EventBridgeEventSource,
    InputTransformer,
    InvalidArgument,
)
from tests.synth import Synth, tied

PATTERN = {"source": ["shop.orders"], "detail": {"state": [{"prefix": "paid"}]}}
QUEUE = "arn:aws:sqs:eu-west-1:111122223333:dead"
RULE = "aws_cloudwatch_event_rule"
TARGET = "aws_cloudwatch_event_target"


def test_a_pattern_is_all_that_is_needed(function: ContainerFunction, synth: Synth) -> None:
    made = function.add_event_source(EventBridgeEventSource(PATTERN))
    assert made.node.path == "dev/Orders/EventBridge"
    assert synth.resource(RULE) == {
        "event_pattern": '{"source":["shop.orders"],"detail":{"state":[{"prefix":"paid"}]}}',
        "name_prefix": "dev-Orders-EventBridge-",
        "state": "ENABLED",
    }
    (rule,) = synth.resources(RULE)
    (name,) = synth.resources("aws_lambda_function")
    (permission,) = synth.resources("aws_lambda_permission")
    assert synth.resource(TARGET) == {
        "rule": f"${{aws_cloudwatch_event_rule.{rule}.name}}",
        "arn": f"${{aws_lambda_function.{name}.arn}}",
        "depends_on": [f"aws_lambda_permission.{permission}"],
    }
    assert synth.resource("aws_lambda_permission") == {
        "action": "lambda:InvokeFunction",
        "function_name": f"${{aws_lambda_function.{name}.function_name}}",
        **tied(name),
        "principal": "events.amazonaws.com",
        "source_arn": f"${{aws_cloudwatch_event_rule.{rule}.arn}}",
    }


def test_all_that_a_rule_can_be(
    stack: TerraformStack,
    function: ContainerFunction,
    synth: Synth,
    json_snapshot: SnapshotAssertion,
) -> None:
    live = function.add_alias("live")
    made = live.add_event_source(
        EventBridgeEventSource(
            PATTERN,
            bus=CloudwatchEventBus(stack, "Bus", name="shop"),
            name="paid.orders",
            description="Paid ${x}",
            input_transformer=InputTransformer(
                '{"order": <id>, "rule": <aws.events.rule-arn>}', {"id": "$.detail.id"}
            ),
            maximum_retry_attempts=3,
            maximum_event_age_in_seconds=3600,
            dead_letters=DeadLetterQueue(stack, "Dead"),
            enabled=False,
            tags={"team": "shop"},
        )
    )
    assert made.node.id == "EventBridge-paid-orders"
    target = synth.resource(TARGET)
    assert target["input_transformer"] == {
        "input_template": '{"order": <id>, "rule": <aws.events.rule-arn>}',
        "input_paths": {"id": "$.detail.id"},
    }
    assert target["retry_policy"] == {
        "maximum_retry_attempts": 3,
        "maximum_event_age_in_seconds": 3600,
    }
    assert target["event_bus_name"] == synth.resource(RULE)["event_bus_name"]
    assert synth.resource(RULE)["state"] == "DISABLED"
    assert synth.json == json_snapshot


def test_eventbridge_may_send_to_our_queue_of_dead_letters(
    stack: TerraformStack, function: ContainerFunction, synth: Synth
) -> None:
    queue = DeadLetterQueue(stack, "Dead")
    function.add_event_source(EventBridgeEventSource(PATTERN, dead_letters=queue))
    (rule,) = synth.resources(RULE)
    (statement, _) = synth.statements("Dead_PolicyDocument")
    assert statement["principals"] == [{"type": "Service", "identifiers": ["events.amazonaws.com"]}]
    assert statement["condition"] == [
        {
            "test": "ArnEquals",
            "variable": "aws:SourceArn",
            "values": [f"${{aws_cloudwatch_event_rule.{rule}.arn}}"],
        }
    ]


def test_a_constant_input_and_a_queue_of_others(function: ContainerFunction, synth: Synth) -> None:
    source = EventBridgeEventSource(PATTERN, input={"a": "${b}"}, dead_letters=QUEUE)
    function.add_event_source(source)
    target = synth.resource(TARGET)
    assert target["input"] == '{"a":"$${b}"}'
    assert target["dead_letter_config"] == {"arn": QUEUE}


def test_a_bus_by_reference(
    stack: TerraformStack, function: ContainerFunction, synth: Synth
) -> None:
    bus = TerraformVariable(stack, "bus", type="string").string_value
    function.add_event_source(EventBridgeEventSource(PATTERN, bus=bus, name=bus))
    assert synth.resource(RULE)["event_bus_name"] == "${var.bus}"
    assert synth.resource(TARGET)["event_bus_name"] == "${var.bus}"


def test_a_number_that_is_known_later_cannot_be_written(stack: TerraformStack) -> None:
    later = TerraformVariable(stack, "count", type="number").number_value
    with pytest.raises(InvalidArgument, match="input must have no references to numbers"):
        EventBridgeEventSource(PATTERN, input={"a": [later]})


def test_a_second_rule_needs_a_name(function: ContainerFunction, synth: Synth) -> None:
    function.add_event_source(EventBridgeEventSource(PATTERN))
    with pytest.raises(InvalidArgument, match="id must be unique among its siblings"):
        function.add_event_source(EventBridgeEventSource(PATTERN))
    function.add_event_source(EventBridgeEventSource(PATTERN, name="second"))
    assert len(synth.resources(RULE)) == 2


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"pattern": "rate(1 day)"}, "for a schedule, use ScheduleEventSource"),
        ({"pattern": {}}, "pattern must be a dict of fields"),
        ({"pattern": {"source": "a"}}, r"pattern\['source'\] must be a list of values"),
        ({"pattern": {"a": ["x" * 4090]}}, "pattern must have at most 4096 characters"),
        ({"bus": "a b"}, "bus must be a bus's name of 1 to 256"),
        ({"bus": QUEUE}, "bus must be an ARN such as 'arn:aws:events"),
        ({"bus": 1}, "bus must be an ARN"),
        ({"name": "a" * 65}, "name must be 1 to 64 letters"),
        ({"description": "a" * 513}, "description must have 1 to 512 characters"),
        ({"input": {1, 2}}, "input must be JSON-serializable"),
        ({"input": float("nan")}, "input must be JSON-serializable"),
        ({"input": "a" * 8191}, "input must have 1 to 8192 characters"),
        (
            {"input": 1, "input_transformer": InputTransformer('"a"')},
            "input_transformer must not be given together with input",
        ),
        ({"input_transformer": "a"}, "input_transformer must be an InputTransformer"),
        ({"maximum_retry_attempts": 186}, "maximum_retry_attempts must be 0 to 185, got 186"),
        ({"maximum_event_age_in_seconds": 59}, "must be 60 to 86400 seconds, got 59"),
        ({"dead_letters": f"{QUEUE}.fifo"}, "dead_letters must be a standard queue"),
        ({"enabled": "yes"}, "enabled must be True or False"),
        ({"tags": {"aws:a": "b"}}, "tags key must not begin with 'aws:'"),
    ],
)
def test_what_eventbridge_would_refuse(given: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidArgument, match=f"EventBridgeEventSource: .*{message}"):
        EventBridgeEventSource(**{"pattern": PATTERN, **given})


@pytest.mark.parametrize(
    ("template", "paths", "message"),
    [
        ("", {}, "template must not be empty"),
        ("a" * 8193, {}, "template must have 1 to 8192 characters"),
        ('{"a": <b>}', {"c": "$.d"}, "use only names in paths, not <b>"),
        ("<a>", {"a": "detail.id"}, "be a JSON path such as"),
        ("<AWSa>", {"AWSa": "$.a"}, "not beginning with 'AWS'"),
        ("a", {f"a{i}": "$.a" for i in range(101)}, "have at most 100 paths"),
    ],
)
def test_what_a_template_may_not_be(template: str, paths: dict[str, str], message: str) -> None:
    with pytest.raises(InvalidArgument, match=f"InputTransformer: .*{message}"):
        InputTransformer(template, paths)
