"""Log lines as a person reads them: time, level, message, then fields; tracebacks unfolded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import click

from lambda_container.aws_api.log_events import LogEvent
from lambda_container.cli.output import json_text, printable
from lambda_container.operations.logs.log_line import LogLine, parse

_LEVELS = {"ERROR": "red", "CRITICAL": "red", "FATAL": "red", "WARNING": "yellow", "WARN": "yellow"}
_FUNCTIONS = ("cyan", "magenta", "green", "blue", "yellow")
_PLATFORM = "bright_black"
_LEVEL = 16


class LogDisplay:
    """Prints events, each day's date once.

    Args:
        names: What the functions are called; each has its colour. One is not named in its lines.
    """

    def __init__(self, names: list[str]) -> None:
        self._colours = {name: _FUNCTIONS[i % len(_FUNCTIONS)] for i, name in enumerate(names)}
        self._width = max(map(len, names), default=0) if len(names) > 1 else 0
        self._day = ""

    def show(self, name: str, event: LogEvent) -> None:
        """Print an event of a function."""
        moment = datetime.fromtimestamp(event.timestamp / 1000, UTC)
        if (day := f"{moment:%Y-%m-%d} UTC") != self._day:
            self._day = day
            click.secho(day, fg=_PLATFORM)
        time = f"{moment:%H:%M:%S}.{moment.microsecond // 1000:03}"
        for line in self._lines(name, time, parse(event.message)):
            click.echo(line)

    def _lines(self, name: str, time: str, line: LogLine) -> Iterator[str]:
        prefix = ""
        if self._width:
            prefix = click.style(f"{name:{self._width}} ", fg=self._colours[name])
        first, *rest = printable(line.message).split("\n")
        level = printable(line.level).replace("\n", " ")[:_LEVEL]
        level = click.style(f"{level:7} ", fg=_LEVELS.get(line.level), bold=True)
        colour = _PLATFORM if line.is_platform else None
        fields = "".join(f" {_field(key, value)}" for key, value in line.fields.items())
        shown = f"{click.style(first, fg=colour)}{click.style(fields, fg='cyan') if fields else ''}"
        yield f"{prefix}{time}  {level if line.level else ''}{shown}".rstrip()
        for each in rest:
            yield f"{prefix}{' ' * len(time)}  {each}".rstrip()
        for each in line.trace:
            yield f"{prefix}{' ' * len(time)}  {click.style(printable(each), fg='red')}".rstrip()


def _field(key: str, value: Any) -> str:
    simple = isinstance(value, str) and value and not set(value) & set(' "=')
    shown = value if simple else json_text(value)
    return printable(f"{key}={shown}").replace("\n", "\\n")


def event_as_json(name: str, event: LogEvent) -> str:
    """Return an event as one line of JSON, with its message as it was written."""
    told = {
        "function": name,
        "timestamp": event.timestamp,
        "stream": event.stream,
        "id": event.id,
        "message": event.message,
    }
    return json_text(told)
