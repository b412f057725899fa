"""``lambda-container completion``: print a shell completion script."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

_SHELLS = ("bash", "fish", "zsh")


@click.command()
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print the completion script for a shell.

    For bash (zsh likewise): eval "$(lambda-container completion bash)". For fish: lambda-container
    completion fish | source.
    """
    complete = get_completion_class(shell)
    assert complete is not None  # noqa: S101 - click supports all of these shells
    group = context.find_root().command
    click.echo(complete(group, {}, "lambda-container", "_LAMBDA_CONTAINER_COMPLETE").source())
