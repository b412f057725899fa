"""A key as an argument."""

from __future__ import annotations

from lambda_container.checks.arguments import Arguments
from lambda_container.key.encryption_key import EncryptionKey
from lambda_container.key.existing_key import ExistingKey

Key = EncryptionKey | ExistingKey | str
"""A key that is made, one that exists, or the ARN of one."""


def optional_key(arguments: Arguments, value: Key | None) -> EncryptionKey | ExistingKey | None:
    """The key that the argument ``kms_key`` means, if it is given.

    Raises:
        InvalidArgument: Neither a key nor the ARN of one.
    """
    return None if value is None else as_key(arguments, "kms_key", value)


def as_key(arguments: Arguments, argument: str, value: Key) -> EncryptionKey | ExistingKey:
    """The key that an argument means.

    Raises:
        InvalidArgument: Neither a key nor the ARN of one.
    """
    if isinstance(value, str):
        arguments.arn(argument, value, "kms", "key/")
        return ExistingKey(value)
    arguments.instance(argument, value, EncryptionKey, ExistingKey)
    return value
