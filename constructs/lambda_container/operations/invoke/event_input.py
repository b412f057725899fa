"""Read an event from a file, standard input or the command line."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from lambda_container.errors import LambdaContainerError

STDIN = "-"
_INLINE = ("{", "[", '"')


class EventError(LambdaContainerError):
    """The event is missing or is not valid JSON."""


def read_event(source: str) -> str:
    """Return an event as a JSON string.

    Args:
        source: A file, ``-`` for standard input, or the JSON itself.

    Raises:
        EventError: The event cannot be read or is not valid JSON.
    """
    if source == STDIN:
        return _checked("standard input", sys.stdin.read())
    if source.lstrip().startswith(_INLINE):
        return _checked("--event", source)
    file = Path(source)
    if not file.exists() and _is_json(source):
        return source
    try:
        return _checked(source, file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not valid UTF-8"
        raise EventError(f"the event in {source} cannot be read: {reason}") from error


def _checked(where: str, text: str) -> str:
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise EventError(f"the event in {where} is invalid JSON: {error.msg} ({place})") from error
    return text


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
