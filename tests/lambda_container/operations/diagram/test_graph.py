"""Diagrams of stacks: what is in them, and as text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cdktf import TerraformStack
from cdktf_cdktf_provider_aws.cloudwatch_metric_alarm import CloudwatchMetricAlarm
from cdktf_cdktf_provider_aws.cognito_user_pool import CognitoUserPool

from lambda_container import (
    AlarmTopic,
    CognitoEventSource,
    ContainerFunction,
    ContainerImage,
    DeadLetterQueue,
    DeadLetterTopic,
    Destination,
    HttpApi,
    IotEventSource,
    KafkaEventSource,
    KinesisEventSource,
    LoadBalancerEventSource,
    LogsEventSource,
    Queue,
    Repository,
    RestProxy,
    ScheduleEventSource,
    SecretRotationEventSource,
    SqsEventSource,
)
from lambda_container.operations.diagram.dot import dot
from lambda_container.operations.diagram.graph import Graph, Node, graph
from lambda_container.operations.diagram.mermaid import mermaid
from tests.aws import URI
from tests.synth import Synth

IMAGE = ContainerImage.from_uri(URI)
QUEUE = "arn:aws:sqs:eu-west-1:111122223333:jobs"


@pytest.fixture
def function(stack: TerraformStack) -> ContainerFunction:
    return ContainerFunction(stack, "Orders", image=IMAGE, publish=True)


def edges(picture: Graph) -> set[tuple[str, str]]:
    labels = {node.address: f"{node.kind} {node.label}" for node in picture.nodes}
    return {(labels[source], labels[target]) for source, target in picture.edges}


def alarm(function: ContainerFunction, name: str, **arguments: Any) -> None:
    CloudwatchMetricAlarm(
        function,
        name,
        alarm_name=name,
        comparison_operator="GreaterThanThreshold",
        evaluation_periods=1,
        metric_name=name,
        namespace="AWS/Lambda",
        dimensions={"FunctionName": function.function_name},
        **arguments,
    )


def test_an_image_comes_from_its_repository(
    stack: TerraformStack, context: Path, synth: Synth
) -> None:
    image = ContainerImage.build(
        context, repository=Repository(stack, "Repo", name="shop"), id="Code"
    )
    ContainerFunction(stack, "Orders", image=image)
    assert edges(graph(synth.json)) == {
        ("repository shop", "image Code"),
        ("image Code", "function dev-Orders"),
    }


def test_whoever_asks_for_an_alias_goes_through_it(
    stack: TerraformStack, function: ContainerFunction, synth: Synth
) -> None:
    HttpApi(stack, "Api").add_route("GET /", function.add_alias("live"), authorizer="AWS_IAM")
    RestProxy(stack, "Rest", target=function)
    function.add_permission("Jobs", principal="sqs.amazonaws.com", source_arn=QUEUE)
    assert edges(graph(synth.json)) == {
        ("HTTP API dev-Api", "alias live"),
        ("REST API dev-Rest", "function dev-Orders"),
        ("alias live", "function dev-Orders"),
        ("queue jobs", "function dev-Orders"),
    }


def test_whatever_invokes_a_function_is_drawn(
    stack: TerraformStack, function: ContainerFunction, synth: Synth
) -> None:
    here = "eu-west-1:111122223333"
    listener = f"arn:aws:elasticloadbalancing:{here}:listener/app/shop/1/2"
    dead, failed = DeadLetterQueue(stack, "Dead"), Queue(stack, "Failed")
    live = function.add_alias("live")
    for one in (
        LogsEventSource("/shop/web"),
        KafkaEventSource(
            ["b1.example.com:9096", "b2.example.com:9096"],
            topic="returns",
            starting_position="LATEST",
            authentication="SASL_SCRAM_512_AUTH",
            secret_arn=f"arn:aws:secretsmanager:{here}:secret:kafka-AbCd12",
        ),
        IotEventSource("SELECT * FROM 'a'", name="a", error_action=Destination.queue(dead)),
        LoadBalancerEventSource(listener, path_patterns=["/a"], name="shop"),
        CognitoEventSource(CognitoUserPool(stack, "Pool", name="shop"), ["pre_sign_up"]),
        ScheduleEventSource("rate(1 hour)", name="hourly"),
        SecretRotationEventSource(f"arn:aws:secretsmanager:{here}:secret:db-AbCd12", 30),
        KinesisEventSource(
            f"arn:aws:kinesis:{here}:stream/clicks",
            starting_position="LATEST",
            on_failure=Destination.queue(failed),
        ),
    ):
        live.add_event_source(one)
    assert edges(graph(synth.json)) == {
        ("log group /shop/web", "alias live"),
        ("cluster b1.example.com:9096", "alias live"),
        ("IoT rule a", "alias live"),
        ("IoT rule a", "queue dev-Dead"),
        ("listener shop/1/2", "target group shop"),
        ("target group shop", "alias live"),
        ("user pool shop", "alias live"),
        ("schedule hourly", "alias live"),
        ("secret db-AbCd12", "alias live"),
        ("stream clicks", "alias live"),
        ("alias live", "queue dev-Failed"),
        ("queue dev-Failed", "queue dev-Failed-dead-letters"),
        ("alias live", "function dev-Orders"),
    }


def test_an_alarm_and_the_queue_it_watches_are_in_the_functions_box(
    stack: TerraformStack, synth: Synth
) -> None:
    topic = AlarmTopic(stack, "Topic")
    for name in ("A", "B"):
        function = ContainerFunction(stack, name, image=IMAGE)
        function.add_event_source(SqsEventSource(Queue(stack, f"{name}-Queue", function=function)))
        function.add_alarms(topic=topic)
    boxes = {(node.kind, bool(node.group)) for node in graph(synth.json).nodes}
    assert boxes == {("alarm", True), ("function", True), ("queue", True), ("topic", False)}


def test_what_only_one_function_uses_is_in_its_box(stack: TerraformStack, synth: Synth) -> None:
    topic = DeadLetterTopic(stack, "Topic")
    for name in ("A", "B"):
        function = ContainerFunction(stack, name, image=IMAGE)
        function.add_url()
        function.add_dead_letter_queue()
        alarm(function, "Errors", alarm_actions=[topic.arn])
    boxes = {(node.kind, bool(node.group)) for node in graph(synth.json).nodes}
    assert boxes == {
        ("URL", True),
        ("alarm", True),
        ("function", True),
        ("queue", True),
        ("topic", False),
    }


def test_alarms_that_watch_and_tell_the_same_are_one(
    stack: TerraformStack, function: ContainerFunction, synth: Synth
) -> None:
    alarm(function, "Errors")
    alarm(function, "Throttles")
    alarm(function, "Duration", alarm_actions=[DeadLetterTopic(stack, "Topic").arn])
    labels = sorted(node.label for node in graph(synth.json).nodes if node.kind == "alarm")
    assert labels == ["2 alarms", "Duration"]


def test_the_same_stack_in_another_order_is_the_same_picture(
    function: ContainerFunction, synth: Synth
) -> None:
    function.add_url()
    function.add_alias("live").add_url()
    content = synth.json
    turned = {k: dict(reversed(v.items())) for k, v in reversed(content["resource"].items())}
    assert graph({"resource": turned}) == graph(content)
    assert dot(graph({"resource": turned}), "a") == dot(graph(content), "a")


def test_names_cannot_break_the_text() -> None:
    picture = Graph(nodes=[Node("aws_sqs_queue.a", "queue", 'a"]\\ <b>&#`')])
    assert 'n0["<b>queue</b><br/>a#quot;]\\ #lt;b#gt;#amp;#35;#96;"]' in mermaid(picture)
    assert r'[label="queue\na\"]\\ <b>&#`"' in dot(picture, "a")


def test_a_stack_without_functions_has_an_empty_picture() -> None:
    assert graph({"resource": {"aws_kms_key": {"a": {}}}}) == Graph()
    assert mermaid(Graph()).startswith("flowchart LR\n")
    assert dot(Graph(), "a").startswith("digraph {")
