"""Capture matched values for a test to check."""

from __future__ import annotations

from typing import Any, Generic, TypeVar, overload

from lambda_container.testing.difference import Difference, Place
from lambda_container.testing.matchers import Anything, Matcher, matcher_of

T = TypeVar("T")


class Capture(Matcher, Generic[T]):
    """Captures the value in its place in each block that matches.

    ::

        policy = Capture(str)
        template.has_resource("aws_ecr_repository_policy", {"policy": policy})
        assert "lambda.amazonaws.com" in policy.value

    Args:
        kind: The class of the value, such as ``str``; other values do not match.
        pattern: A pattern that the value must also match. Default: any value.

    Attributes:
        values: The captured values, in the order of the blocks; empty if nothing matched.
    """

    @overload
    def __init__(self: Capture[Any], kind: None = None, pattern: object = ...) -> None: ...

    @overload
    def __init__(self, kind: type[T], pattern: object = ...) -> None: ...

    def __init__(self, kind: type[T] | None = None, pattern: object = Anything()) -> None:
        self._kind, self._matcher = kind, matcher_of(pattern)
        self.values: list[T] = []

    @property
    def value(self) -> T:
        """The only captured value; raises AssertionError if there is none, or more than one."""
        if len(self.values) != 1:
            raise AssertionError(f"expected one captured value, got {self.values!r}")
        return self.values[0]

    def differences(self, found: object, place: Place) -> list[Difference]:
        """See ``Matcher``."""
        if differences := self._matcher.differences(found, place):
            return differences
        if self._kind is not None and not isinstance(found, self._kind):
            return place.differs(self, found)
        place.captured.append((self, found))
        return []

    def __repr__(self) -> str:
        return "any value" if self._kind is None else f"a value of class {self._kind.__name__}"
