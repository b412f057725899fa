"""The library's checks as validations of Terraform's: the same limits, the same messages.

Every check is of a collection, so that it holds for a variable, for what is null (``variable[*]``
is empty then), and for each element of a list alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lambda_container.checks import rule_phrases
from lambda_container.checks.arguments import ARN
from tools.module.expressions import quoted

# Python's patterns may look ahead, at their beginning; Go's may not.
_AHEAD = re.compile(r"\(\?(?P<kind>[=!])(?P<pattern>(?:[^()\\]|\\.)*)\$\)")
# A value of a variable is never evaluated: nothing has to be refused for it.
_NO_TEMPLATE = r"(?![$%]\{)"
# Terraform 1.11 counts what a reader takes for one character; Python and AWS count code points.
_CHARACTERS = 'length(split("", item))'


@dataclass(frozen=True, slots=True)
class Rule:
    """One validation.

    Attributes:
        condition: What must hold.
        message: What to say otherwise, as a template.
    """

    condition: str
    message: str

    def json(self) -> dict[str, str]:
        """The ``validation`` block."""
        return {"condition": f"${{{self.condition}}}", "error_message": self.message}


@dataclass(frozen=True, slots=True)
class Values:
    """The values that rules are about.

    Attributes:
        argument: What the caller calls them.
        collection: All of them, as an expression.
        secret: Whether they must not be shown.
    """

    argument: str
    collection: str
    secret: bool = False

    def must(self, condition: str, rule: str, *, shown: str | None = None) -> Rule:
        """Each ``item`` fulfills a condition; the message names those that do not.

        Args:
            condition: An expression about ``item``.
            rule: What must hold, to be read after "must".
            shown: What is shown of an item. Default: the item.
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
        """Whole numbers within bounds."""
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
        """Words, or numbers, of a few."""
        words = list(words)
        known = ", ".join(quoted(word) if isinstance(word, str) else str(word) for word in words)
        return self.must(f"contains([{known}], item)", rule or rule_phrases.one_of(map(str, words)))

    def matching(self, pattern: re.Pattern[str], rule: str) -> Rule:
        """Texts of one syntax."""
        return self.must(matches(pattern), rule)

    def text(self, maximum: int, *, minimum: int = 1, multiline: bool = False) -> list[Rule]:
        """Free text without control characters."""
        controls = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x{9f}]" if multiline else r"\p{Cc}"
        length = f"{_CHARACTERS} >= {minimum} && {_CHARACTERS} <= {maximum}"
        return [
            self.must(length, rule_phrases.length(minimum, maximum)),
            self.must(f"!can(regex({quoted(controls)}, item))", rule_phrases.NO_CONTROL_CHARACTERS),
        ]

    def arn(self, service: str, resource: str = "") -> Rule:
        """ARNs of one service."""
        begins = rf"arn:[^:]+:{service}:[^:]*:[^:]*:{resource}."
        condition = f"{matches(ARN)} && can(regex({quoted(f'^{begins}')}, item))"
        return self.must(condition, rule_phrases.arn(service, resource))


def matches(pattern: re.Pattern[str], item: str = "item") -> str:
    """The whole of a text matches a pattern of Python's, as an expression.

    Raises:
        ValueError: The pattern needs what Go's have not.
    """
    text = pattern.pattern.replace(_NO_TEMPLATE, "")
    conditions: list[str] = []
    while (ahead := _AHEAD.match(text)) is not None:
        sign, pattern_ahead = "" if ahead["kind"] == "=" else "!", ahead["pattern"]
        conditions.append(f"{sign}can(regex({quoted(f'^(?:{pattern_ahead})$')}, {item}))")
        text = text[ahead.end() :]
    if "(?=" in text or "(?!" in text or "(?<" in text:
        raise ValueError(f"{pattern.pattern!r} looks around in its middle")
    flags = "(?i)" if pattern.flags & re.IGNORECASE else ""
    conditions.append(f"can(regex({quoted(f'{flags}^(?:{text})$')}, {item}))")
    return " && ".join(conditions)


def finds(pattern: re.Pattern[str], item: str = "item") -> str:
    """A part of a text matches a pattern of Python's, as an expression."""
    flags = "(?i)" if pattern.flags & re.IGNORECASE else ""
    return f"can(regex({quoted(flags + pattern.pattern)}, {item}))"


def _template(text: str) -> str:
    """A text as Terraform shows it unchanged."""
    return text.replace("${", "$${").replace("%{", "%%{")
