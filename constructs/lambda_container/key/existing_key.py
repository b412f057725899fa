"""A key that something else made."""

from __future__ import annotations

from dataclasses import dataclass

from lambda_container.checks.arguments import Arguments
from lambda_container.key.key_grants import KeyGrants


@dataclass(frozen=True)
class ExistingKey(KeyGrants):
    """A key by its ARN; its policy is its owner's business, and must let each service use it.

    Made by ``EncryptionKey.from_arn``, and by ``kms_key=`` from an ARN.

    Attributes:
        arn: The key's ARN.
    """

    arn: str

    def __post_init__(self) -> None:
        Arguments("ExistingKey").arn("arn", self.arn, "kms", "key/")

    def allow_log_group(self, log_group_name: str) -> None:
        """Nothing: the key's owner lets CloudWatch Logs use it."""
