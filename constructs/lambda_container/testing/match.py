"""The matchers, under one name."""

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
    """What can stand in place of a value, at any depth of what is expected.

    A plain mapping stands for itself and whatever else there is; a plain list for as many items;
    ``None`` for an absent argument.
    """

    @staticmethod
    def any() -> Matcher:
        """Any value, but one there must be."""
        return Anything()

    @staticmethod
    def absent() -> Matcher:
        """No value; null is none."""
        return Absent()

    @staticmethod
    def regex(pattern: str) -> Matcher:
        r"""A text in which the regular expression is found; ``\A`` and ``\Z`` for the whole."""
        return Regex(pattern)

    @staticmethod
    def like(value: object) -> Matcher:
        """What a plain value stands for; for use within ``exact``."""
        return matcher_of(value)

    @staticmethod
    def exact(value: object) -> Matcher:
        """A value that holds nothing else, at any depth."""
        return matcher_of(value, is_exact=True)

    @staticmethod
    def contains(*items: object) -> Matcher:
        """A list in which each of the items is found, in any order, among others."""
        return Contains(items)

    @staticmethod
    def json(value: object) -> Matcher:
        """A text that is JSON of this value, however it is written."""
        return JsonText(value)

    @staticmethod
    def not_(value: object) -> Matcher:
        """Anything else, nothing included."""
        return Not(value)
