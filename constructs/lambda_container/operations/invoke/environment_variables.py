"""The environment variables that a function runs with here."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import dotenv

from lambda_container.errors import LambdaContainerError
from lambda_container.manifest.entries import FunctionEntry

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class VariableError(LambdaContainerError):
    """A variable has no value here, or what should give one is wrong; never shows a value."""


def variables_of(
    function: FunctionEntry,
    given: Mapping[str, str],
    *,
    ask: Callable[[str, str], str] | None = None,
) -> dict[str, str]:
    """A function's variables: the stack's, and what is given in place of them or beside.

    Args:
        function: The function.
        given: Values by name.
        ask: Asks for the value that only Terraform knows, by its name and expression. Default:
            every such value must be given.

    Raises:
        VariableError: A value is missing.
    """
    variables = {**function.environment, **given}
    missing = {k: v for k, v in sorted(function.references.items()) if k not in variables}
    if missing and ask is None:
        listed = "".join(f"\n  {name}, which is {value}" for name, value in missing.items())
        raise VariableError(
            f"{function.path}: only Terraform knows these variables, give each a value with"
            f" --env NAME=VALUE or in a file with --env-file:{listed}"
        )
    if ask is not None:
        variables |= {name: ask(name, value) for name, value in missing.items()}
    return variables


def given_values(assignments: Sequence[str], file: Path | None) -> dict[str, str]:
    """The values of ``--env-file`` and, before them, of ``--env``.

    Args:
        assignments: ``NAME=VALUE``, or ``NAME`` for the value that it has in this process.
        file: Lines of ``NAME=VALUE``, as ``.env`` files have them.

    Raises:
        VariableError: Something is neither, or there is no such file or variable.
    """
    values: dict[str, str] = {}
    if file is not None:
        try:
            with file.open(encoding="utf-8") as lines:
                read = dotenv.dotenv_values(stream=lines, interpolate=False)
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is no UTF-8"
            raise VariableError(f"{file}: cannot be read: {reason}") from error
        for name, value in read.items():
            values[_checked(name, str(file))] = _own(name) if value is None else value
    for assignment in assignments:
        name, is_given, value = assignment.partition("=")
        values[_checked(name, "--env")] = value if is_given else _own(name)
    return values


def _checked(name: str, where: str) -> str:
    if not _NAME.fullmatch(name):
        # What is wrong may be a value that lost its name.
        raise VariableError(f"{where}: must be NAME=VALUE, with a name of letters, digits and '_'")
    return name


def _own(name: str) -> str:
    if name not in os.environ:
        raise VariableError(f"{name}: has no value, neither given nor in this environment")
    return os.environ[name]
