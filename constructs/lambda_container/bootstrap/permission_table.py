"""What Terraform needs for each type of resource, as permissions.toml lists it."""

from __future__ import annotations

import pkgutil
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from lambda_container.bootstrap.foundation import Foundation
from lambda_container.iam.condition import Condition
from lambda_container.iam.statement import Statement

_FILE = "permissions.toml"
_ROLES = "iam::{account}:role/{name}"


@dataclass(frozen=True, slots=True)
class Needs:
    """What Terraform needs for one type.

    Attributes:
        grants: Actions and the resources that they are for.
        named: The argument that has the resource's name, if it has one.
        before: What a name has before the environment's prefix.
        others: How names begin that the library gives.
        passes: Services that roles are passed to.
        roles: Patterns of these roles.
    """

    grants: tuple[Mapping[str, Any], ...]
    named: str | None
    before: str
    others: tuple[str, ...]
    passes: tuple[str, ...]
    roles: tuple[str, ...]

    def statements(self, foundation: Foundation, *, write: bool) -> Iterator[Statement]:
        """The permissions to plan or, with ``write``, to apply.

        Args:
            foundation: The environment.
            write: Whether to change resources, not only to read them.
        """
        for grant in self.grants:
            actions = [*grant.get("read", ()), *(grant.get("write", ()) if write else ())]
            resources = _arns(grant.get("resources", ()), foundation)
            if actions:
                yield _statement(actions, resources, _for(grant, foundation))
            if write and "bounded" in grant:
                boundary = [foundation.permissions_boundary]
                bounded = Condition("StringEquals", "iam:PermissionsBoundary", boundary)
                yield _statement(grant["bounded"], resources, [bounded])
        if write and self.passes:
            roles = _arns(self.roles, foundation)
            passed = Condition("StringEquals", "iam:PassedToService", list(self.passes))
            yield _statement(["iam:PassRole"], roles, [passed])


def needs_of(type_: str) -> Needs | None:
    """What Terraform needs for a type; ``None`` if that is not known."""
    found = _table().get(type_)
    if found is None:
        return None
    return Needs(
        grants=tuple(found.get("grants", ())),
        named=found.get("named"),
        before=found.get("before", ""),
        others=tuple(found.get("others", ())),
        passes=tuple(found.get("passes", ())),
        roles=tuple(found.get("roles", [_ROLES])),
    )


def known_types() -> list[str]:
    """The types that are listed, sorted."""
    return sorted(_table())


@cache
def _table() -> dict[str, Any]:
    content = pkgutil.get_data(__package__, _FILE)
    assert content is not None  # noqa: S101 - a file of ours
    return tomllib.loads(content.decode())


def _statement(actions: list[str], resources: list[str], conditions: list[Condition]) -> Statement:
    return Statement(
        actions=actions, resources=resources, conditions=conditions, allow_wildcards=True
    )


def _for(grant: Mapping[str, Any], foundation: Foundation) -> list[Condition]:
    functions = _arns(grant["for"], foundation) if "for" in grant else []
    return [Condition("ArnLike", "lambda:FunctionArn", functions)] if functions else []


def _arns(patterns: Sequence[str], foundation: Foundation) -> list[str]:
    if not patterns:
        return ["*"]
    return [
        f"arn:{foundation.partition}:{arn}"
        for pattern in patterns
        for arn in dict.fromkeys(_filled(pattern, foundation))
    ]


def _filled(pattern: str, foundation: Foundation) -> Iterator[str]:
    for prefix in foundation.name_prefixes:
        names = (f"{prefix}-*", f"{prefix}/*") if "{path}" in pattern else (f"{prefix}-*",)
        for name in names:
            yield pattern.format(
                region=foundation.region, account=foundation.account, name=name, path=name
            )
