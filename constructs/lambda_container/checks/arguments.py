"""Checks of arguments, in Python, before jsii: one method for each kind of value.

Every method returns the value that it accepted, lets references (tokens) through, and raises
``InvalidArgument`` otherwise. ``None`` is for the caller to handle.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Concatenate, NoReturn, ParamSpec, TypeVar, get_args

from cdktf import TerraformProvider
from constructs import Construct, IConstruct

from lambda_container.checks import rule_phrases
from lambda_container.errors import InvalidArgument
from lambda_container.terraform.construct_tree import node_of, path_of
from lambda_container.terraform.escaping import literal_texts
from lambda_container.terraform.placement import Placement
from lambda_container.terraform.references import STRING_TOKEN, is_token

T = TypeVar("T", bound=str)
V = TypeVar("V")
R = TypeVar("R")
P = ParamSpec("P")

Number = int | float
"""A whole number, or a reference to one, which cdktf types like this."""

_CONSTRUCT_ID = re.compile(r"[A-Za-z0-9_-]+")
_DURATION = re.compile(r"(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+")
ACCOUNT_ID = re.compile(r"\d{12}")
_REGION = re.compile(r"[a-z]{2,4}(-[a-z]+)+-\d")
ARN = re.compile(
    r"arn:(?P<partition>aws[a-z-]*):(?P<service>[a-z0-9-]+):(?P<region>[a-z0-9-]*)"
    r":(?P<account>\d{12}|aws|):(?P<resource>(?:(?![$%]\{)[!-~])+)"
)
# https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
TAG_LIMIT = 50
TAG_KEY_LIMIT = 128
TAG_VALUE_LIMIT = 256


class Subject:
    """Who an error speaks of: ``ContainerFunction 'dev/Orders'``.

    The path is read from Node only when it is needed.
    """

    def __init__(
        self,
        noun: str,
        scope: IConstruct,
        id: str | None = None,  # noqa: A002 - constructs' own name
    ) -> None:
        # Without an id, of the scope itself.
        self._noun, self._scope, self._id = noun, scope, id

    @property
    def path(self) -> str:
        """The construct's path, such as ``dev/Orders``."""
        above = path_of(self._scope)
        return "/".join(part for part in (above, self._id) if part)

    def __str__(self) -> str:
        return f"{self._noun} '{self.path}'"


class Arguments:
    """The checks for the arguments of one construct or value."""

    def __init__(self, subject: Subject | str) -> None:
        self._subject = subject

    @classmethod
    def of(cls, noun: str, scope: object, id: object) -> Arguments:  # noqa: A002
        """Check scope and id, and return the checks for the other arguments.

        An id is ASCII letters, digits, ``-`` and ``_``: cdktf drops every other character without
        a word, after which two ids may be one and the second construct replaces the first.
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
        """The checks for the arguments of a construct's verbs."""
        return cls(Subject(type(construct).__name__, construct))

    @property
    def subject(self) -> str:
        """Who the arguments belong to, as error messages say it."""
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
        """An instance of one of a few classes; the first is the one to recommend."""
        if not isinstance(value, (kind, *others)):
            article = "an" if kind.__name__[0] in "AEIO" else "a"
            self.fail(argument, f"be {article} {kind.__name__}", value)

    def boolean(self, argument: str, value: bool) -> bool:
        """True or False, nothing that merely counts as one."""
        if not isinstance(value, bool) and not is_token(value):
            self.fail(argument, "be True or False", value)
        return value

    def integer(
        self, argument: str, value: Number, minimum: int, maximum: int, unit: str = ""
    ) -> Number:
        """A whole number within bounds; a bool is none."""
        if is_token(value):
            return value
        whole = isinstance(value, int) and not isinstance(value, bool)
        if not whole or not minimum <= value <= maximum:
            rule = rule_phrases.within(minimum, maximum, unit, "" if whole else rule_phrases.WHOLE)
            self.fail(argument, rule, value)
        return value

    def number(
        self, argument: str, value: float, minimum: float, maximum: float, unit: str = ""
    ) -> float:
        """A number within bounds, whole or not; a bool is none."""
        if is_token(value):
            return value
        numeric = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not numeric or not minimum <= value <= maximum:
            number = "" if numeric else "a number, "
            self.fail(argument, f"be {number}{minimum:g} to {maximum:g} {unit}".rstrip(), value)
        return value

    def one_of(self, argument: str, value: T, allowed: Collection[str]) -> T:
        """One of a few words (or numbers written as text)."""
        if not is_token(value) and not (isinstance(value, str) and value in allowed):
            self.fail(argument, rule_phrases.one_of(allowed), value)
        return value

    def literal(self, argument: str, value: T, kind: object) -> T:
        """One of the words of a ``typing.Literal``."""
        return self.one_of(argument, value, get_args(kind))

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
        """Free text without control characters, its length counted in characters.

        Around a reference, only the literal parts are checked, and the length is not.
        """
        if not isinstance(value, str):
            self.fail(argument, "be text", value, secret=secret)
        known = "".join(STRING_TOKEN.split(value))
        if known == value and not minimum <= len(value) <= maximum:
            rule = rule_phrases.length(minimum, maximum)
            self.fail(argument, rule if value else f"not be empty ({rule})", value, secret=secret)
        allowed = "\n\r\t" if multiline else ""
        if any(unicodedata.category(c) in {"Cc", "Cs"} and c not in allowed for c in known):
            self.fail(argument, rule_phrases.NO_CONTROL_CHARACTERS, value, secret=secret)
        return value

    def pattern(self, argument: str, value: str, pattern: re.Pattern[str], rule: str) -> str:
        """Text of one syntax. Around a reference nothing is checked but control characters."""
        if isinstance(value, str) and is_token(value):
            return self.text(argument, value, 0)
        if not isinstance(value, str) or not pattern.fullmatch(value):
            self.fail(argument, rule, value)
        return value

    def duration(self, argument: str, value: str) -> str:
        """How long Terraform waits, as Go writes it, such as ``10m``."""
        return self.pattern(argument, value, _DURATION, "be a duration such as '10m'")

    def account_id(self, argument: str, value: str) -> str:
        """An AWS account id: 12 digits, as text (leading zeros count)."""
        return self.pattern(argument, value, ACCOUNT_ID, rule_phrases.ACCOUNT_ID)

    def region(self, argument: str, value: str) -> str:
        """An AWS Region's code, such as ``eu-west-1``."""
        return self.pattern(argument, value, _REGION, "be a Region's code such as 'eu-west-1'")

    def arn(
        self, argument: str, value: str, service: str | None, resource: str = ""
    ) -> dict[str, str] | None:
        """An ARN of one service; its parts, or ``None`` for a reference.

        Args:
            argument: Its name.
            value: The ARN.
            service: Such as ``"iam"``; ``None`` for any.
            resource: What the resource part must begin with, such as ``"role/"``.
        """
        rule = rule_phrases.arn(service, resource)
        if isinstance(value, str) and is_token(value):
            self.text(argument, value, 0)
            return None
        match = ARN.fullmatch(value) if isinstance(value, str) else None
        if match is None or service not in (None, match["service"]):
            self.fail(argument, rule, value)
        if not match["resource"].startswith(resource) or match["resource"] == resource:
            self.fail(argument, rule, value)
        return match.groupdict()

    def strings(self, argument: str, value: Iterable[str], maximum: int) -> list[str]:
        """A list or tuple of texts; a single text is no list."""
        if is_token(value):
            return list(value)
        if isinstance(value, (str, bytes)) or not isinstance(value, Sequence):
            self.fail(argument, "be a list of texts", value)
        return [self.text(f"{argument}[{i}]", item, maximum) for i, item in enumerate(value)]

    def items(self, argument: str, value: Sequence[V], kind: type[V]) -> list[V]:
        """A list or tuple of values of one class."""
        if isinstance(value, (str, bytes)) or not isinstance(value, Sequence):
            self.fail(argument, f"be a list of {kind.__name__}", value)
        for i, item in enumerate(value):
            if not isinstance(item, kind):
                self.fail(f"{argument}[{i}]", f"be a {kind.__name__}", item)
        return list(value)

    def mapping(self, argument: str, value: Mapping[str, V]) -> dict[str, V]:
        """A mapping whose keys are texts, sorted by key; the values are for the caller."""
        if not isinstance(value, Mapping):
            self.fail(argument, "be a mapping of texts to texts", value, secret=True)
        for key in value:
            if not isinstance(key, str):
                self.fail(argument, "have texts as keys", key)
        return {key: value[key] for key in sorted(value)}

    def tags(self, argument: str, value: Mapping[str, str]) -> dict[str, str]:
        """Tags as AWS takes them: at most 50, key 1-128, value 0-256 characters, no ``aws:``."""
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
        """The argument ``tags``, escaped for Terraform; ``None`` without any."""
        return literal_texts(self.tags("tags", tags or {})) or None

    def placement(self, region: str | None, provider: TerraformProvider | None) -> Placement:
        """The arguments ``region`` and ``provider``."""
        self.optional(self.region, "region", region)
        return Placement(region, provider)

    def default_name(self, name: str | None) -> str:
        """The name that was given, else the construct's path, joined by ``-``."""
        return self.path.replace("/", "-") if name is None else name
