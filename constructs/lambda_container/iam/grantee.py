"""Roles and functions as recipients of permissions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from constructs import Construct

from lambda_container.checks.arguments import Arguments
from lambda_container.iam.condition import Condition
from lambda_container.iam.statement import Statement


class Grantee(Protocol):
    """A recipient of statements: a role, or a function on behalf of its role."""

    def add_statements(self, *statements: Statement) -> None:
        """Add statements to the role's own policies."""


def as_grantee(owner: object, value: Grantee, alternative: str = "") -> Grantee:
    """Check the argument ``grantee``.

    Args:
        owner: What the permission is for; the error names it.
        value: The argument.
        alternative: What else the caller takes, as the rule names it.

    Raises:
        InvalidArgument: Neither a role nor a function.
    """
    if not hasattr(value, "add_statements"):
        if isinstance(owner, Construct):
            arguments = Arguments.about(owner)
        else:
            arguments = Arguments(type(owner).__name__)
        arguments.fail("grantee", f"be a role or a function{alternative}", value)
    return value


class Allowable:
    """The method that every ``Grantee`` has."""

    def allow(
        self: Grantee,
        actions: Sequence[str],
        resources: Sequence[str],
        conditions: Sequence[Condition] = (),
        *,
        allow_wildcards: bool = False,
    ) -> None:
        """Allow the role to perform actions on any resources.

        Args:
            actions: Such as ``["dynamodb:GetItem"]``.
            resources: ARNs, literal or references.
            conditions: All of them must hold.
            allow_wildcards: Whether an action may contain ``*``, and a resource be ``*``.

        Raises:
            InvalidArgument: An action or ARN that IAM rejects, or a wildcard.
            UnsupportedArgument: The role is an existing role, which is never modified.
        """
        self.add_statements(
            Statement(
                actions=actions,
                resources=resources,
                conditions=conditions,
                allow_wildcards=allow_wildcards,
            )
        )
