"""Merging of statements, and their distribution over several policies."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from lambda_container.iam.statement import Statement
from lambda_container.terraform.references import ANY_TOKEN, is_token

# A reference stands for an ARN or a part of one: few ARNs are longer.
_REFERENCE_SIZE = 128
_ENVELOPE = json.dumps({"Version": "2012-10-17", "Statement": []}, separators=(",", ":"))


def merged(statements: Iterable[Statement]) -> list[Statement]:
    """Merge statements that differ only in their resources or only in their actions, and sort them.

    Allows come before denies, each sorted by action; otherwise, statements keep their order.
    """
    joined = _joined(statements, lambda s: frozenset(s.actions))
    joined = _joined(joined, lambda s: frozenset(s.resources))
    ordered = (
        s if sorted(s.actions) == list(s.actions) else _with(s, "actions", sorted(s.actions))
        for s in joined
    )
    return sorted(ordered, key=lambda s: (s.effect, s.actions))


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


def _joined(
    statements: Iterable[Statement], shared: Callable[[Statement], Hashable]
) -> list[Statement]:
    groups: dict[Hashable, Statement] = {}
    for statement in statements:
        key = (
            statement.sid,
            statement.effect,
            statement.conditions,
            statement.principals,
            shared(statement),
            # No item can be added to a reference to a list.
            tuple(x for x in (statement.actions, statement.resources) if is_token(x)),
        )
        first = groups.get(key)
        groups[key] = (
            statement
            if first is None
            else replace(
                first,
                actions=list(dict.fromkeys([*first.actions, *statement.actions])),
                resources=list(dict.fromkeys([*first.resources, *statement.resources])),
                allow_wildcards=True,
            )
        )
    return list(groups.values())


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
