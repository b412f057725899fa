"""A condition of an IAM policy's statement."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from ipaddress import ip_network

from lambda_container.checks.arguments import Arguments
from lambda_container.iam.element import LATIN, TEXT_LIMIT, freeze, is_empty
from lambda_container.terraform.references import is_token

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
_OPERATOR = re.compile(
    r"(?:ForAllValues:|ForAnyValue:)?(?:String(?:Not)?(?:Equals|EqualsIgnoreCase|Like)"
    r"|Numeric(?:NotEquals|(?:Less|Greater)Than(?:Equals)?|Equals)"
    r"|Date(?:NotEquals|(?:Less|Greater)Than(?:Equals)?|Equals)"
    r"|Bool|BinaryEquals|(?:Not)?IpAddress|Arn(?:Not)?(?:Equals|Like))(?:IfExists)?|Null"
)
_OPERATOR_RULE = "be a condition operator of IAM such as 'StringEquals'"
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
_KEY = re.compile(r"[^:\s]+:.+")
_KEY_RULE = "be a condition key with the prefix of its service, such as 'aws:SourceAccount'"
# Operators that let few through: not those that only exclude some, nor those that a request without
# the key passes.
_LIMITING = re.compile(
    r"(?:ForAnyValue:)?(?:String(?:Equals|EqualsIgnoreCase|Like)|Arn(?:Equals|Like)|IpAddress|Bool)"
)
_EVERYTHING = re.compile(r"[*?]*|[^/]*/0")
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
_WHO = (
    *("aws:principal", "aws:source", "aws:userid", "aws:username", "aws:calledvia"),
    *("kms:calleraccount", "kms:viaservice", "sts:externalid"),
)
# https://www.w3.org/TR/NOTE-datetime, or seconds since 1970.
_DATE = re.compile(
    r"(?P<day>[0-9]{4}(?:-[0-9]{2}){0,2})"
    r"|(?P<time_day>[0-9]{4}-[0-9]{2}-[0-9]{2})T(?:[01][0-9]|2[0-3]):[0-5][0-9]"
    r"(?::[0-5][0-9](?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:[0-9]{2})"
)
_NETWORK = re.compile(r"[0-9A-Fa-f:.]+(?:/[0-9]{1,3})?")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_SECONDS = re.compile(r"[0-9]+")
# A policy variable, such as ${aws:CurrentTime}, can stand for any value.
_VARIABLE = re.compile(r"\$\{[^}]+\}")


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of a statement, such as ``Condition("StringEquals", "aws:SourceAccount", [a])``.

    Attributes:
        test: IAM's condition operator, at most 2,048 characters.
        variable: The condition key, at most 2,048 characters.
        values: The values to compare with; one match is enough.
    """

    test: str
    variable: str
    values: Sequence[str]

    def __post_init__(self) -> None:
        arguments = Arguments("Condition")
        arguments.pattern("test", self.test, _OPERATOR, _OPERATOR_RULE)
        arguments.text("variable", self.variable, TEXT_LIMIT, only=LATIN)
        if not is_token(self.variable) and not _KEY.fullmatch(self.variable):
            arguments.fail("variable", _KEY_RULE, self.variable)
        if is_empty(self.values):
            arguments.fail("values", "not be empty", self.values)
        values = arguments.strings("values", self.values, TEXT_LIMIT, only=LATIN)
        if not is_token(self.test):
            arguments.each(_check_value, "values", values, arguments, self.test)
        freeze(self, "values", values)

    @property
    def limits(self) -> bool:
        """Whether it says whom or what a statement admits."""
        if not is_token(self.test) and not _LIMITING.fullmatch(self.test):
            return False
        named = self.variable.lower().startswith(_WHO)
        return named and not any(map(_EVERYTHING.fullmatch, self.values))


def _check_value(argument: str, value: str, arguments: Arguments, test: str) -> None:
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
    if operator.startswith("Date") and not (_SECONDS.fullmatch(value) or _is_date(value)):
        arguments.fail(argument, f"be a date such as '2026-11-29T00:00:00Z' for {operator}", value)
    if operator == "BinaryEquals" and not _is_base64(value):
        arguments.fail(argument, "be Base64 for BinaryEquals", value)
    if operator.endswith("IpAddress") and not _is_network(value):
        arguments.fail(argument, f"be a CIDR block such as '203.0.113.0/24' for {operator}", value)


def _is_date(value: str) -> bool:
    match = _DATE.fullmatch(value)
    if match is None:
        return False
    day = match["day"] or match["time_day"]
    try:
        date.fromisoformat(f"{day}-01-01"[:10])
    except ValueError:
        return False
    return True


def _is_base64(value: str) -> bool:
    try:
        base64.b64decode(value, validate=True)
    except ValueError:
        return False
    return True


def _is_network(value: str) -> bool:
    if not _NETWORK.fullmatch(value):  # no netmask, such as 10.0.0.0/255.0.0.0
        return False
    try:
        ip_network(value, strict=False)
    except ValueError:
        return False
    return True
