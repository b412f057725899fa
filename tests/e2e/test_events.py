"""Real events reach the function: those that match, and only those."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.emulator import Emulator
from tests.e2e.engine import Engine
from tests.e2e.environment import Deployment
from tests.e2e.process import wait_until
from tests.e2e.project import Listeners
from tests.e2e.terraform import Installation

Send = Callable[[Emulator, dict[str, str], str, bool], object]


@pytest.fixture(scope="module")
def listeners(work: Path, terraform: Installation) -> Iterator[Deployment[Listeners]]:
    deployment = Deployment(Listeners(work / "listeners"), terraform)
    deployment.apply()
    yield deployment
    deployment.destroy()


def _sqs(emulator: Emulator, outputs: dict[str, str], text: str, matches: bool) -> object:
    body = json.dumps({"heard": matches, "text": text})
    return emulator.client("sqs").send_message(QueueUrl=outputs["queue_url"], MessageBody=body)


def _sns(emulator: Emulator, outputs: dict[str, str], text: str, matches: bool) -> object:
    heard = {"DataType": "String", "StringValue": "yes" if matches else "no"}
    return emulator.client("sns").publish(
        TopicArn=outputs["topic_arn"], Message=text, MessageAttributes={"heard": heard}
    )


def _s3(emulator: Emulator, outputs: dict[str, str], text: str, matches: bool) -> object:
    key = f"{'heard' if matches else 'other'}/{text}"
    return emulator.client("s3").put_object(Bucket="listened-bucket", Key=key, Body=b"-")


def _event_bridge(emulator: Emulator, outputs: dict[str, str], text: str, matches: bool) -> object:
    entry = {
        "Source": f"e2e.{'heard' if matches else 'other'}",
        "DetailType": "test",
        "Detail": json.dumps({"text": text}),
    }
    return emulator.client("events").put_events(Entries=[entry])


def _dynamodb(emulator: Emulator, outputs: dict[str, str], text: str, matches: bool) -> object:
    item = {"id": {"S": text}}
    return emulator.client("dynamodb").put_item(TableName="listened-table", Item=item)


@pytest.mark.parametrize(
    ("send", "has_filter"),
    [(_sqs, True), (_sns, True), (_s3, True), (_event_bridge, True), (_dynamodb, False)],
    ids=lambda value: value.__name__.strip("_") if callable(value) else "",
)
def test_an_event_is_delivered(
    send: Send,
    has_filter: bool,
    listeners: Deployment[Listeners],
    emulator: Emulator,
    engine: Engine,
) -> None:
    outputs: dict[str, Any] = listeners.workspace.outputs()
    name = send.__name__.strip("_")
    if has_filter:
        send(emulator, outputs, f"{name}-does-not-match", False)
    send(emulator, outputs, f"{name}-matches", True)

    wait_until(f"{name} is heard", lambda: f"{name}-matches" in engine.printed())

    assert f"{name}-does-not-match" not in engine.printed()


def test_a_second_plan_is_empty(listeners: Deployment[Listeners]) -> None:
    assert listeners.plan().actions == {}
