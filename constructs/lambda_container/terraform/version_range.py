"""Terraform's version constraints, such as ``>= 6.25, < 7``."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

Version: TypeAlias = tuple[int, int, int]

# https://developer.hashicorp.com/terraform/language/expressions/version-constraints
_TERM = re.compile(
    r" *(?P<operator>!=|>=|<=|~>|=|>|<|) *(?P<version>[0-9]{1,9}(?:\.[0-9]{1,9}){0,2}) *"
)
_COMPARE: dict[str, Callable[[Version, Version], bool]] = {
    "": lambda one, other: one == other,
    "=": lambda one, other: one == other,
    "!=": lambda one, other: one != other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
}
_PARTS_OF_A_MINOR = 2


def version(text: str) -> Version:
    """The version that a text such as ``6.25`` names: missing parts are 0."""
    first, second, third, *_ = [*map(int, text.split(".")), 0, 0]
    return first, second, third


def lowest(constraint: str) -> Version | None:
    """The lowest release that a constraint admits; ``None`` if it admits none.

    Raises:
        ValueError: Not a constraint on releases; one on pre-releases is not understood, either.
    """
    terms = [term for part in constraint.split(",") for term in _terms(part)]
    bounds = [(0, 0, 0), *(bound for _, bound in terms)]
    # Where a constraint begins, there is one of its versions, or the release after one of them.
    candidates = {*bounds, *((first, second, third + 1) for first, second, third in bounds)}
    return min(
        (one for one in candidates if all(_COMPARE[how](one, bound) for how, bound in terms)),
        default=None,
    )


def _terms(text: str) -> list[tuple[str, Version]]:
    match = _TERM.fullmatch(text)
    if match is None:
        raise ValueError(text)
    operator, parts = match["operator"], match["version"].split(".")
    bound = version(match["version"])
    if operator != "~>":
        return [(operator, bound)]
    # The last part that is given may grow.
    next_one = (
        (bound[0], bound[1] + 1, 0) if len(parts) > _PARTS_OF_A_MINOR else (bound[0] + 1, 0, 0)
    )
    return [(">=", bound), ("<", next_one)]
