"""Argument checks in Python, before jsii: those of ``Values``, and of lists, maps and tags."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Concatenate

from cdktf import TerraformProvider
from constructs import Construct, IConstruct

from lambda_container.base import BASE, INSTEAD, is_of_other_base, may_be_mixed
from lambda_container.checks import rule_phrases
from lambda_container.checks.subject import Subject, named
from lambda_container.checks.values import Alphabet, P, V, Values
from lambda_container.errors import InvalidArgument
from lambda_container.terraform.aws_provider import default_tags
from lambda_container.terraform.construct_tree import (
    CONSTRUCT_ID,
    node_of,
    path_of,
    same_app,
    stack_of,
)
from lambda_container.terraform.escaping import literal_texts
from lambda_container.terraform.placement import Placement
from lambda_container.terraform.references import is_token, names_unknown_list

CONSTRUCT_ID_RULE = "be ASCII letters, digits, '-' and '_'"
# https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
# and, for the characters, https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html
TAG_LIMIT = 50
TAG_KEY_LIMIT = 128
TAG_VALUE_LIMIT = 256
# \w is every letter and digit, and \s every space: control characters are refused before.
TAG = Alphabet(re.compile(r"[\w\s.:/=+@-]*"), "hold letters, digits, spaces and '_.:/=+-@' only")


class Arguments(Values):
    """The checks for the arguments of one construct or value."""

    @classmethod
    def of(
        cls,
        noun: str,
        scope: object,
        id: object,  # noqa: A002 - constructs' own name
        *,
        is_stack: bool = False,
    ) -> Arguments:
        """Check scope and id, and return the checks for the other arguments.

        An id consists of ASCII letters, digits, ``-`` and ``_``: cdktf silently drops all other
        characters, so two ids could become equal and the second construct replace the first.
        """
        if not (isinstance(scope, Construct) or hasattr(scope, "node")):
            raise InvalidArgument(named(noun, id), "scope", "be a construct", scope)
        if not isinstance(id, str) or not CONSTRUCT_ID.fullmatch(id):
            arguments = cls(named(noun, id))
            arguments.fail("id", CONSTRUCT_ID_RULE, id)
        construct_scope: IConstruct = scope  # type: ignore[assignment]
        place = construct_scope if is_stack else _stack(noun, construct_scope, id)
        if is_of_other_base(place):
            raise InvalidArgument(named(noun, id), "scope", f"be of {BASE} ({INSTEAD})", place)
        if may_be_mixed():
            _check_bases(noun, place, id)
        subject = Subject(noun, construct_scope, id)
        if node_of(construct_scope).try_find_child(id) is not None:
            cls(subject).fail("id", "be unique among its siblings: give one of them another id", id)
        return cls(subject)

    def construct_id(self, value: str) -> None:
        """Accept an id of a construct: ASCII letters, digits, ``-`` and ``_``."""
        self.pattern("id", value, CONSTRUCT_ID, CONSTRUCT_ID_RULE)

    @classmethod
    def about(cls, construct: IConstruct) -> Arguments:
        """The checks for the arguments of a construct's methods."""
        return cls(Subject(type(construct).__name__, construct))

    @property
    def path(self) -> str:
        """The path of the construct that the arguments belong to."""
        return self._subject.path if isinstance(self._subject, Subject) else self._subject

    @property
    def scope(self) -> IConstruct:
        """The parent of the construct that the arguments belong to, or that construct."""
        assert isinstance(self._subject, Subject)  # noqa: S101 - for mypy
        return self._subject.scope

    def strings(
        self,
        argument: str,
        value: Iterable[str],
        maximum: int,
        *,
        minimum: int = 1,
        multiline: bool = False,
        only: Alphabet | None = None,
    ) -> list[str]:
        """Accept a list or tuple of strings, or a reference to a list; no single string."""
        items = self._sequence(argument, value, "strings")
        if is_token(items):
            if len(items) > 1:
                self.fail(argument, rule_phrases.NO_LIST_REFERENCE_AMONG_ITEMS, value)
            if names_unknown_list(items[0]):
                self.fail(argument, rule_phrases.NO_UNKNOWN_REFERENCE, value)
            return items
        options: Any = {"minimum": minimum, "multiline": multiline, "only": only}
        return [
            self.text(f"{argument}[{i}]", item, maximum, **options) for i, item in enumerate(items)
        ]

    def known_strings(self, argument: str, value: Iterable[str], maximum: int) -> list[str]:
        """Accept a list or tuple of strings whose number is known at synthesis."""
        items = self.strings(argument, value, maximum)
        return self.known(argument, items, "each item becomes an argument of its own")

    def each(
        self,
        check: Callable[Concatenate[str, str, P], object],
        argument: str,
        items: Sequence[str],
        *rest: P.args,
        **options: P.kwargs,
    ) -> None:
        """Check each of some strings, unless they are a reference to a list."""
        if not is_token(items):
            for i, item in enumerate(items):
                check(f"{argument}[{i}]", item, *rest, **options)

    def _sequence(self, argument: str, value: Iterable[V], kind: str) -> list[V]:
        if isinstance(value, (str, bytes)) or not isinstance(value, Sequence):
            known = f"be a list of {kind}"
            rule = f"{known}; Token.as_list makes one of a reference" if is_token(value) else known
            self.fail(argument, rule, value)
        return list(value)

    def instance(self, argument: str, value: object, kind: type, *others: type) -> None:
        """Accept an instance of one of several classes; of constructs, those of the same App."""
        super().instance(argument, value, kind, *others)
        if isinstance(value, Construct) and isinstance(self._subject, Subject):
            self.of_same_app(argument, value, self.scope)

    def of_same_app(self, argument: str, construct: Construct, scope: IConstruct) -> None:
        """Refuse a construct of another App: CDKTF would refer to a stack that nobody deploys."""
        if is_of_other_base(construct):
            self.fail(argument, "be a construct", construct)
        if not same_app(construct, scope):
            rule = "be of the same App: read what another one made by its name or ARN"
            self.fail(argument, rule, path_of(construct))

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

    def tags(
        self, argument: str, value: Mapping[str, str], *, only: Alphabet | None = TAG
    ) -> dict[str, str]:
        """Accept at most 50 tags; keys of 1-128, values of 0-256 characters, no ``aws:`` prefix.

        By default, the characters are those that most services take: letters, digits, spaces and
        ``_.:/=+-@``.
        """
        tags = self.mapping(argument, value)
        if len(tags) > TAG_LIMIT:
            self.fail(argument, rule_phrases.tags(TAG_LIMIT), f"{len(tags)} tags")
        for key, text in tags.items():
            self.text(f"{argument} key", key, TAG_KEY_LIMIT, only=only)
            if key.lower().startswith("aws:"):
                self.fail(f"{argument} key", rule_phrases.TAG_KEY, key)
            self.text(f"{argument}[{key!r}]", text, TAG_VALUE_LIMIT, minimum=0, only=only)
        return tags

    def literal_tags(
        self,
        tags: Mapping[str, str] | None,
        provider: TerraformProvider | None = None,
        *,
        of_role: bool = False,
    ) -> dict[str, str] | None:
        """Check ``tags`` and escape them for Terraform; ``None`` if there are none.

        Args:
            tags: The argument.
            provider: The provider, whose ``default_tags`` count, too.
            of_role: Whether a role gets them: to IAM, the case of a key makes no difference.
        """
        checked = self.tags("tags", tags or {})
        if of_role and len({key.lower() for key in checked}) < len(checked):
            self.fail("tags", "have keys that differ in more than their case", sorted(checked))
        if checked and isinstance(self._subject, Subject):
            added = default_tags(self._subject.scope, provider)
            if len({*checked, *added}) > TAG_LIMIT:
                rule = (
                    f"{rule_phrases.tags(TAG_LIMIT)} with the provider's {len(added)} default_tags"
                )
                self.fail("tags", rule, f"{len(checked)} tags")
        return literal_texts(checked) or None

    def placement(self, region: str | None, provider: TerraformProvider | None) -> Placement:
        """Check ``region`` and combine it with ``provider``."""
        self.optional(self.region, "region", region)
        return Placement(region, self.provider(provider))

    def provider(self, provider: TerraformProvider | None) -> TerraformProvider | None:
        """Accept a provider, or none."""
        self.optional(self.instance, "provider", provider, TerraformProvider)
        if provider is not None and isinstance(self._subject, Subject):
            theirs = stack_of(provider)
            if theirs is not stack_of(self._subject.scope):
                rule = "be a provider of the same stack: each stack has providers of its own"
                self.fail("provider", rule, path_of(provider))
        return provider

    def default_name(self, name: str | None) -> str:
        """The given name, or the construct's path joined by ``-``."""
        return self.path.replace("/", "-") if name is None else name


def _check_bases(noun: str, place: IConstruct, id_: object) -> None:
    """Refuse what is of the other CDK above or below: Node would fail when it is synthesized."""
    above = node_of(place).scopes
    for construct in (*above, *node_of(place).find_all()):
        if is_of_other_base(construct):
            found = f"{type(construct).__module__}.{type(construct).__name__}"
            value = f"{path_of(construct) or 'the App'} ({found})"
            rule = f"be of {BASE}, with all that is in it ({INSTEAD})"
            raise InvalidArgument(named(noun, id_), "scope", rule, value)


def _stack(noun: str, scope: IConstruct, id_: object) -> IConstruct:
    if is_of_other_base(scope):  # an App, too
        raise InvalidArgument(named(noun, id_), "scope", f"be of {BASE} ({INSTEAD})", scope)
    try:
        return stack_of(scope)
    except RuntimeError:  # Node's
        rule = "be a stack, or in one"
        raise InvalidArgument(named(noun, id_), "scope", rule, scope) from None
