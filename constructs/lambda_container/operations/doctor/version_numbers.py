"""Versions, as programs say them."""

from __future__ import annotations

import re

_NUMBERS = re.compile(r"(\d+)\.(\d+)(?:\.(\d+))?")


def numbers(text: str) -> tuple[int, ...]:
    """The first version in a text as numbers to compare; empty if there is none."""
    match = _NUMBERS.search(text)
    return tuple(int(part) for part in match.groups(default="0")) if match else ()


def shown(version: tuple[int, ...]) -> str:
    """The version as text."""
    return ".".join(str(part) for part in version)
