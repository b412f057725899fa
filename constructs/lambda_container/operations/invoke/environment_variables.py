"""The environment variables of a local run."""

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
    """A variable has no value, or its source is invalid; the message never shows a value."""


def variables_of(
    function: FunctionEntry,
    given: Mapping[str, str],
    *,
    ask: Callable[[str, str], str] | None = None,
) -> dict[str, str]:
    """Return the variables of a function: the stack's, overridden and extended by given ones.

    Args:
        function: The function.
        given: Values by name.
        ask: Asks for the value of a Terraform reference, by its name and expression. Default:
            every such value must be given.

    Raises:
        VariableError: A value is missing.
    """
    variables = {**function.environment, **given}
    missing = {k: v for k, v in sorted(function.references.items()) if k not in variables}
    if missing and ask is None:
        listed = "".join(f"\n  {name}: {value}" for name, value in missing.items())
        raise VariableError(
            f"{function.path}: these variables are Terraform references; set each with"
            f" --env NAME=VALUE, or in a file with --env-file:{listed}"
        )
    if ask is not None:
        variables |= {name: ask(name, value) for name, value in missing.items()}
    return variables


def given_values(assignments: Sequence[str], file: Path | None) -> dict[str, str]:
    """Return the values of ``--env-file``, overridden by those of ``--env``.

    Args:
        assignments: ``NAME=VALUE``, or ``NAME`` for its value in this process.
        file: Lines of ``NAME=VALUE``, in the format of ``.env`` files.

    Raises:
        VariableError: An assignment is invalid, or the file or a variable does not exist.
    """
    values: dict[str, str] = {}
    if file is not None:
        try:
            with file.open(encoding="utf-8") as lines:
                read = dotenv.dotenv_values(stream=lines, interpolate=False)
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "not valid UTF-8"
            raise VariableError(f"{file}: cannot be read: {reason}") from error
        for name, value in read.items():
            values[_checked(name, str(file))] = _own(name) if value is None else value
    for assignment in assignments:
        name, is_given, value = assignment.partition("=")
        values[_checked(name, "--env")] = value if is_given else _own(name)
    return values


def _checked(name: str, where: str) -> str:
    if not _NAME.fullmatch(name):
        # The name is not shown: it may be a value.
        raise VariableError(f"{where}: must be NAME=VALUE, with a name of letters, digits and '_'")
    return name


def _own(name: str) -> str:
    if name not in os.environ:
        raise VariableError(f"{name}: has no value, and is not set in this environment")
    return os.environ[name]
