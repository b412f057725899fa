"""What lines say, in the formats of Lambda's runtime, its JSON format, and Powertools."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_container.operations.logs.log_line import LogLine, parse

ID = "8c5cc8d8-3b36-4f3b-9c1e-2b0f3f8b6a11"


def test_text_of_pythons_logging() -> None:
    line = parse(f"[ERROR]\t2026-11-29T08:00:00.123Z\t{ID}\tno stock\n")
    assert line == LogLine(message="no stock", level="ERROR", request=ID)


def test_a_traceback_of_an_exception_that_nobody_caught() -> None:
    line = parse(
        '[ERROR] ValueError: no\rTraceback (most recent call last):\r  File "/var/task/app.py",'
        " line 3, in handler\r    raise ValueError('no')"
    )
    assert (line.level, line.message) == ("ERROR", "ValueError: no")
    assert line.trace == (
        "Traceback (most recent call last):",
        '  File "/var/task/app.py", line 3, in handler',
        "    raise ValueError('no')",
    )


@pytest.mark.parametrize(
    "text",
    [
        f"START RequestId: {ID} Version: 7",
        f"END RequestId: {ID}",
        f"REPORT RequestId: {ID}\tDuration: 2.00 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB\t",
    ],
)
def test_lambdas_own_lines(text: str) -> None:
    line = parse(f"{text}\n")
    assert (line.request, line.is_platform) == (ID, True)
    assert line.message == " ".join(text.split())


def test_lines_that_begin_alike_are_text() -> None:
    for text in ("START of the day", "REPORT: 3 orders", "EXTENSION cord", "{no json", "[note] x"):
        assert parse(text) == LogLine(message=text)


def test_json_of_lambdas_log_format() -> None:
    told = {
        "timestamp": "2026-11-29T08:00:00Z",
        "level": "INFO",
        "message": "order taken",
        "logger": "root",
        "requestId": ID,
        "order": 42,
    }
    line = parse(json.dumps(told))
    assert line == LogLine(message="order taken", level="INFO", request=ID, fields={"order": 42})


def test_json_of_an_exception_that_nobody_caught() -> None:
    told = {
        "timestamp": "2026-11-29T08:00:00Z",
        "log_level": "ERROR",
        "errorMessage": "no",
        "errorType": "ValueError",
        "requestId": ID,
        "stackTrace": ['  File "/var/task/app.py", line 3, in handler\n    raise ValueError\n'],
    }
    line = parse(json.dumps(told))
    assert (line.level, line.message, line.fields) == ("ERROR", "ValueError: no", {})
    assert line.trace == ('  File "/var/task/app.py", line 3, in handler', "    raise ValueError")


@pytest.mark.parametrize(
    ("told", "message", "level"),
    [
        (
            {
                "type": "platform.report",
                "record": {
                    "requestId": ID,
                    "metrics": {"durationMs": 2.5, "maxMemoryUsedMB": 60},
                    "status": "success",
                },
            },
            "report durationMs=2.5 maxMemoryUsedMB=60 status=success",
            "",
        ),
        (
            {"type": "platform.start", "record": {"requestId": ID, "version": "7"}},
            "start version=7",
            "",
        ),
        (
            {"type": "platform.runtimeDone", "record": {"requestId": ID, "status": "timeout"}},
            "runtimeDone status=timeout",
            "ERROR",
        ),
    ],
)
def test_json_of_the_platform(told: dict[str, Any], message: str, level: str) -> None:
    line = parse(json.dumps({"time": "2026-11-29T08:00:00Z", **told}))
    assert (line.message, line.level, line.request) == (message, level, ID)
    assert line.is_platform


def test_powertools() -> None:
    told = {
        "level": "ERROR",
        "location": "handler:12",
        "message": {"order": 1},
        "timestamp": "2026-11-29 08:00:00,123+0000",
        "service": "orders",
        "cold_start": True,
        "function_name": "orders",
        "function_memory_size": "128",
        "function_arn": "arn:aws:lambda:eu-west-1:111122223333:function:orders",
        "function_request_id": ID,
        "customer": "7",
        "exception": 'Traceback (most recent call last):\n  File "/var/task/app.py"\nKeyError: 1',
        "exception_name": "KeyError",
        "xray_trace_id": "1-2-3",
    }
    line = parse(json.dumps(told))
    assert (line.level, line.message, line.request) == ("ERROR", '{"order": 1}', ID)
    assert line.fields == {"customer": "7"}
    assert line.trace[-1] == "KeyError: 1"


def test_powertools_structured_stack_traces() -> None:
    frames = [{"file": "/var/task/app.py", "line": 3, "function": "handler", "statement": "x()"}]
    trace = {"type": "KeyError", "value": "1", "module": "builtins", "frames": frames}
    line = parse(json.dumps({"level": "ERROR", "message": "no", "stack_trace": trace}))
    assert line.trace == ('  File "/var/task/app.py", line 3, in handler: x()', "KeyError: 1")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "type",
                        "record",
                        "message",
                        "level",
                        "stackTrace",
                        "exception",
                        "stack_trace",
                        "frames",
                        "metrics",
                        "errorType",
                        "requestId",
                        "status",
                        "x",
                    ]
                ),
                inner,
            )
        ),
    )
)
def test_whatever_is_logged_can_be_shown(value: Any) -> None:
    assert isinstance(parse(json.dumps(value)).message, str)


@given(st.text())
def test_whatever_is_printed_can_be_shown(text: str) -> None:
    assert isinstance(parse(text).message, str)
