"""What a log line says: Lambda's own lines, those of its JSON format, of Powertools, and text."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_TEXT = re.compile(
    r"\[(?P<level>[A-Z]+)\][\t ](?P<time>\d{4}-\d\d-\d\dT[0-9:.]+Z)\t(?P<request>[0-9a-f-]{36})\t"
    r"(?P<message>.*)",
    re.DOTALL,
)
# Of an exception that nobody caught.
_RAISED = re.compile(r"\[(?P<level>[A-Z]+)\] (?P<message>.*)", re.DOTALL)
_LAMBDAS = re.compile(r"(?:START|END|REPORT) RequestId: |INIT_START |EXTENSION\t|RESTORE_START ")
_REQUEST = re.compile(r"RequestId: (?P<request>[0-9a-f-]{36})")
# https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html and
# https://docs.aws.amazon.com/powertools/python/latest/core/logger/
_TIMES = ("timestamp", "time")
_LEVELS = ("level", "log_level", "levelname")
_MESSAGES = ("message", "msg", "event")
_REQUESTS = ("requestId", "AWSRequestId", "function_request_id", "aws_request_id")
_TRACES = ("stackTrace", "exception", "exc_info", "stack_trace")
# The same in every line of a function.
_ALWAYS = frozenset(
    {
        *("function_name", "function_memory_size", "function_arn", "service", "logger"),
        *("xray_trace_id", "cold_start", "location", "sampling_rate", "exception_name"),
    }
)


@dataclass(frozen=True, kw_only=True)
class LogLine:
    """What a log line says.

    Attributes:
        message: The message, in one or more lines.
        level: Its level in capitals, such as ``ERROR``; empty if it has none.
        request: The id of its request, if it has one.
        fields: Its other fields.
        trace: The lines of a traceback.
        is_platform: Whether Lambda wrote it.
    """

    message: str
    level: str = ""
    request: str | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    trace: tuple[str, ...] = ()
    is_platform: bool = False


def parse(message: str) -> LogLine:
    """Read a log line; what it is not recognized as is text."""
    text = message.rstrip("\r\n")
    if text.startswith("{"):
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            pass
        else:
            if isinstance(found, dict):
                return _of_json(found)
    if _LAMBDAS.match(text):
        request = _REQUEST.search(text)
        return LogLine(
            message=" ".join(text.split()), request=request and request["request"], is_platform=True
        )
    if (match := _TEXT.match(text)) is not None:
        whole, *trace = _lines(match["message"])
        return LogLine(
            message=whole, level=match["level"], request=match["request"], trace=tuple(trace)
        )
    if (match := _RAISED.match(text)) is not None:
        whole, *trace = _lines(match["message"])
        return LogLine(message=whole, level=match["level"], trace=tuple(trace))
    return LogLine(message="\n".join(_lines(text)))


def _of_json(found: dict[str, Any]) -> LogLine:
    record = found.get("record")
    if str(found.get("type", "")).startswith("platform.") and isinstance(record, dict):
        return _of_platform(str(found["type"]), record)
    rest = dict(found)
    _pop(rest, _TIMES)
    level, message, request = _pop(rest, _LEVELS), _pop(rest, _MESSAGES), _pop(rest, _REQUESTS)
    trace: list[str] = []
    for key in _TRACES:
        trace += _trace(rest.pop(key, None))
    kind, what = rest.pop("errorType", None), rest.pop("errorMessage", None)
    if kind is not None or what is not None:
        raised = ": ".join(str(each) for each in (kind, what) if each is not None)
        message = raised if message in (None, "", raised) else f"{_shown(message)}: {raised}"
    return LogLine(
        message="\n".join(_lines(_shown(message))),
        level=str(level or "").upper(),
        request=None if request is None else str(request),
        fields={key: value for key, value in rest.items() if key not in _ALWAYS},
        trace=tuple(trace),
    )


def _of_platform(type_: str, record: Mapping[str, Any]) -> LogLine:
    name = type_.removeprefix("platform.")
    metrics = record.get("metrics")
    told = dict(metrics) if isinstance(metrics, Mapping) else {}
    told |= {key: record[key] for key in ("version", "status", "errorType") if key in record}
    request = record.get("requestId")
    fields = " ".join(f"{key}={value}" for key, value in told.items())
    return LogLine(
        message=f"{name} {fields}".rstrip(),
        level="" if record.get("status", "success") == "success" else "ERROR",
        request=None if request is None else str(request),
        is_platform=True,
    )


def _pop(rest: dict[str, Any], names: tuple[str, ...]) -> Any:
    for name in names:
        if name in rest:
            return rest.pop(name)
    return None


def _trace(value: Any) -> list[str]:
    if isinstance(value, str):
        return _lines(value)
    if isinstance(value, list):
        return [line for each in value for line in _lines(str(each))]
    if isinstance(value, Mapping):  # Powertools' serialize_stacktrace
        head = f"{value.get('type', '')}: {value.get('value', '')}"
        frames = value.get("frames")
        listed = frames if isinstance(frames, list) else []
        lines = [*(_frame(each) for each in listed), head]
        return [line for each in lines for line in _lines(each)]
    return []


def _frame(frame: Any) -> str:
    if not isinstance(frame, Mapping):
        return str(frame)
    where = f'  File "{frame.get("file")}", line {frame.get("line")}, in {frame.get("function")}'
    return f"{where}: {frame['statement']}" if frame.get("statement") else where


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _lines(text: str) -> list[str]:
    # Lambda separates the lines of a traceback by carriage returns.
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")
