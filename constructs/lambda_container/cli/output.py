"""Output of commands: results on stdout, progress on stderr, colours on terminals only."""

from __future__ import annotations

import json
from typing import Any

import click

from lambda_container.errors import LambdaContainerError

_DIGEST_LENGTH = len("sha256:") + 12


class ReportedError(LambdaContainerError):
    """An error after which the command's own JSON is complete."""


def print_json(result: Any) -> None:
    """Print a result for programs."""
    click.echo(json_text(result, indent=2))


def json_text(result: Any, *, indent: int | None = None) -> str:
    """Return JSON that can be written as UTF-8, whatever bytes a name consists of."""
    text = json.dumps(result, indent=indent, ensure_ascii=False)
    return text.encode("utf-8", "backslashreplace").decode("utf-8") if _is_broken(text) else text


def _is_broken(text: str) -> bool:
    return any("\ud800" <= each <= "\udfff" for each in text)


def printable(text: str) -> str:
    """Return text without what a terminal would obey: a log line or a file's name is anybody's."""
    return "".join(
        each if each.isprintable() or each in "\n\t" else f"\\x{ord(each):02x}" for each in text
    )


def short(digest: str) -> str:
    """Return the beginning of a digest, for people: ``sha256:`` and twelve digits."""
    return digest[:_DIGEST_LENGTH]


def note(text: str) -> None:
    """Print a progress message for people."""
    click.echo(text, err=True)


def note_error(text: object) -> None:
    """Print an error after which the command goes on."""
    note(f"{click.style('error:', fg='red', bold=True)} {text}")


def is_quiet() -> bool:
    """Whether ``--quiet`` is given."""
    return _is_given("quiet")


def is_verbose() -> bool:
    """Whether ``--verbose`` is given."""
    return _is_given("verbose")


def _is_given(flag: str) -> bool:
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.find_root().params.get(flag))
