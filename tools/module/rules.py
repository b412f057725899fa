"""The library's checks as Terraform validations, with the same limits and messages.

Every check is of a collection, so that it works alike for a variable, for null (``variable[*]`` is
then empty), and for each element of a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lambda_container.checks import rule_phrases
from lambda_container.checks.values import ARN
from tools.module.expressions import quoted

# Python's patterns may begin with a lookahead; Go's do not support it.
_AHEAD = re.compile(r"\(\?(?P<kind>[=!])(?P<pattern>(?:[^()\\]|\\.)*)\$\)")
# A variable's value is never evaluated as a template, so this need not be rejected.
_NO_TEMPLATE = r"(?![$%]\{)"
# length() in Terraform 1.11 counts grapheme clusters; Python and AWS count code points.
_CHARACTERS = 'length(split("", item))'


@dataclass(frozen=True, slots=True)
class Rule:
    """One validation.

    Attributes:
        condition: The condition that must hold.
        message: The error message, as a template.
    """

    condition: str
    message: str

    def json(self) -> dict[str, str]:
        """The ``validation`` block."""
        return {"condition": f"${{{self.condition}}}", "error_message": self.message}


@dataclass(frozen=True, slots=True)
class Values:
    """The values that rules check.

    Attributes:
        argument: The name that the caller knows.
        collection: The values, as an expression.
        secret: Whether messages must not show the values.
    """

    argument: str
    collection: str
    secret: bool = False

    def must(self, condition: str, rule: str, *, shown: str | None = None) -> Rule:
        """Require a condition of each ``item``; the message shows the items that do not meet it.

        Args:
            condition: An expression about ``item``.
            rule: The rule, to be read after "must".
            shown: The expression to show for an item. Default: the item.
        """
        message = f"{_template(self.argument)} must {_template(rule)}"
        if not self.secret:
            shown = shown or 'try(jsonencode(item), "null")'
            wrong = f"[for item in {self.collection} : {shown} if !try({condition}, false)]"
            message += f', got ${{join(", ", {wrong})}}'
        holds = f"alltrue([for item in {self.collection} : try({condition}, false)])"
        return Rule(holds, f"{message}.")

    def within(
        self, minimum: int, maximum: int, unit: str = "", *, or_else: int | None = None
    ) -> list[Rule]:
        """Require whole numbers within bounds."""
        inside = f"item >= {minimum} && item <= {maximum}"
        if or_else is not None:
            inside = f"({inside}) || item == {or_else}"
        return [
            self.must(
                f"{inside} || item != floor(item)", rule_phrases.within(minimum, maximum, unit)
            ),
            self.must(
                "item == floor(item)",
                rule_phrases.within(minimum, maximum, unit, rule_phrases.WHOLE),
            ),
        ]

    def one_of(self, words: Iterable[str | int], rule: str | None = None) -> Rule:
        """Require strings or numbers from a fixed set."""
        words = list(words)
        known = ", ".join(quoted(word) if isinstance(word, str) else str(word) for word in words)
        return self.must(f"contains([{known}], item)", rule or rule_phrases.one_of(map(str, words)))

    def matching(self, pattern: re.Pattern[str], rule: str) -> Rule:
        """Require strings that match a pattern."""
        return self.must(matches(pattern), rule)

    def text(self, maximum: int, *, minimum: int = 1, multiline: bool = False) -> list[Rule]:
        """Require free text without control characters."""
        controls = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x{9f}]" if multiline else r"\p{Cc}"
        length = f"{_CHARACTERS} >= {minimum} && {_CHARACTERS} <= {maximum}"
        return [
            self.must(length, rule_phrases.length(minimum, maximum)),
            self.must(f"!can(regex({quoted(controls)}, item))", rule_phrases.NO_CONTROL_CHARACTERS),
        ]

    def arn(self, service: str, resource: str = "") -> Rule:
        """Require ARNs of one service."""
        begins = rf"arn:[^:]+:{service}:[^:]*:[^:]*:{resource}."
        condition = f"{matches(ARN)} && can(regex({quoted(f'^{begins}')}, item))"
        return self.must(condition, rule_phrases.arn(service, resource))


def matches(pattern: re.Pattern[str], item: str = "item") -> str:
    """An expression for whether a whole string matches a Python pattern.

    Raises:
        ValueError: The pattern has a lookaround that Go does not support.
    """
    text = pattern.pattern.replace(_NO_TEMPLATE, "")
    conditions: list[str] = []
    while (ahead := _AHEAD.match(text)) is not None:
        sign, pattern_ahead = "" if ahead["kind"] == "=" else "!", ahead["pattern"]
        conditions.append(f"{sign}can(regex({quoted(f'^(?:{pattern_ahead})$')}, {item}))")
        text = text[ahead.end() :]
    if "(?=" in text or "(?!" in text or "(?<" in text:
        raise ValueError(f"{pattern.pattern!r} has a lookaround that is not at its beginning")
    flags = "(?i)" if pattern.flags & re.IGNORECASE else ""
    conditions.append(f"can(regex({quoted(f'{flags}^(?:{text})$')}, {item}))")
    return " && ".join(conditions)


def finds(pattern: re.Pattern[str], item: str = "item") -> str:
    """An expression for whether part of a string matches a Python pattern."""
    flags = "(?i)" if pattern.flags & re.IGNORECASE else ""
    return f"can(regex({quoted(flags + pattern.pattern)}, {item}))"


def _template(text: str) -> str:
    """Escape a string so that Terraform shows it unchanged."""
    return text.replace("${", "$${").replace("%{", "%%{")
