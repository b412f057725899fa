"""The values that a condition operator of IAM can compare with."""

from __future__ import annotations

import re
from datetime import datetime
from ipaddress import ip_network

from lambda_container.checks.arguments import Arguments
from lambda_container.terraform.references import is_token

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
# A policy variable, such as ${aws:CurrentTime}, can stand for any value.
_VARIABLE = re.compile(r"\$\{[^}]+\}")


def check_condition_value(argument: str, value: str, arguments: Arguments, test: str) -> None:
    """Refuse a literal value of another type than the operator compares, which never matches.

    Args:
        argument: The value's own name, such as ``values[0]``.
        value: The value.
        arguments: The checks of the condition's arguments.
        test: IAM's condition operator, known at synthesis.

    Raises:
        InvalidArgument: Such a value.
    """
    if is_token(value) or _VARIABLE.search(value):
        return
    operator = test.rpartition(":")[2].removesuffix("IfExists")
    if operator in ("Bool", "Null") and value.lower() not in ("true", "false"):
        arguments.fail(argument, f"be 'true' or 'false' for {operator}", value)
    if operator.startswith("Numeric") and not _NUMBER.fullmatch(value):
        arguments.fail(argument, f"be a number for {operator}", value)
    if operator.startswith("Date") and not (value.isdecimal() or _is_date(value)):
        arguments.fail(argument, f"be a date such as '2026-11-29T00:00:00Z' for {operator}", value)
    if operator.endswith("IpAddress") and not _is_network(value):
        arguments.fail(argument, f"be a CIDR block such as '203.0.113.0/24' for {operator}", value)


def _is_date(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_network(value: str) -> bool:
    try:
        ip_network(value, strict=False)
    except ValueError:
        return False
    return True
