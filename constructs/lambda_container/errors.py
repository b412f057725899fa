"""What goes wrong, said once, in Python, before jsii or Terraform see it."""

from __future__ import annotations

_SHOWN_CHARACTERS = 80


class LambdaContainerError(Exception):
    """The base of every error that this library raises on purpose."""


class LambdaContainerWarning(UserWarning):
    """Something that works, and that its author would want to know about."""


class InvalidArgument(LambdaContainerError, ValueError):  # noqa: N818 - reads as what it says
    """An argument breaks a rule.

    The message has one shape everywhere:

        ContainerFunction 'dev/Orders': timeout must be 1 to 900 seconds, got 901

    Args:
        subject: The construct and its path, or the value that was being made.
        argument: The argument as the caller wrote it, such as ``timeout`` or ``environment['A']``.
        rule: What must hold, to be read after "must".
        value: What was given. It is shown shortened, by its ``repr``.
        secret: Whether the value may hold a secret: then only its type and size are shown.
    """

    def __init__(
        self, subject: str, argument: str, rule: str, value: object, *, secret: bool = False
    ) -> None:
        self.subject = subject
        self.argument = argument
        self.rule = rule
        super().__init__(f"{subject}: {argument} must {rule}, got {_shown(value, secret=secret)}")


class UnsupportedArgument(LambdaContainerError, TypeError):  # noqa: N818 - reads as what it says
    """An argument that exists elsewhere, and has no meaning here; the message says why."""

    def __init__(self, subject: str, argument: str, reason: str) -> None:
        self.subject = subject
        self.argument = argument
        super().__init__(f"{subject}: {argument} is not possible here: {reason}")


def _shown(value: object, *, secret: bool) -> str:
    if secret:
        size = f" of {len(value)} characters" if isinstance(value, str) else ""
        return f"a {type(value).__name__}{size} (not shown)"
    if value is None or isinstance(value, (bool, int, float, str)):
        shown = repr(value)
    else:
        shown = f"{type(value).__name__} {value!r}"
    return shown if len(shown) <= _SHOWN_CHARACTERS else f"{shown[:_SHOWN_CHARACTERS]}..."
