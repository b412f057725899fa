"""The argument ``kms_key``."""

from __future__ import annotations

from lambda_container.checks.arguments import Arguments
from lambda_container.key.encryption_key import EncryptionKey
from lambda_container.key.existing_key import ExistingKey

AnyKey = EncryptionKey | ExistingKey
Key = AnyKey | str
"""A new key, an existing key, or the ARN of one."""


def optional_key(arguments: Arguments, value: Key | None) -> AnyKey | None:
    """The key for the argument ``kms_key``, if given.

    Raises:
        InvalidArgument: Neither a key nor the ARN of a key.
    """
    return None if value is None else as_key(arguments, "kms_key", value)


def as_key(arguments: Arguments, argument: str, value: Key) -> AnyKey:
    """The key for an argument.

    Raises:
        InvalidArgument: Neither a key nor the ARN of a key.
    """
    if isinstance(value, str):
        arguments.arn(argument, value, "kms", "key/")
        return ExistingKey(value)
    arguments.instance(argument, value, EncryptionKey, ExistingKey)
    return value
