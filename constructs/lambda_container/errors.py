"""Errors and warnings, raised in Python before jsii or Terraform see a value."""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType

from lambda_container.secret_detection import may_hold_secret, without_secrets

_SHOWN_CHARACTERS = 80
_LARGEST = 10**80


class LambdaContainerError(Exception):
    """The base class of all errors that this library raises deliberately."""


class LambdaContainerWarning(UserWarning):
    """A warning about something that works but deserves attention."""


class InvalidArgument(LambdaContainerError, ValueError):  # noqa: N818 - clear without a suffix
    """An argument that breaks a rule.

    The message always has the same form:

        ContainerFunction 'dev/Orders': timeout must be 1 to 900 seconds, got 901

    Args:
        subject: The construct and its path, or the value being created.
        argument: The argument as the caller wrote it, such as ``timeout`` or ``environment['A']``.
        rule: The rule, worded to follow "must".
        value: The rejected value, shown by its ``repr``, shortened, without what looks like a
            secret.
        secret: Whether the value may be a secret; if so, only its type and size are shown. It is
            so in any case for an argument such as ``environment`` or ``secret_arn``.
    """

    def __init__(
        self, subject: str, argument: str, rule: str, value: object, *, secret: bool = False
    ) -> None:
        self.subject = without_secrets(subject)
        self.argument = without_secrets(argument)
        self.rule = rule
        shown = _shown(value, secret=secret or may_hold_secret(argument))
        if argument.endswith(" key") and "=" in shown:
            shown = f"{shown.partition('=')[0]}=(not shown)"
        super().__init__(f"{self.subject}: {self.argument} must {rule}, got {shown}")


class Measured(str):
    """A size that was measured, such as ``4097 bytes``: no secret, whatever it is the size of."""

    __slots__ = ()


class UnsupportedArgument(LambdaContainerError, TypeError):  # noqa: N818 - clear without a suffix
    """An argument that exists elsewhere but is not supported here; the message says why."""

    def __init__(self, subject: str, argument: str, reason: str) -> None:
        self.subject = without_secrets(subject)
        self.argument = without_secrets(argument)
        super().__init__(f"{self.subject}: {self.argument} is not possible here: {reason}")


def _shown(value: object, *, secret: bool) -> str:
    if secret and not isinstance(value, (Measured, bool, NoneType)):
        size = f" of {len(value)} characters" if isinstance(value, str) else ""
        return f"a {type(value).__name__}{size} (not shown)"
    if isinstance(value, Mapping):
        return f"a {type(value).__name__} of {len(value)} items (not shown)"
    if isinstance(value, int) and abs(value) > _LARGEST:  # Python refuses to write very large ones
        shown = f"a number of about {len(hex(value))} hexadecimal digits"
    elif value is None or isinstance(value, (bool, int, float, str)):
        shown = repr(value)
    else:
        shown = f"{type(value).__name__} {value!r}"
    shown = without_secrets(shown)
    return shown if len(shown) <= _SHOWN_CHARACTERS else f"{shown[:_SHOWN_CHARACTERS]}..."
