"""What can be given permissions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from lambda_container.iam.statement import Condition, Statement


class Grantee(Protocol):
    """What takes statements: a role, or a function for its role."""

    def add_statements(self, *statements: Statement) -> None:
        """Add statements to the role's own policies."""


class Allowable:
    """The verb that every ``Grantee`` has."""

    def allow(
        self: Grantee,
        actions: Sequence[str],
        resources: Sequence[str],
        conditions: Sequence[Condition] = (),
        *,
        allow_wildcards: bool = False,
    ) -> None:
        """Let the role do something to any resource.

        Args:
            actions: Such as ``["dynamodb:GetItem"]``.
            resources: ARNs, literal or references.
            conditions: All of them must hold.
            allow_wildcards: Whether ``*`` may stand in an action, or for every resource.

        Raises:
            InvalidArgument: An action or ARN that IAM would refuse, or a wildcard.
            UnsupportedArgument: The role is an existing one, which is never modified.
        """
        self.add_statements(
            Statement(
                actions=actions,
                resources=resources,
                conditions=conditions,
                allow_wildcards=allow_wildcards,
            )
        )
