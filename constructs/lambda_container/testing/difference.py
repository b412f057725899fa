"""Where what was expected and what was found part."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_SHOWN_CHARACTERS = 300


class _Missing:
    """Stands for an argument that is not there."""

    def __repr__(self) -> str:
        return "nothing"


MISSING = _Missing()
"""What a matcher is given where there is no argument of that name."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference.

    Attributes:
        path: Where, such as ``environment.variables.LEVEL`` or ``statement[0].actions``.
        expected: What should be there, as a message shows it.
        found: What is there instead.
        weight: How many values differ: a block that is missing counts as many as it should hold.
    """

    path: str
    expected: str
    found: str
    weight: int = 1

    def __str__(self) -> str:
        return f"  {self.path}\n    expected  {self.expected}\n    found     {self.found}"


class Captures(Protocol):
    """Keeps values, such as a ``Capture``."""

    values: list[Any]


@dataclass(frozen=True, slots=True)
class Place:
    """A place in what is compared.

    Attributes:
        path: The way there from the arguments.
        captured: What captures met on the way; theirs once the whole matches.
    """

    path: str = ""
    captured: list[tuple[Captures, Any]] = field(default_factory=list)

    def key(self, key: str) -> Place:
        """The value of a key below."""
        if not _PLAIN_KEY.fullmatch(key):
            return Place(f"{self.path}[{json.dumps(key)}]", self.captured)
        return Place(f"{self.path}.{key}" if self.path else key, self.captured)

    def index(self, index: int) -> Place:
        """An item of the list that is here."""
        return Place(f"{self.path}[{index}]", self.captured)

    def inside(self, what: str) -> Place:
        """What a text holds, such as JSON."""
        return Place(f"{self.path}({what})", self.captured)

    def attempt(self) -> Place:
        """The same place, whose captures count only if the attempt does."""
        return Place(self.path)

    def differs(self, expected: object, found: object, weight: int = 1) -> list[Difference]:
        """The one difference that is here."""
        path = self.path or "(all of it)"
        return [Difference(path, shown(expected), shown(found), weight)]


def weight_of(differences: Sequence[Difference]) -> int:
    """How many values differ in all."""
    return sum(difference.weight for difference in differences)


def shown(value: object) -> str:
    """A value as a message shows it: JSON in one line, shortened."""
    if isinstance(value, (Mapping, Sequence)) and not isinstance(value, bytes):
        text = json.dumps(value, ensure_ascii=False, default=repr)
    elif value is None or isinstance(value, (bool, int, float)):
        text = json.dumps(value)
    else:
        text = repr(value)
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}..."
