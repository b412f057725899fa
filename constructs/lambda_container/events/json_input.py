"""A constant that a function gets as its event."""

from __future__ import annotations

import json
from typing import Any

from lambda_container.checks.arguments import Arguments
from lambda_container.terraform.escaping import literal
from lambda_container.terraform.references import is_token


def json_input(arguments: Arguments, value: Any, limit: int) -> str:
    """What a function gets, as JSON, escaped for Terraform; references in its texts stay alive.

    Raises:
        InvalidArgument: What ``json`` cannot write, or more than ``limit`` characters.
    """
    try:
        text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError):
        arguments.fail("input", "be what json can write", value, secret=True)
    arguments.text("input", text, limit, secret=True)
    if _has_number_reference(value):
        rule = "have no references to numbers, which json would write as they are: tostring() them"
        arguments.fail("input", rule, value, secret=True)
    return literal(text)


def _has_number_reference(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_has_number_reference, value.values()))
    if isinstance(value, (list, tuple)):
        return any(map(_has_number_reference, value))
    return isinstance(value, float) and is_token(value)
