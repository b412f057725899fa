"""The argument ``kms_key``."""

from __future__ import annotations

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.same_region import check_same_region
from lambda_container.key.encryption_key import EncryptionKey
from lambda_container.key.existing_key import ExistingKey
from lambda_container.terraform.placement import Placement

AnyKey = EncryptionKey | ExistingKey
Key = AnyKey | str
"""A new key, an existing key, or the ARN of one."""


def optional_key(
    arguments: Arguments, value: Key | None, placement: Placement | None = None
) -> AnyKey | None:
    """The key for the argument ``kms_key``, if given.

    Args:
        arguments: The checks for the arguments of what it encrypts.
        value: The argument.
        placement: Where a construct that it encrypts is made.

    Raises:
        InvalidArgument: Neither a key nor the ARN of a key, or a key of another Region.
    """
    if value is None:
        return None
    key = as_key(arguments, "kms_key", value)
    if placement is not None:
        check_same_region(arguments, arguments.scope, placement, kms_key=key)
    return key


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
