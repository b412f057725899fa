"""Checks of one value each, in Python, before jsii: one method for each type of value.

Every method returns an accepted value, passes references (tokens) through, and raises
``InvalidArgument`` otherwise. The caller handles ``None``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Concatenate, NamedTuple, NoReturn, ParamSpec, TypeVar, get_args

from lambda_container.base import BASE, INSTEAD, is_of_other_base
from lambda_container.checks import rule_phrases
from lambda_container.checks.arn_resources import ARN_RESOURCES
from lambda_container.checks.subject import Subject
from lambda_container.errors import InvalidArgument
from lambda_container.terraform.escaping import Raw, is_evaluated
from lambda_container.terraform.references import ANY_TOKEN, is_token, names_unknown_reference

T = TypeVar("T", bound=str)
V = TypeVar("V")
R = TypeVar("R")
P = ParamSpec("P")

_DECIDES = "it decides what is made"
_STRINGS = (str, Raw)
_NUMBERS = (int, float)
_VALUES = (str, int, float, list, tuple, dict)

Number = int | float
"""A whole number, or a reference to one: cdktf gives references this type too."""

_DURATION = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?(?:ns|us|µs|ms|s|m|h))+")
ACCOUNT_ID = re.compile(r"[0-9]{12}")
_REGION_CODE = r"(?:eusc-)?[a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-[0-9]"
_REGION = re.compile(_REGION_CODE)
ARN = re.compile(
    rf"arn:(?P<partition>aws[a-z-]*):(?P<service>[a-z0-9-]+):(?P<region>{_REGION_CODE}|)"
    r":(?P<account>[0-9]{12}|aws|):(?P<resource>(?:(?![$%]\{)[ -~])+)"
)
# https://docs.aws.amazon.com/IAM/latest/APIReference/API_PolicyDescriptorType.html
ARN_LIMIT = 2048
_PATH_LIMIT = 4096


class Alphabet(NamedTuple):
    """The characters that a service takes in a text, and the rule that says so."""

    characters: re.Pattern[str]
    rule: str


class Values:
    """The checks for the values of one subject, each of which may be an argument or an item."""

    def __init__(self, subject: Subject | str) -> None:
        self._subject = subject

    @property
    def subject(self) -> str:
        """The owner of the arguments, as error messages name it."""
        return str(self._subject)

    def fail(self, argument: str, rule: str, value: object, *, secret: bool = False) -> NoReturn:
        """Raise the error for one argument."""
        if is_of_other_base(value):
            rule += f", of {BASE} ({INSTEAD})"
        raise InvalidArgument(self.subject, argument, rule, value, secret=secret)

    def optional(
        self,
        check: Callable[Concatenate[str, V, P], R],
        argument: str,
        value: V | None,
        *rest: P.args,
        **options: P.kwargs,
    ) -> R | None:
        """One of the checks below, for an argument that may be ``None``."""
        return None if value is None else check(argument, value, *rest, **options)

    def instance(self, argument: str, value: object, kind: type, *others: type) -> None:
        """Accept an instance of one of several classes; the error recommends the first."""
        if not isinstance(value, (kind, *others)):
            article = "an" if kind.__name__[0] in "AEIO" else "a"
            self.fail(argument, f"be {article} {kind.__name__}", value)

    def boolean(self, argument: str, value: bool) -> bool:
        """Accept True, False or a reference to one of them, for Terraform to read."""
        if not isinstance(value, bool) and (isinstance(value, _VALUES) or not is_token(value)):
            self.fail(argument, "be True or False", value)
        return value

    def switch(self, argument: str, value: bool) -> bool:
        """Accept True or False, and no reference: it decides what is made."""
        if not isinstance(value, bool):
            known = ", known at synthesis" if is_token(value) else ""
            self.fail(argument, f"be True or False{known}", value)
        return value

    def integer(
        self, argument: str, value: Number, minimum: int, maximum: int, unit: str = ""
    ) -> Number:
        """Accept a whole number within bounds; booleans are rejected."""
        if type(value) in _NUMBERS and is_token(value):
            return value
        whole = type(value) is int
        if not whole or not minimum <= value <= maximum:
            rule = rule_phrases.within(minimum, maximum, unit, "" if whole else rule_phrases.WHOLE)
            self.fail(argument, rule, value)
        return value

    def number(
        self, argument: str, value: float, minimum: float, maximum: float, unit: str = ""
    ) -> float:
        """Accept a number within bounds, whole or not; booleans are rejected."""
        numeric = type(value) in _NUMBERS
        if numeric and is_token(value):
            return value
        if not numeric or not minimum <= value <= maximum:
            number = "" if numeric else "a number, "
            self.fail(argument, f"be {number}{minimum:g} to {maximum:g} {unit}".rstrip(), value)
        return value

    def known(self, argument: str, value: V, reason: str) -> V:
        """Accept a checked value that is no reference."""
        if is_token(value):
            self.fail(argument, f"be a literal value: {reason}", value)
        return value

    def one_of(self, argument: str, value: T, allowed: Collection[str]) -> T:
        """Accept one of a few words (or numbers written as strings), or a reference to one."""
        known = not self.holds_reference(argument, value)
        if known and (type(value) is not str or value not in allowed):
            self.fail(argument, rule_phrases.one_of(allowed), value)
        return value

    def literal(self, argument: str, value: T, kind: object) -> T:
        """Accept one of the values of a ``typing.Literal``."""
        return self.one_of(argument, value, get_args(kind))

    def choice(self, argument: str, value: T, kind: object) -> T:
        """Accept one of the values of a ``typing.Literal``, and no reference: it decides much."""
        return self.literal(argument, self.known(argument, value, _DECIDES), kind)

    def text(
        self,
        argument: str,
        value: str,
        maximum: int,
        *,
        minimum: int = 1,
        multiline: bool = False,
        secret: bool = False,
        only: Alphabet | None = None,
    ) -> str:
        """Accept free text without control characters; its length is counted in characters.

        If it contains a reference, only the literal parts are checked, and the length is not.
        ``only`` limits its characters further.
        """
        if type(value) not in _STRINGS:
            self.fail(argument, "be a string", value, secret=secret)
        if names_unknown_reference(value):
            self.fail(argument, rule_phrases.NO_UNKNOWN_REFERENCE, value, secret=secret)
        known = "".join(ANY_TOKEN.split(value))
        if not is_token(value) and not minimum <= len(value) <= maximum:
            rule = rule_phrases.length(minimum, maximum)
            self.fail(argument, rule if value else f"not be empty ({rule})", value, secret=secret)
        allowed = "\n\r\t" if multiline else ""
        if any(unicodedata.category(c) in {"Cc", "Cs"} and c not in allowed for c in known):
            self.fail(argument, rule_phrases.NO_CONTROL_CHARACTERS, value, secret=secret)
        if only is not None and not only.characters.fullmatch(known):
            self.fail(argument, only.rule, value, secret=secret)
        return value

    def pattern(self, argument: str, value: T, pattern: re.Pattern[str], rule: str) -> T:
        """Accept a string of one syntax; beside a reference, text that Terraform leaves as it is.

        A pattern that matches ``${`` or ``%{`` needs the caller to escape the value.
        """
        known = not self.holds_reference(argument, value)
        if known and (type(value) is not str or not pattern.fullmatch(value)):
            self.fail(argument, rule, value)
        return value

    def holds_reference(self, argument: str, value: object) -> bool:
        """Whether a value is a string that holds a reference, so that its syntax is not known.

        The text beside the reference must be one that Terraform leaves as it is, since a value with
        a syntax is not escaped.
        """
        if type(value) is not str or not is_token(value):
            return False
        self.text(argument, value, 0)
        if is_evaluated(value):
            self.fail(argument, rule_phrases.NOT_EVALUATED, value)
        return True

    def local_path(self, argument: str, value: str | Path | None) -> None:
        """Accept a path of this machine, or none, but no reference."""
        if value is not None:
            self.instance(argument, value, Path, str)
            self.text(argument, str(value), _PATH_LIMIT)
            self.known(argument, value, "it is read at synthesis")

    def duration(self, argument: str, value: str) -> str:
        """Accept a duration in Go's syntax, such as ``10m``."""
        return self.pattern(argument, value, _DURATION, "be a duration such as '10m'")

    def account_id(self, argument: str, value: str) -> str:
        """Accept an AWS account id: a string of 12 digits, including leading zeros."""
        return self.pattern(argument, value, ACCOUNT_ID, rule_phrases.ACCOUNT_ID)

    def region(self, argument: str, value: str) -> str:
        """Accept an AWS Region code such as ``eu-west-1``."""
        return self.pattern(argument, value, _REGION, "be a Region code such as 'eu-west-1'")

    def arn(
        self,
        argument: str,
        value: str,
        service: str | None,
        resource: str = "",
        maximum: int = ARN_LIMIT,
    ) -> dict[str, str] | None:
        """Accept an ARN of one service; return its parts, or ``None`` for a reference.

        Args:
            argument: The argument's name.
            value: The ARN.
            service: The service, such as ``"iam"``; ``None`` for any.
            resource: The required prefix of the resource part, such as ``"role/"``.
            maximum: The most characters that the service takes.
        """
        rule = rule_phrases.arn(service, resource)
        if self.holds_reference(argument, value):
            return None
        match = ARN.fullmatch(value) if type(value) is str else None
        if match is None or service not in (None, match["service"]):
            self.fail(argument, rule, value)
        parts = match.groupdict()
        if not parts["resource"].startswith(resource) or parts["resource"] == resource:
            self.fail(argument, rule, value)
        if parts["account"] == "aws" and not parts["resource"].startswith("policy/"):
            self.fail(argument, rule, value)
        kind = ARN_RESOURCES.get((service or "", resource))
        if kind and not kind.fits(parts["region"], parts["account"], parts["resource"]):
            self.fail(argument, rule, value)
        if len(value) > maximum:
            self.fail(argument, rule_phrases.length(1, maximum), value)
        return parts
