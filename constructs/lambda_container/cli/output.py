"""Output of commands: results on stdout, progress on stderr, colours on terminals only."""

from __future__ import annotations

import json
from typing import Any

import click

from lambda_container.errors import LambdaContainerError


class ReportedError(LambdaContainerError):
    """An error after which the command's own JSON is complete."""


def print_json(result: Any) -> None:
    """Print a result for programs."""
    click.echo(json.dumps(result, indent=2, ensure_ascii=False))


def note(text: str) -> None:
    """Print a progress message for people."""
    click.echo(text, err=True)


def is_quiet() -> bool:
    """Whether ``--quiet`` is given."""
    return _is_given("quiet")


def is_verbose() -> bool:
    """Whether ``--verbose`` is given."""
    return _is_given("verbose")


def _is_given(flag: str) -> bool:
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.find_root().params.get(flag))
