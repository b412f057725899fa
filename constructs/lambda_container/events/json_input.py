"""Constant JSON that a function gets as its event."""

from __future__ import annotations

import json
from typing import Any

from lambda_container.checks.arguments import Arguments
from lambda_container.terraform.escaping import literal
from lambda_container.terraform.references import is_token


def json_input(arguments: Arguments, value: Any, limit: int) -> str:
    """The function's input as JSON, escaped for Terraform; references in its strings are kept.

    Raises:
        InvalidArgument: Not JSON-serializable, or longer than ``limit`` characters.
    """
    try:
        text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        arguments.fail("input", "be JSON-serializable", value, secret=True)
    arguments.text("input", text, limit, secret=True)
    if _has_number_reference(value):
        rule = "have no references to numbers, which json writes as plain numbers: use tostring()"
        arguments.fail("input", rule, value, secret=True)
    return literal(text)


def _has_number_reference(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_has_number_reference, value.values()))
    if isinstance(value, (list, tuple)):
        return any(map(_has_number_reference, value))
    return isinstance(value, float) and is_token(value)
