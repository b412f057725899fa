"""Argument checks in Python, before jsii: one method for each type of value.

Every method returns an accepted value, passes references (tokens) through, and raises
``InvalidArgument`` otherwise. The caller handles ``None``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Concatenate, NoReturn, ParamSpec, TypeVar, get_args

from cdktf import TerraformProvider
from constructs import Construct, IConstruct

from lambda_container.checks import rule_phrases
from lambda_container.checks.subject import Subject
from lambda_container.errors import InvalidArgument
from lambda_container.terraform.construct_tree import node_of
from lambda_container.terraform.escaping import Raw, is_evaluated, literal_texts
from lambda_container.terraform.placement import Placement
from lambda_container.terraform.references import STRING_TOKEN, is_token, names_unknown_reference

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

_CONSTRUCT_ID = re.compile(r"[A-Za-z0-9_-]+")
_DURATION = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?(?:ns|us|µs|ms|s|m|h))+")
ACCOUNT_ID = re.compile(r"[0-9]{12}")
_REGION = re.compile(r"[a-z]{2,4}(-[a-z]+)+-[0-9]")
ARN = re.compile(
    r"arn:(?P<partition>aws[a-z-]*):(?P<service>[a-z0-9-]+):(?P<region>[a-z0-9-]*)"
    r":(?P<account>[0-9]{12}|aws|):(?P<resource>(?:(?![$%]\{)[!-~])+)"
)
# https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
TAG_LIMIT = 50
TAG_KEY_LIMIT = 128
TAG_VALUE_LIMIT = 256


class Arguments:
    """The checks for the arguments of one construct or value."""

    def __init__(self, subject: Subject | str) -> None:
        self._subject = subject

    @classmethod
    def of(cls, noun: str, scope: object, id: object) -> Arguments:  # noqa: A002
        """Check scope and id, and return the checks for the other arguments.

        An id consists of ASCII letters, digits, ``-`` and ``_``: cdktf silently drops all other
        characters, so two ids could become equal and the second construct replace the first.
        """
        if not (isinstance(scope, Construct) or hasattr(scope, "__jsii_ref__")):
            raise InvalidArgument(f"{noun} {id!r}", "scope", "be a construct", scope)
        if not isinstance(id, str) or not _CONSTRUCT_ID.fullmatch(id):
            arguments = cls(f"{noun} {id!r}")
            arguments.fail("id", "be ASCII letters, digits, '-' and '_'", id)
        construct_scope: IConstruct = scope  # type: ignore[assignment]
        subject = Subject(noun, construct_scope, id)
        if node_of(construct_scope).try_find_child(id) is not None:
            cls(subject).fail("id", "be unique among its siblings", id)
        return cls(subject)

    @classmethod
    def about(cls, construct: IConstruct) -> Arguments:
        """The checks for the arguments of a construct's methods."""
        return cls(Subject(type(construct).__name__, construct))

    @property
    def subject(self) -> str:
        """The owner of the arguments, as error messages name it."""
        return str(self._subject)

    @property
    def path(self) -> str:
        """The path of the construct that the arguments belong to."""
        return self._subject.path if isinstance(self._subject, Subject) else self._subject

    def fail(self, argument: str, rule: str, value: object, *, secret: bool = False) -> NoReturn:
        """Raise the error for one argument."""
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
        if type(value) is str and is_token(value):
            return self._beside_references(argument, value)
        if type(value) is not str or value not in allowed:
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
    ) -> str:
        """Accept free text without control characters; its length is counted in characters.

        If it contains a reference, only the literal parts are checked, and the length is not.
        """
        if type(value) not in _STRINGS:
            self.fail(argument, "be a string", value, secret=secret)
        if names_unknown_reference(value):
            self.fail(argument, rule_phrases.NO_UNKNOWN_REFERENCE, value, secret=secret)
        known = "".join(STRING_TOKEN.split(value))
        if known == value and not minimum <= len(value) <= maximum:
            rule = rule_phrases.length(minimum, maximum)
            self.fail(argument, rule if value else f"not be empty ({rule})", value, secret=secret)
        allowed = "\n\r\t" if multiline else ""
        if any(unicodedata.category(c) in {"Cc", "Cs"} and c not in allowed for c in known):
            self.fail(argument, rule_phrases.NO_CONTROL_CHARACTERS, value, secret=secret)
        return value

    def pattern(self, argument: str, value: T, pattern: re.Pattern[str], rule: str) -> T:
        """Accept a string of one syntax; beside a reference, text that Terraform leaves as it is.

        A pattern that matches ``${`` or ``%{`` needs the caller to escape the value.
        """
        if type(value) is str and is_token(value):
            return self._beside_references(argument, value)
        if type(value) is not str or not pattern.fullmatch(value):
            self.fail(argument, rule, value)
        return value

    def _beside_references(self, argument: str, value: T) -> T:
        # The syntax of the whole is not known, and the text is not escaped.
        self.text(argument, value, 0)
        if is_evaluated(value):
            self.fail(argument, rule_phrases.NOT_EVALUATED, value)
        return value

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
        self, argument: str, value: str, service: str | None, resource: str = ""
    ) -> dict[str, str] | None:
        """Accept an ARN of one service; return its parts, or ``None`` for a reference.

        Args:
            argument: The argument's name.
            value: The ARN.
            service: The service, such as ``"iam"``; ``None`` for any.
            resource: The required prefix of the resource part, such as ``"role/"``.
        """
        rule = rule_phrases.arn(service, resource)
        if type(value) is str and is_token(value):
            self._beside_references(argument, value)
            return None
        match = ARN.fullmatch(value) if type(value) is str else None
        if match is None or service not in (None, match["service"]):
            self.fail(argument, rule, value)
        if not match["resource"].startswith(resource) or match["resource"] == resource:
            self.fail(argument, rule, value)
        return match.groupdict()

    def strings(self, argument: str, value: Iterable[str], maximum: int) -> list[str]:
        """Accept a list or tuple of strings, or a reference to a list; no single string."""
        items = self._sequence(argument, value, "strings")
        if is_token(items):
            if len(items) > 1:
                self.fail(argument, rule_phrases.NO_LIST_REFERENCE_AMONG_ITEMS, value)
            return items
        return [self.text(f"{argument}[{i}]", item, maximum) for i, item in enumerate(items)]

    def known_strings(self, argument: str, value: Iterable[str], maximum: int) -> list[str]:
        """Accept a list or tuple of strings whose number is known at synthesis."""
        items = self.strings(argument, value, maximum)
        return self.known(argument, items, "each item becomes an argument of its own")

    def _sequence(self, argument: str, value: Iterable[V], kind: str) -> list[V]:
        if isinstance(value, (str, bytes)) or not isinstance(value, Sequence):
            self.fail(argument, f"be a list of {kind}", value)
        return list(value)

    def items(self, argument: str, value: Sequence[V], kind: type[V]) -> list[V]:
        """Accept a list or tuple of instances of one class."""
        items = self._sequence(argument, value, kind.__name__)
        for i, item in enumerate(items):
            self.instance(f"{argument}[{i}]", item, kind)
        return items

    def mapping(self, argument: str, value: Mapping[str, V]) -> dict[str, V]:
        """Accept a mapping with string keys; return it sorted. The caller checks the values."""
        if not isinstance(value, Mapping):
            self.fail(argument, "map strings to strings", value, secret=True)
        for key in value:
            if type(key) is not str:
                self.fail(argument, "have strings as keys", key)
        return {key: value[key] for key in sorted(value)}

    def tags(self, argument: str, value: Mapping[str, str]) -> dict[str, str]:
        """Accept at most 50 tags; keys of 1-128, values of 0-256 characters, no ``aws:`` prefix."""
        tags = self.mapping(argument, value)
        if len(tags) > TAG_LIMIT:
            self.fail(argument, rule_phrases.tags(TAG_LIMIT), f"{len(tags)} tags")
        for key, text in tags.items():
            self.text(f"{argument} key", key, TAG_KEY_LIMIT)
            if key.lower().startswith("aws:"):
                self.fail(f"{argument} key", rule_phrases.TAG_KEY, key)
            self.text(f"{argument}[{key!r}]", text, TAG_VALUE_LIMIT, minimum=0)
        return tags

    def literal_tags(self, tags: Mapping[str, str] | None) -> dict[str, str] | None:
        """Check ``tags`` and escape them for Terraform; ``None`` if there are none."""
        return literal_texts(self.tags("tags", tags or {})) or None

    def placement(self, region: str | None, provider: TerraformProvider | None) -> Placement:
        """Check ``region`` and combine it with ``provider``."""
        self.optional(self.region, "region", region)
        return Placement(region, self.provider(provider))

    def provider(self, provider: TerraformProvider | None) -> TerraformProvider | None:
        """Accept a provider, or none."""
        self.optional(self.instance, "provider", provider, TerraformProvider)
        return provider

    def default_name(self, name: str | None) -> str:
        """The given name, or the construct's path joined by ``-``."""
        return self.path.replace("/", "-") if name is None else name
