"""Which part of a string of Terraform's JSON is literal text, and which part is evaluated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

_ESCAPES = ("$${", "%%{")
_MARK = re.compile(r"\$\$\{|%%\{|\$\{|%\{")


@dataclass
class Template:
    """A string of Terraform's JSON, taken apart.

    Attributes:
        text: Its literal text; an expression is left out, but for a literal one such as ``${"$"}``.
        expressions: What Terraform evaluates.
    """

    text: str = ""
    expressions: list[str] = field(default_factory=list)


def template(string: str) -> Template:
    """Take a string apart."""
    found = Template()
    position = 0
    while (mark := _MARK.search(string, position)) is not None:
        found.text += string[position : mark.start()]
        position = mark.end()
        if mark.group() in _ESCAPES:
            found.text += mark.group()[1:]
            continue
        end = _end(string, position)
        expression = string[position:end]
        position = end + 1
        if expression == '"$"':
            found.text += "$"
        else:
            found.expressions.append(expression)
    found.text += string[position:]
    return found


def strings(json: Any) -> Iterator[str]:
    """Every string of a JSON value, keys too."""
    if isinstance(json, str):
        yield json
    elif isinstance(json, dict):
        for key, value in json.items():
            yield key
            yield from strings(value)
    elif isinstance(json, list):
        for value in json:
            yield from strings(value)


def nested(expression: str) -> Iterator[str]:
    """The strings inside an expression, which are templates again."""
    position = 0
    while (start := expression.find('"', position)) >= 0:
        end = _end_of_string(expression, start + 1)
        yield expression[start + 1 : end]
        position = end + 1


def evaluated(string: str) -> str:
    """All that Terraform evaluates in a string, without the literal text of nested strings."""
    code = ""
    for expression in template(string).expressions:
        bare = expression
        for text in nested(expression):
            bare = bare.replace(f'"{text}"', '""')
            code += evaluated(text)
        code += bare + "\n"
    return code


def _end(string: str, position: int) -> int:
    """The position of the brace that closes an expression."""
    depth = 1
    while position < len(string):
        character = string[position]
        if character == '"':
            position = _end_of_string(string, position + 1)
        elif character == "{":
            depth += 1
        elif character == "}":
            depth -= 1
            if depth == 0:
                return position
        position += 1
    return len(string)


def _end_of_string(string: str, position: int) -> int:
    """The position of the quote that closes a string of an expression."""
    while position < len(string) and string[position] != '"':
        if string[position] == "\\":
            position += 2
        elif (mark := _MARK.match(string, position)) is None:
            position += 1
        elif mark.group() in _ESCAPES:
            position = mark.end()
        else:
            position = _end(string, mark.end()) + 1
    return position
