"""Grants that work queues and dead-letter queues share."""

from __future__ import annotations

from lambda_container.iam.grantee import Grantee, as_grantee
from lambda_container.iam.statement import Statement
from lambda_container.key.key_argument import AnyKey


class QueueGrants:
    """Grants to send messages to a queue, and to consume them."""

    arn: str
    kms_key: AnyKey | None

    def grant_send_messages(self, grantee: Grantee) -> None:
        """Let a role (or a function's role) send messages."""
        as_grantee(self, grantee).add_statements(
            Statement(actions=["sqs:SendMessage"], resources=[self.arn])
        )
        if self.kms_key is not None:
            self.kms_key.grant_encrypt_decrypt(grantee)

    def grant_consume_messages(self, grantee: Grantee) -> None:
        """Let a role (or a function's role) receive and delete messages."""
        actions = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
        as_grantee(self, grantee).add_statements(Statement(actions=actions, resources=[self.arn]))
        if self.kms_key is not None:
            self.kms_key.grant_decrypt(grantee)
