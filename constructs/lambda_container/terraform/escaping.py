"""Escaping of free text, so that Terraform leaves it unchanged.

Terraform evaluates ``${...}`` and ``%{...}`` in every string of its JSON, so a description or an
environment value could read a file. Free text is therefore escaped; ``raw`` opts out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lambda_container.errors import InvalidArgument
from lambda_container.terraform.references import STRING_TOKEN, is_token

_EVALUATED = re.compile(r"[$%]\{")
_DOLLARS = re.compile(r"\$+(?=\{|$)")


class Raw(str):
    """A string that Terraform may evaluate; returned by ``raw``."""

    __slots__ = ()


def raw(expression: str) -> Raw:
    """Let Terraform evaluate ``${...}`` and ``%{...}`` in a piece of free text.

    Args:
        expression: A Terraform template, such as ``"${var.level}"``. Never pass untrusted input.

    Raises:
        InvalidArgument: Not a string.
    """
    if not isinstance(expression, str):
        raise InvalidArgument("raw", "expression", "be a string", expression)
    return Raw(expression)


def literal(text: str) -> str:
    """Escape free text so that Terraform yields it unchanged; cdktf references still resolve."""
    if isinstance(text, Raw):
        return str(text)
    if not is_token(text):
        return text.replace("${", "$${").replace("%{", "%%{")
    parts: list[str] = []
    end = 0
    for token in STRING_TOKEN.finditer(text):
        parts += [_escaped_near_token(text[end : token.start()]), token.group()]
        end = token.end()
    return "".join([*parts, _escaped_near_token(text[end:])])


def is_evaluated(text: str) -> bool:
    """Whether Terraform would evaluate, or take for an escape, text beside references."""
    *before, last = STRING_TOKEN.split(text)
    return any(_EVALUATED.search(part) or part.endswith("$") for part in before) or bool(
        _EVALUATED.search(last)
    )


def optional_literal(text: str | None) -> str | None:
    """Escape free text, if given."""
    return None if text is None else literal(text)


def literal_texts(texts: Mapping[str, str]) -> dict[str, str]:
    """Escape the keys and values of a mapping, such as tags."""
    return {literal(key): literal(text) for key, text in texts.items()}


def _escaped_near_token(text: str) -> str:
    # "$${" does not work here: cdktf takes its "${" for an open expression and writes the next
    # reference bare. A "$" right before a reference would turn the reference into an escape.
    dollars = _DOLLARS.sub(lambda run: '${"$"}' * len(run.group()), text)
    return dollars.replace("%{", "%%{")
