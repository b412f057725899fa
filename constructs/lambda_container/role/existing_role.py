"""A role created outside this stack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from cdktf import ITerraformDependable, TerraformResource

from lambda_container.checks.arguments import Arguments
from lambda_container.errors import UnsupportedArgument
from lambda_container.iam.grants import Grants
from lambda_container.iam.statement import Statement


@dataclass(frozen=True)
class ExistingRole(Grants):
    """An existing role, used as it is; returned by ``ExecutionRole.from_arn``.

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
        """Do nothing: the role must already allow logs and traces."""

    def before(self, resource: TerraformResource) -> None:
        """Do nothing: no policies are added later."""

    def add_statements(self, *statements: Statement) -> None:
        """Reject: the role is managed elsewhere.

        Raises:
            UnsupportedArgument: Always.
        """
        actions = ", ".join(action for statement in statements for action in statement.actions)
        raise UnsupportedArgument(
            f"ExistingRole {self.arn!r}",
            "add_statements",
            f"it is never modified; allow {actions} where the role is created",
        )

    def attach_policy(self, policy_arn: str, *, wait: bool = True) -> NoReturn:
        """Reject: the role is managed elsewhere.

        Raises:
            UnsupportedArgument: Always.
        """
        raise UnsupportedArgument(
            f"ExistingRole {self.arn!r}",
            "attach_policy",
            f"it is never modified; attach {policy_arn} where the role is created",
        )
