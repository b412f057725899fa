"""Whatever a source or a queue is given, it is taken or refused in our words."""

from __future__ import annotations

import dataclasses
import inspect
import itertools
import math
from typing import Any

import pytest
from cdktf import TerraformStack, Testing
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lambda_container import (
    ContainerFunction,
    ContainerImage,
    DocumentDbEventSource,
    DynamoDbEventSource,
    InvalidArgument,
    KafkaEventSource,
    KinesisEventSource,
    MqEventSource,
    MskEventSource,
    ProvisionedPollers,
    Queue,
    SqsEventSource,
)
from tests.aws import URI

HERE = "eu-west-1:111122223333"
SECRET = f"arn:aws:secretsmanager:{HERE}:secret:it"
LATEST = {"starting_position": "LATEST"}
GOOD: dict[Any, dict[str, Any]] = {
    SqsEventSource: {"queue": f"arn:aws:sqs:{HERE}:orders"},
    KinesisEventSource: {"stream": f"arn:aws:kinesis:{HERE}:stream/clicks", **LATEST},
    DynamoDbEventSource: {"stream": f"arn:aws:dynamodb:{HERE}:table/a/stream/b", **LATEST},
    MskEventSource: {"cluster": f"arn:aws:kafka:{HERE}:cluster/a/b", "topic": "orders", **LATEST},
    KafkaEventSource: {
        "bootstrap_servers": ["b1.example.com:9092"],
        "topic": "orders",
        "authentication": "BASIC_AUTH",
        "secret_arn": SECRET,
        **LATEST,
    },
    MqEventSource: {"broker": f"arn:aws:mq:{HERE}:broker:a:b", "queue": "a", "secret_arn": SECRET},
    DocumentDbEventSource: {
        "cluster": f"arn:aws:rds:{HERE}:cluster:a",
        "database_name": "a",
        "secret_arn": SECRET,
        **LATEST,
    },
}
ANYTHING = st.sampled_from(
    [
        *(None, True, False, 0, 1, 5, 60, -1, 2**63, 1.5, math.nan, math.inf),
        *("", "a", "a\0b", "\ud800", "é", "a" * 300, "${a}", b"a", object()),
        *([], [None], ["a"], [[]], {}, {"a": "b"}, {"a": ["b"]}, {1: 2}, [{"a": ["b"]}]),
        *(ProvisionedPollers(), SECRET, "orders.fifo"),
    ]
)
QUICK = settings(
    max_examples=150, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


@pytest.mark.parametrize("source", GOOD, ids=lambda source: source.__name__)
@pytest.mark.filterwarnings("ignore::lambda_container.LambdaContainerWarning")
def test_a_source(source: Any, stack: TerraformStack) -> None:
    try_anything(source, GOOD[source], stack)


def try_anything(
    source: Any, good: dict[str, Any], stack: TerraformStack, *, least: int = 5
) -> None:
    """Give a source anything: it is refused with an error of ours, or can be synthesized."""
    names = [field.name for field in dataclasses.fields(source)]
    numbers = itertools.count()
    image = ContainerImage.from_uri(URI)
    function = ContainerFunction(stack, "It", image=image)
    taken = 0

    @QUICK
    @given(given_names=st.sets(st.sampled_from(names), max_size=2), data=st.data())
    def make(given_names: set[str], data: st.DataObject) -> None:
        nonlocal taken
        arguments: dict[str, Any] = {
            name: data.draw(ANYTHING, name) for name in sorted(given_names)
        }
        arguments = {**good, "id": f"Source{next(numbers)}", **arguments}
        try:
            function.add_event_source(source(**arguments))
        except InvalidArgument:
            return
        taken += 1

    make()
    assert least < taken < next(numbers)
    Testing.synth(stack)


def test_a_queue(stack: TerraformStack) -> None:
    parameters = inspect.signature(vars(Queue)["__init__"]).parameters
    names = [name for name in parameters if name not in ("self", "scope", "id", "provider")]
    numbers = itertools.count()
    taken = 0

    @QUICK
    @given(given_names=st.sets(st.sampled_from(names), max_size=2), data=st.data())
    def make(given_names: set[str], data: st.DataObject) -> None:
        nonlocal taken
        arguments: dict[str, Any] = {
            name: data.draw(ANYTHING, name) for name in sorted(given_names)
        }
        try:
            Queue(stack, f"Queue{next(numbers)}", **arguments)
        except InvalidArgument:
            return
        taken += 1

    make()
    assert 5 < taken < next(numbers)
    Testing.synth(stack)
