"""Permissions that a role needs to use a key."""

from __future__ import annotations

from lambda_container.iam.grantee import Grantee, as_grantee
from lambda_container.iam.statement import Statement


class KeyGrants:
    """The grants that new and existing keys share."""

    arn: str

    def grant_decrypt(self, grantee: Grantee) -> None:
        """Let a role (or a function's role) decrypt data with the key."""
        as_grantee(self, grantee).add_statements(
            Statement(actions=["kms:Decrypt"], resources=[self.arn])
        )

    def grant_encrypt_decrypt(self, grantee: Grantee) -> None:
        """Let a role (or a function's role) encrypt and decrypt data with the key."""
        actions = ["kms:Decrypt", "kms:GenerateDataKey"]
        as_grantee(self, grantee).add_statements(Statement(actions=actions, resources=[self.arn]))
