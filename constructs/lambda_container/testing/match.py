"""The matchers, in one class."""

from __future__ import annotations

from lambda_container.testing.matchers import (
    Absent,
    Anything,
    Contains,
    JsonText,
    Matcher,
    Not,
    Regex,
    matcher_of,
)


class Match:
    """Matchers to use in place of values, at any depth of the expected arguments.

    A plain mapping allows other keys; a plain list must have the same number of items; ``None``
    matches an absent argument.
    """

    @staticmethod
    def any() -> Matcher:
        """Match any value, which must be present."""
        return Anything()

    @staticmethod
    def absent() -> Matcher:
        """Match no value; null counts as absent."""
        return Absent()

    @staticmethod
    def regex(pattern: str) -> Matcher:
        r"""Match a string that contains the regular expression; ``\A`` and ``\Z`` anchor it."""
        return Regex(pattern)

    @staticmethod
    def like(value: object) -> Matcher:
        """Match as a plain value does; for use within ``exact``."""
        return matcher_of(value)

    @staticmethod
    def exact(value: object) -> Matcher:
        """Match a value without other keys, at any depth."""
        return matcher_of(value, is_exact=True)

    @staticmethod
    def contains(*items: object) -> Matcher:
        """Match a list that contains each of the items, in any order, among others."""
        return Contains(items)

    @staticmethod
    def json(value: object) -> Matcher:
        """Match a string with this value as JSON, however it is formatted."""
        return JsonText(value)

    @staticmethod
    def not_(value: object) -> Matcher:
        """Match any other value, or none."""
        return Not(value)
