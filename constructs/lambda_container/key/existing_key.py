"""A key created outside this stack."""

from __future__ import annotations

from dataclasses import dataclass

from lambda_container.checks.arguments import Arguments
from lambda_container.key.key_grants import KeyGrants


@dataclass(frozen=True)
class ExistingKey(KeyGrants):
    """An existing key, by its ARN; its own policy must let each service use it.

    Created by ``EncryptionKey.from_arn``, and by ``kms_key=`` from an ARN.

    Attributes:
        arn: The key's ARN.
    """

    arn: str

    def __post_init__(self) -> None:
        Arguments("ExistingKey").arn("arn", self.arn, "kms", "key/")

    def allow_log_group(self, log_group_name: str) -> None:
        """Do nothing: the key's policy must already let CloudWatch Logs use it."""
