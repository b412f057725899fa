import json
import logging
import runpy
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent

# By its path: every function's handler is a module named app.
app = runpy.run_path(str(FOLDER / "app.py"))
handler, process = app["handler"], app["process"]


def event(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FOLDER / "events" / f"{name}.json").read_text())
    return loaded


def failures(name: str) -> list[str]:
    """The last digits of the messages that failed."""
    answer = handler(event(name), None)
    assert set(answer) == {"batchItemFailures"}
    return [failure["itemIdentifier"][-1] for failure in answer["batchItemFailures"]]


@pytest.mark.parametrize(
    ("name", "failed"),
    [("empty", []), ("batch", []), ("partial", ["2", "3"]), ("fifo", ["2", "4"])],
)
def test_the_answer_names_what_is_to_be_received_again(name: str, failed: list[str]) -> None:
    assert failures(name) == failed


def test_every_failure_names_a_message_of_the_batch() -> None:
    answer = handler(event("partial"), None)
    ids = {record["messageId"] for record in event("partial")["Records"]}
    assert {failure["itemIdentifier"] for failure in answer["batchItemFailures"]} < ids


def test_the_answer_can_be_sent_as_json() -> None:
    assert json.loads(json.dumps(handler(event("fifo"), None))) == handler(event("fifo"), None)


def test_a_failure_is_logged_with_its_message(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        handler(event("partial"), None)
    assert [record.exc_info is not None for record in caplog.records] == [True, True]
    assert "66197583000" in caplog.records[0].getMessage()


def test_an_order_costs_the_sum_of_its_lines() -> None:
    assert process(event("batch")["Records"][0]["body"]) == 2 * 450 + 100


@pytest.mark.parametrize("body", ["no order", "[]", '{"id": "a", "lines": []}', '{"lines": [{}]}'])
def test_what_is_no_order_fails(body: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        process(body)
