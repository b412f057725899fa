"""Mismatches between expected and actual values."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_SHOWN_CHARACTERS = 300


class _Missing:
    """Stands for a missing argument."""

    def __repr__(self) -> str:
        return "nothing"


MISSING = _Missing()
"""The value that a matcher gets for a missing argument."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference.

    Attributes:
        path: Its path, such as ``environment.variables.LEVEL`` or ``statement[0].actions``.
        expected: The expected value, as shown in messages.
        found: The actual value.
        weight: Number of values that differ; a missing block counts all that it should contain.
    """

    path: str
    expected: str
    found: str
    weight: int = 1

    def __str__(self) -> str:
        return f"  {self.path}\n    expected  {self.expected}\n    found     {self.found}"


class Captures(Protocol):
    """Stores values, as a ``Capture`` does."""

    values: list[Any]


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the compared arguments.

    Attributes:
        path: Its path in the arguments.
        captured: The captures on the way and their values, which count once everything matches.
    """

    path: str = ""
    captured: list[tuple[Captures, Any]] = field(default_factory=list)

    def key(self, key: str) -> Place:
        """Return the place of a key's value."""
        if not _PLAIN_KEY.fullmatch(key):
            return Place(f"{self.path}[{json.dumps(key)}]", self.captured)
        return Place(f"{self.path}.{key}" if self.path else key, self.captured)

    def index(self, index: int) -> Place:
        """Return the place of an item of the list at this place."""
        return Place(f"{self.path}[{index}]", self.captured)

    def inside(self, what: str) -> Place:
        """Return the place of the content of a string, such as JSON."""
        return Place(f"{self.path}({what})", self.captured)

    def attempt(self) -> Place:
        """Return the same place, with captures that count only if the attempt succeeds."""
        return Place(self.path)

    def differs(self, expected: object, found: object, weight: int = 1) -> list[Difference]:
        """Return a difference at this place, as the only item of a list."""
        path = self.path or "(all of it)"
        return [Difference(path, shown(expected), shown(found), weight)]


def leaves_of(value: object) -> int:
    """Return the number of values in a value: 1 for a string, and at least 1 for a block."""
    if isinstance(value, Mapping):
        return sum(map(leaves_of, value.values())) or 1
    if isinstance(value, (list, tuple)):
        return sum(map(leaves_of, value)) or 1
    return 1


def weight_of(differences: Sequence[Difference]) -> int:
    """Return the total number of values that differ."""
    return sum(difference.weight for difference in differences)


def shown(value: object) -> str:
    """Return a value as messages show it: JSON in one line, shortened."""
    if isinstance(value, (Mapping, Sequence)) and not isinstance(value, bytes):
        text = json.dumps(value, ensure_ascii=False, default=repr)
    elif value is None or isinstance(value, (bool, int, float)):
        text = json.dumps(value)
    else:
        text = repr(value)
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}..."
