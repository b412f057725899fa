"""A role that something else made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from cdktf import ITerraformDependable, TerraformResource

from lambda_container.checks.arguments import Arguments
from lambda_container.errors import UnsupportedArgument
from lambda_container.iam.grantee import Allowable
from lambda_container.iam.statement import Statement


@dataclass(frozen=True)
class ExistingRole(Allowable):
    """A role by its ARN, used as it is; made by ``ExecutionRole.from_arn``.

    Attributes:
        arn: The role's ARN.
    """

    arn: str

    def __post_init__(self) -> None:
        Arguments("ExistingRole").arn("arn", self.arn, "iam", "role/")

    @property
    def dependencies(self) -> tuple[ITerraformDependable, ...]:
        """Nothing to wait for."""
        return ()

    def allow_function(self, *, log_group_arn: str, traced: bool) -> None:
        """Nothing: the role's owner lets it write logs and traces."""

    def before(self, resource: TerraformResource) -> None:
        """Nothing to wait for later, either."""

    def add_statements(self, *statements: Statement) -> None:
        """Refuse: the role belongs to somebody else.

        Raises:
            UnsupportedArgument: Always.
        """
        actions = ", ".join(action for statement in statements for action in statement.actions)
        raise UnsupportedArgument(
            f"ExistingRole {self.arn!r}",
            "add_statements",
            f"it is never modified; allow {actions} where the role is made",
        )

    def attach_policy(self, policy_arn: str, *, wait: bool = True) -> NoReturn:
        """Refuse: the role belongs to somebody else.

        Raises:
            UnsupportedArgument: Always.
        """
        raise UnsupportedArgument(
            f"ExistingRole {self.arn!r}",
            "attach_policy",
            f"it is never modified; attach {policy_arn} where the role is made",
        )
