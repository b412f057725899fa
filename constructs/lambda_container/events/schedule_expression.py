"""Schedule expressions (cron, rate and at), checked against the Scheduler's grammar.

Of the packages on PyPI that parse AWS's six fields, ``aws-croniter`` rejects ``LW``, and both it
and ``aws-cron-expression-validator`` accept ``30-20`` and do not support rate and at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NoReturn

from lambda_container.checks.arguments import Arguments

_KINDS = re.compile(r"(cron|rate|at)\((.*)\)")
_RATE = re.compile(r"([1-9][0-9]{0,8}) (minute|hour|day)(s?)")
_AT = "%Y-%m-%dT%H:%M:%S"
_AT_SHAPE = re.compile(r"[0-9]{4}-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]")
_MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
_DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    least: int
    most: int
    words: Mapping[str, int] = field(default_factory=dict)

    def value(self, text: str) -> int | None:
        number = self.words.get(text.upper())
        if number is None and text.isascii() and text.isdecimal():
            number = int(text)
        return number if number is not None and self.least <= number <= self.most else None


# https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
_FIELDS = (
    _Field("minutes", 0, 59),
    _Field("hours", 0, 23),
    _Field("day of month", 1, 31),
    _Field("month", 1, 12, {name: i for i, name in enumerate(_MONTHS, start=1)}),
    _Field("day of week", 1, 7, {name: i for i, name in enumerate(_DAYS, start=1)}),
    _Field("year", 1970, 2199),
)
_DAY_OF_MONTH, _DAY_OF_WEEK = 2, 4
# Ranges may wrap around, as in FRI-MON, except those of days of the month and years.
_STRAIGHT = ("day of month", "year")
_LAST_DAYS = re.compile(r"L|LW|([0-9]{1,2})W")
_WEEK_DAYS = re.compile(r"L|([A-Za-z0-9]+)(?:L|#([1-5]))")


def check_expression(arguments: Arguments, argument: str, expression: str) -> None:
    """Reject expressions that EventBridge Scheduler rejects.

    Args:
        arguments: The checks for the expression's owner.
        argument: The name of the argument.
        expression: ``cron(...)``, ``rate(...)``, ``at(...)`` or a reference.

    Raises:
        InvalidArgument: Not an expression, an invalid field, or both day fields set.
    """
    rule = "be 'cron(0 8 ? * MON-FRI *)', 'rate(5 minutes)' or 'at(2026-01-31T08:00:00)'"
    if arguments.holds_reference(argument, expression):
        return
    match = _KINDS.fullmatch(expression) if type(expression) is str else None
    if match is None:
        arguments.fail(argument, rule, expression)
    kind, inside = match.groups()
    if kind == "cron":
        _Cron(arguments, argument, expression).check(inside)
    elif kind == "rate":
        _check_rate(arguments, argument, expression, inside)
    else:
        _check_at(arguments, argument, expression, inside)


def _check_rate(arguments: Arguments, argument: str, expression: str, inside: str) -> None:
    match = _RATE.fullmatch(inside)
    if match is None:
        rule = "be a rate such as 'rate(5 minutes)': a whole number above 0, and a unit"
        arguments.fail(argument, rule, expression)
    number, unit, plural = match.groups()
    if (number == "1") is bool(plural):
        right = f"rate({number} {unit}{'' if number == '1' else 's'})"
        rule = f"have its unit in the singular for 1 and in the plural for more: {right!r}"
        arguments.fail(argument, rule, expression)


def _check_at(arguments: Arguments, argument: str, expression: str, inside: str) -> None:
    try:
        if _AT_SHAPE.fullmatch(inside):
            datetime.strptime(inside, _AT)  # noqa: DTZ007 - the time zone is an argument of its own
            return
    except ValueError:
        pass
    rule = "be a date and time without a time zone, such as 'at(2026-01-31T08:00:00)'"
    arguments.fail(argument, rule, expression)


class _Cron:
    def __init__(self, arguments: Arguments, argument: str, expression: str) -> None:
        self._arguments, self._argument, self._expression = arguments, argument, expression

    def check(self, inside: str) -> None:
        texts = inside.split(" ")
        if len(texts) != len(_FIELDS) or "" in texts:
            names = ", ".join(one.name for one in _FIELDS)
            self._fail(f"have six fields with one space between them ({names})")
        if (texts[_DAY_OF_MONTH] == "?") is (texts[_DAY_OF_WEEK] == "?"):
            self._fail("have '?' as day of month or day of week, but not both")
        for one, text in zip(_FIELDS, texts, strict=True):
            if text == "?" and one.name.startswith("day"):
                continue
            if not self._special(one, text):
                for part in text.split(","):
                    self._part(one, part)

    def _special(self, one: _Field, text: str) -> bool:
        if one.name == "day of month" and (match := _LAST_DAYS.fullmatch(text)):
            return match[1] is None or one.value(match[1]) is not None
        if one.name == "day of week" and (match := _WEEK_DAYS.fullmatch(text)):
            return match[1] is None or one.value(match[1]) is not None
        return False

    def _part(self, one: _Field, part: str) -> None:
        rest, slash, step = part.partition("/")
        if slash and not (step.isascii() and step.isdecimal() and 1 <= int(step) <= one.most):
            self._wrong(one, part)
        if rest == "*":
            return
        first, dash, last = rest.partition("-")
        start, end = one.value(first), one.value(last) if dash else None
        if start is None or (dash and end is None):
            self._wrong(one, part)
        if end is not None and start > end and one.name in _STRAIGHT:
            self._wrong(one, part)

    def _wrong(self, one: _Field, part: str) -> NoReturn:
        named = f" or {', '.join(one.words)}" if one.words else ""
        self._fail(f"have values of {one.least} to {one.most}{named} as {one.name}, not {part!r}")

    def _fail(self, rule: str) -> NoReturn:
        self._arguments.fail(self._argument, rule, self._expression)
