"""Event patterns, checked against the grammar of the AWS service that reads them.

No package on PyPI checks them: AWS's own, event-ruler, is written in Java.
"""

from __future__ import annotations

import ipaddress
import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from lambda_container.checks.arguments import Arguments
from lambda_container.terraform.escaping import literal
from lambda_container.terraform.references import STRING_TOKEN, is_token

Pattern = Mapping[str, Any]
"""An event pattern, such as ``{"body": {"state": ["paid", {"prefix": "re"}]}}``."""

_TEXTS = ("prefix", "suffix", "equals-ignore-case", "wildcard")
_NUMBERS = (-5e9, 5e9)
_COMPARISONS = ("=", "<", "<=", ">", ">=")
_OR = "$or"
_CIDR = re.compile(r"[0-9A-Fa-f:.]+/[0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class Grammar:
    """The event patterns that one service understands.

    Attributes:
        noun: The service, as errors name it.
        limit: Maximum characters of the pattern's JSON.
        operators: Such as ``prefix``.
        negations: Operators allowed in ``anything-but``, besides values.
    """

    noun: str
    limit: int
    operators: tuple[str, ...]
    negations: tuple[str, ...]


# https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html and
# https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
RULE_PATTERN = Grammar(
    noun="EventBridge",
    limit=4096,
    operators=("anything-but", "cidr", "exists", "numeric", *_TEXTS),
    negations=_TEXTS,
)
# The column for pipes on that page, which use the same filters as Lambda, and
# https://docs.aws.amazon.com/lambda/latest/api/API_Filter.html
FILTER_PATTERN = Grammar(
    noun="Lambda filter",
    limit=4096,
    operators=(
        *("anything-but", "cidr", "exists", "numeric"),
        *("prefix", "suffix", "equals-ignore-case"),
    ),
    negations=(),
)


def pattern_json(arguments: Arguments, argument: str, pattern: Pattern, grammar: Grammar) -> str:
    """The JSON of an event pattern, escaped for Terraform; references in its strings are kept.

    Args:
        arguments: The checks for the pattern's owner.
        argument: The name of the argument.
        pattern: Fields, each with a list of values, any of which must match, or nested fields.
        grammar: ``RULE_PATTERN`` or ``FILTER_PATTERN``.

    Raises:
        InvalidArgument: A pattern that the service rejects.
    """
    try:
        _Check(arguments, grammar).fields(argument, pattern)
    except RecursionError:
        arguments.fail(argument, "be nested less deeply", "more than Python can follow")
    text = json.dumps(pattern, separators=(",", ":"), ensure_ascii=False)
    if STRING_TOKEN.sub("", text) == text and len(text) > grammar.limit:
        rule = f"have at most {grammar.limit} characters as JSON"
        arguments.fail(argument, rule, f"{len(text)} characters")
    return literal(text)


def _is_cidr(text: str) -> bool:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return _CIDR.fullmatch(text) is not None


class _Check:
    def __init__(self, arguments: Arguments, grammar: Grammar) -> None:
        self._arguments, self._grammar = arguments, grammar
        self._operators: dict[str, Callable[[str, object], None]] = {
            "anything-but": self._anything_but,
            "cidr": self._cidr,
            "equals-ignore-case": self._text,
            "exists": self._boolean,
            "numeric": self._numeric,
            "prefix": self._end,
            "suffix": self._end,
            "wildcard": self._wildcard,
        }

    def fields(self, where: str, fields: object) -> None:
        # Only a dict: the pattern is written as JSON, and json writes no other mapping.
        if not isinstance(fields, dict) or not fields:
            self._fail(where, "be a dict of fields, with at least one", fields)
        for key, value in fields.items():
            if not isinstance(key, str) or not key:
                self._fail(where, "have strings as keys", key)
            self._arguments.text(f"{where} key", key, self._grammar.limit)
            here = f"{where}[{key!r}]"
            if key == _OR:
                self._alternatives(here, value)
            elif isinstance(value, dict):
                self.fields(here, value)
            else:
                self._values(here, value)

    def _alternatives(self, where: str, value: object) -> None:
        if not isinstance(value, (list, tuple)) or len(value) < 2:  # noqa: PLR2004 - either, or
            self._fail(where, "be a list of two or more patterns", value)
        for i, alternative in enumerate(value):
            self.fields(f"{where}[{i}]", alternative)

    def _values(self, where: str, values: object) -> None:
        rule = "be a list of values such as ['paid'], with at least one, or a dict of fields"
        if not isinstance(values, (list, tuple)) or not values or is_token(values):
            self._fail(where, rule, values)
        for i, value in enumerate(values):
            here = f"{where}[{i}]"
            if isinstance(value, dict):
                self._operator(here, value, self._grammar.operators)
            elif value is not None and not isinstance(value, bool):
                self._value(here, value)

    def _operator(self, where: str, value: dict[Any, Any], operators: Sequence[str]) -> None:
        names = list(value)
        if len(names) != 1 or names[0] not in operators:
            known = ", ".join(sorted(operators))
            self._fail(where, f"have one {self._grammar.noun} operator: {known}", value)
        self._operators[names[0]](f"{where}[{names[0]!r}]", value[names[0]])

    def _value(self, where: str, value: object) -> None:
        if isinstance(value, str):
            self._text(where, value)
        else:
            self._number(where, value)

    def _text(self, where: str, value: object) -> None:
        if not isinstance(value, str):
            self._fail(where, "be a string", value)
        self._arguments.text(where, value, self._grammar.limit, minimum=0, multiline=True)

    def _number(self, where: str, value: object) -> float:
        # A number reference is rejected: in the JSON, it would have to stand without quotes.
        numeric = isinstance(value, (int, float)) and not isinstance(value, bool)
        lowest, highest = _NUMBERS
        if not numeric or not lowest <= value <= highest:  # type: ignore[operator]
            self._fail(where, f"be a number, {lowest:.0f} to {highest:.0f}, or a string", value)
        return float(value)  # type: ignore[arg-type]

    def _boolean(self, where: str, value: object) -> None:
        if not isinstance(value, bool):
            self._fail(where, "be True or False", value)

    def _end(self, where: str, value: object) -> None:
        if isinstance(value, dict):
            self._operator(where, value, ("equals-ignore-case",))
        else:
            self._text(where, value)

    def _wildcard(self, where: str, value: object) -> None:
        self._text(where, value)
        if "**" in str(value):
            self._fail(where, "not have two '*' in a row", value)

    def _cidr(self, where: str, value: object) -> None:
        self._text(where, value)
        if not is_token(value) and not _is_cidr(str(value)):
            self._fail(where, "be a CIDR block such as '10.0.0.0/24'", value)

    def _anything_but(self, where: str, value: object) -> None:
        if isinstance(value, dict):
            self._negation(where, value)
            return
        values = value if isinstance(value, (list, tuple)) else [value]
        if not values or is_token(values):
            self._fail(where, "be a value, or a non-empty list of values", value)
        for i, one in enumerate(values):
            self._value(f"{where}[{i}]" if values is value else where, one)
        if len({isinstance(one, str) for one in values}) > 1:
            self._fail(where, "be all strings or all numbers", value)

    def _negation(self, where: str, value: dict[Any, Any]) -> None:
        """Check ``{"prefix": "a"}`` or ``{"prefix": ["a", "b"]}``, of which none may match."""
        texts = next(iter(value.values()), None)
        if isinstance(texts, (list, tuple)) and texts and not is_token(texts):
            for text in texts:
                self._operator(where, dict.fromkeys(value, text), self._grammar.negations)
        else:
            self._operator(where, value, self._grammar.negations)

    def _numeric(self, where: str, value: object) -> None:
        rule = "be a comparison such as ['>', 0] or ['>', 0, '<=', 10], with the lower bound first"
        if not isinstance(value, (list, tuple)) or len(value) not in (2, 4):
            self._fail(where, rule, value)
        comparisons, numbers = tuple(value[::2]), value[1::2]
        if any(comparison not in _COMPARISONS for comparison in comparisons):
            self._fail(where, rule, value)
        bounds = [self._number(f"{where}[{2 * i + 1}]", one) for i, one in enumerate(numbers)]
        if len(bounds) > 1 and (
            comparisons[0] not in (">", ">=")
            or comparisons[1] not in ("<", "<=")
            or not bounds[0] < bounds[1]
            or math.isinf(bounds[1])
        ):
            self._fail(where, rule, value)

    def _fail(self, where: str, rule: str, value: object) -> NoReturn:
        self._arguments.fail(where, rule, value)
