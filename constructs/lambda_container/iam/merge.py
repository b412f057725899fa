"""Merging of statements, and their distribution over several policies."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from lambda_container.iam.statement import Statement
from lambda_container.terraform.references import ANY_TOKEN, is_token

# A reference stands for an ARN or a part of one: few ARNs are longer.
_REFERENCE_SIZE = 128
_ENVELOPE = json.dumps({"Version": "2012-10-17", "Statement": []}, separators=(",", ":"))


def merged(statements: Iterable[Statement]) -> list[Statement]:
    """Merge statements into one for each set of resources that actions share, and sort them.

    The result is the same in whatever order statements are added, and however many at once. Allows
    come before denies, each sorted by action.
    """
    joined = [one for group in _alike(statements) for one in _joined(group)]
    return sorted(joined, key=_place)


def size(statements: Sequence[Statement], reference_size: int = _REFERENCE_SIZE) -> int:
    """The size of a policy in characters, as IAM counts them: without white space.

    Args:
        statements: The policy's statements.
        reference_size: The size that a reference counts as.
    """
    return len(_ENVELOPE) + sum(_size(statement, reference_size) + 1 for statement in statements)


def packed(statements: Iterable[Statement], limits: Iterator[int]) -> list[list[Statement]]:
    """Distribute statements over as few policies as their order allows.

    Args:
        statements: In the required order.
        limits: The size of the first policy, of the second, and so on.
    """
    policies: list[list[Statement]] = [[]]
    room = next(limits) - size([])
    for statement in statements:
        left: Statement | None = statement
        while left is not None:
            part, rest = _divided(left, room - 1, whole=not policies[-1])
            if part is not None:
                policies[-1].append(part)
                room -= _size(part) + 1
            if rest is not None:
                policies.append([])
                room = next(limits) - size([])
            left = rest
    return policies


def _alike(statements: Iterable[Statement]) -> Iterable[list[Statement]]:
    """The statements that differ in their actions and resources only."""
    groups: dict[Hashable, list[Statement]] = {}
    for statement in statements:
        key = (
            statement.sid,
            statement.effect,
            statement.conditions,
            statement.principals,
            # No item can be added to a reference to a list.
            tuple(x for x in (statement.actions, statement.resources) if is_token(x)),
        )
        groups.setdefault(key, []).append(statement)
    return groups.values()


def _joined(statements: Sequence[Statement]) -> Iterator[Statement]:
    first = statements[0]
    if len(statements) == 1 and sorted(first.actions) == list(first.actions):
        yield first
        return
    resources_of: dict[str, dict[str, None]] = {}
    for statement in statements:
        for action in statement.actions:
            resources_of.setdefault(action, {}).update(dict.fromkeys(statement.resources))
    alike: dict[frozenset[str], tuple[list[str], list[str]]] = {}
    for action, resources in resources_of.items():
        alike.setdefault(frozenset(resources), ([], list(resources)))[0].append(action)
    for actions, shared in alike.values():
        yield replace(first, actions=sorted(actions), resources=shared, allow_wildcards=True)


def _place(statement: Statement) -> tuple[object, ...]:
    """Where a statement is in a policy; the numbers of references decide nothing."""
    rest = (statement.sid, statement.conditions, statement.principals, statement.resources)
    return (statement.effect, statement.actions, ANY_TOKEN.sub("", str(rest)))


@lru_cache(maxsize=4096)
def _size(statement: Statement, reference_size: int = _REFERENCE_SIZE) -> int:
    text = json.dumps(statement.document(), separators=(",", ":"), ensure_ascii=False)
    return len(ANY_TOKEN.sub("x" * reference_size, text))


def _divided(
    statement: Statement, room: int, *, whole: bool
) -> tuple[Statement | None, Statement | None]:
    """The part of a statement that fits, and the rest.

    An empty policy (``whole``) has to take something: the actions are divided if the resources
    cannot be, and one action on one resource is the smallest statement.
    """
    if _size(statement) <= room:
        return statement, None
    for attribute in ("resources", "actions")[: 2 if whole else 1]:
        if count := _fitting(statement, attribute, room):
            values = getattr(statement, attribute)
            return (
                _with(statement, attribute, values[:count]),
                _with(statement, attribute, values[count:]),
            )
    return (statement, None) if whole else (None, statement)


def _fitting(statement: Statement, attribute: str, room: int) -> int:
    """The number of a statement's resources or actions that fit; 0 if none does."""
    values = getattr(statement, attribute)

    def size_with(count: int) -> int:
        return _size(_with(statement, attribute, values[:count]))

    return bisect_right(range(1, len(values)), room, key=size_with)


def _with(statement: Statement, attribute: str, values: Sequence[str]) -> Statement:
    changes: dict[str, Any] = {attribute: values}
    return replace(statement, allow_wildcards=True, **changes)
