"""The event, from wherever it comes."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from lambda_container.errors import LambdaContainerError

STDIN = "-"
_INLINE = ("{", "[", '"')


class EventError(LambdaContainerError):
    """There is no event, or it is no JSON."""


def read_event(source: str) -> str:
    """The JSON text of an event.

    Args:
        source: A file, ``-`` for standard input, or the JSON itself.

    Raises:
        EventError: It cannot be read, or it is no JSON.
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
        reason = getattr(error, "strerror", None) or "it is no UTF-8"
        raise EventError(f"the event in {source} cannot be read: {reason}") from error


def _checked(where: str, text: str) -> str:
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise EventError(f"the event in {where} is no JSON: {error.msg} ({place})") from error
    return text


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
