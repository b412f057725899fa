"""Matchers for arguments that are not compared with a plain value."""

from __future__ import annotations

import difflib
import json
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lambda_container.errors import InvalidArgument
from lambda_container.testing.difference import (
    MISSING,
    Difference,
    Place,
    leaves_of,
    shown,
    weight_of,
)

# cdktf's own encoding of a reference.
_REFERENCE = re.compile(r"[$#]\{TfToken\[[^\]]+\]\}")


class Matcher(ABC):
    """Compares a value of the JSON; messages show its ``repr`` as the expected value.

    Your own subclasses can be used wherever those of ``Match`` can.
    """

    @abstractmethod
    def differences(self, found: object, place: Place) -> list[Difference]:
        """Return how a value differs; empty if it matches.

        Args:
            found: The value, or ``MISSING`` if there is none.
            place: The place of the value: ``place.differs(self, found)`` creates a difference.
        """

    @property
    def weight(self) -> int:
        """The number of values that it expects."""
        return 1


def matcher_of(value: object, *, is_exact: bool = False) -> Matcher:
    """Return the matcher for a plain value.

    Args:
        value: A matcher, or JSON with matchers in it.
        is_exact: Whether a mapping allows no other keys.
    """
    if isinstance(value, Matcher):
        return value
    if isinstance(value, Mapping):
        return _Mapping(value, is_exact=is_exact)
    if isinstance(value, (list, tuple)):
        return _Items([matcher_of(item, is_exact=is_exact) for item in value])
    return Absent() if value is None else _Value(value)


class Anything(Matcher):
    """``Match.any()``."""

    def differences(self, found: object, place: Place) -> list[Difference]:
        """See ``Matcher``."""
        is_there = found is not MISSING and found is not None
        return [] if is_there else place.differs(self, found)

    def __repr__(self) -> str:
        return "any value"


class Absent(Matcher):
    """``Match.absent()``; Terraform reads null as absent."""

    def differences(self, found: object, place: Place) -> list[Difference]:
        """See ``Matcher``."""
        is_there = found is not MISSING and found is not None
        # A whole block too much is not as near as one value.
        return place.differs(self, found, leaves_of(found)) if is_there else []

    def __repr__(self) -> str:
        return "nothing"


class Regex(Matcher):
    """``Match.regex()``."""

    def __init__(self, pattern: str) -> None:
        try:
            self._pattern = re.compile(pattern)
        except (re.error, TypeError) as error:
            rule = f"be a regular expression ({error})"
            raise InvalidArgument("Match.regex", "pattern", rule, pattern) from error

    def differences(self, found: object, place: Place) -> list[Difference]:
        """See ``Matcher``."""
        matches = isinstance(found, str) and self._pattern.search(found)
        return [] if matches else place.differs(self, found)

    def __repr__(self) -> str:
        return f"a string with {self._pattern.pattern!r}"


class Contains(Matcher):
    """``Match.contains()``."""

    def __init__(self, items: Sequence[object]) -> None:
        if not items:
            raise InvalidArgument("Match.contains", "items", "be at least one item", items)
        self._matchers = [matcher_of(item) for item in items]

    @property
    def weight(self) -> int:
        """See ``Matcher``."""
        return sum(matcher.weight for matcher in self._matchers)

    def differences(self, found: object, place: Place) -> list[Difference]:
        """See ``Matcher``."""
        if not isinstance(found, list):
            return place.differs(self, found, self.weight)
        differences: list[Difference] = []
        for matcher in self._matchers:
            differences += _nearest_item(matcher, found, place)
        return differences

    def __repr__(self) -> str:
        return f"a list with {', '.join(map(repr, self._matchers))}"


class JsonText(Matcher):
    """``Match.json()``."""

    def __init__(self, value: object) -> None:
        self._matcher = matcher_of(value)

    @property
    def weight(self) -> int:
        """See ``Matcher``."""
        return self._matcher.weight

    def differences(self, found: object, place: Place) -> list[Difference]:
        """See ``Matcher``."""
        if not isinstance(found, str):
            return place.differs(self, found, self.weight)
        try:
            value = json.loads(found)
        except ValueError as error:
            return place.differs(self, f"{found} (not JSON: {error})", self.weight)
        return self._matcher.differences(value, place.inside("json"))

    def __repr__(self) -> str:
        return f"a string with JSON of {self._matcher!r}"


class Not(Matcher):
    """``Match.not_()``."""

    def __init__(self, pattern: object) -> None:
        self._matcher = matcher_of(pattern)

    def differences(self, found: object, place: Place) -> list[Difference]:
        """See ``Matcher``."""
        matches = not self._matcher.differences(found, place.attempt())
        return place.differs(self, found) if matches else []

    def __repr__(self) -> str:
        return f"anything but {self._matcher!r}"


class _Value(Matcher):
    """A string, a number or a boolean."""

    def __init__(self, value: object) -> None:
        if isinstance(value, str) and _REFERENCE.search(value):
            rule = (
                "contain no cdktf reference, which only Node can resolve: compare with the"
                " string in the JSON, such as template.has_resource(...).ref('arn')"
            )
            raise InvalidArgument("Template", "expected value", rule, value)
        self._value = value

    def differences(self, found: object, place: Place) -> list[Difference]:
        # True is not 1 in JSON.
        is_same_kind = isinstance(found, bool) == isinstance(self._value, bool)
        is_equal = is_same_kind and found == self._value
        return [] if is_equal else place.differs(self._value, found)

    def __repr__(self) -> str:
        return shown(self._value)


class _Items(Matcher):
    """A list of the same length, compared item by item."""

    def __init__(self, matchers: Sequence[Matcher]) -> None:
        self._matchers = matchers

    @property
    def weight(self) -> int:
        return sum(matcher.weight for matcher in self._matchers) or 1

    def differences(self, found: object, place: Place) -> list[Difference]:
        if not isinstance(found, list):
            return place.differs(self, found, self.weight)
        if len(found) != len(self._matchers) and not any(map(_holds_values, found)):
            return place.differs(self, found, self.weight)
        differences: list[Difference] = []
        for index in range(max(len(self._matchers), len(found))):
            item = found[index] if index < len(found) else MISSING
            matcher = self._matchers[index] if index < len(self._matchers) else Absent()
            differences += matcher.differences(item, place.index(index))
        return differences

    def __repr__(self) -> str:
        return f"[{', '.join(map(repr, self._matchers))}]"


class _Mapping(Matcher):
    """A block: the named arguments, and any others unless it is exact."""

    def __init__(self, arguments: Mapping[Any, object], *, is_exact: bool) -> None:
        for key in arguments:
            if not isinstance(key, str):
                raise InvalidArgument("Template", "expected key", "be a string", key)
        self._matchers = {
            key: matcher_of(value, is_exact=is_exact) for key, value in arguments.items()
        }
        self._is_exact = is_exact

    @property
    def weight(self) -> int:
        return sum(matcher.weight for matcher in self._matchers.values()) or 1

    def differences(self, found: object, place: Place) -> list[Difference]:
        if not isinstance(found, dict):
            return place.differs(self, found, self.weight)
        differences: list[Difference] = []
        for key, matcher in self._matchers.items():
            missed = matcher.differences(found.get(key, MISSING), place.key(key))
            differences += missed if key in found else map(_like_keys(key, found), missed)
        for key in found if self._is_exact else ():
            if key not in self._matchers:
                differences += Absent().differences(found[key], place.key(key))
        return differences

    def __repr__(self) -> str:
        pairs = ", ".join(f"{shown(key)}: {matcher!r}" for key, matcher in self._matchers.items())
        return f"{{{pairs}}}"


def _nearest_item(matcher: Matcher, found: Sequence[object], place: Place) -> list[Difference]:
    """Return how the nearest item differs; captures count only for an item that matches."""
    nearest: list[Difference] = []
    for index, item in enumerate(found):
        attempt = place.attempt()
        differences = matcher.differences(item, attempt.index(index))
        if not differences:
            place.captured.extend(attempt.captured)
            return []
        # Among values that are not blocks, none is nearer than another.
        if _holds_values(item) and (not nearest or weight_of(differences) < weight_of(nearest)):
            nearest = differences
    return nearest or place.differs(Contains([matcher]), found, matcher.weight)


def _holds_values(item: object) -> bool:
    return isinstance(item, (dict, list))


def _like_keys(key: str, found: Mapping[str, object]) -> Callable[[Difference], Difference]:
    """Add a similar key to a difference, in case it was meant."""
    likes = difflib.get_close_matches(key, found, n=1)

    def with_like(difference: Difference) -> Difference:
        there = "; similar key: ".join([difference.found, *map(repr, likes)])
        return Difference(difference.path, difference.expected, there, difference.weight)

    return with_like
