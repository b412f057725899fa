"""The command line: run a command, and turn errors into one line and an exit code."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version

import click

from lambda_container.base import DISTRIBUTION, check_alone
from lambda_container.cli import exit_code
from lambda_container.errors import LambdaContainerError
from lambda_container.suggestion import names_like

_COMMANDS: dict[str, str] = {
    "bootstrap": "Make the bucket for the state and the roles for CI, before the first deployment.",
    "completion": "Print a shell completion script.",
    "deploy": "Publish, plan, ask, and apply exactly that plan.",
    "destroy": "Plan to destroy a stack, ask, and apply exactly that plan.",
    "doctor": "Check this machine for problems, and suggest fixes.",
    "init": "Create a new project with tests and CI.",
    "invoke": "Run a function locally, or invoke the deployed one.",
    "plan": "Show what Terraform would change in a stack, and keep the plan.",
    "promote": "Copy the images of one stack to another, and pin that stack to them.",
    "publish": "Build and push the images missing from the registry.",
    "why": "Explain which inputs determine an image's tag, and which changed.",
}
"""Each command and its summary; ``cli/NAME.py`` defines it as ``command``."""


class _LazyGroup(click.Group):
    """Commands that are imported when they run; listing them imports none."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"lambda_container.cli.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            raise click.UsageError(f"No such command {name!r}: {names_like(name, _COMMANDS)}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(_COMMANDS.items()))


def _show_version(ctx: click.Context, _parameter: click.Parameter, asked: bool) -> None:
    if asked and not ctx.resilient_parsing:
        click.echo(f"lambda-container {version(DISTRIBUTION)}")
        ctx.exit()


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and exit.",
)
@click.pass_context
def group(ctx: click.Context) -> None:
    """Build, publish, promote and run the container images of a CDKTF app.

    cdktf.json defines the app, as for the cdktf CLI. Exit codes: 0 success, 1 error, 2 wrong usage,
    130 interrupted.
    """
    if ctx.invoked_subcommand != "doctor":
        check_alone()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Returns:
        0 on success, 1 on an error, 2 on wrong usage, 130 when interrupted.
    """
    # https://no-color.org; click itself only checks for a terminal.
    color = False if os.environ.get("NO_COLOR") else None
    try:
        status = group.main(
            args=None if arguments is None else list(arguments),
            prog_name="lambda-container",
            standalone_mode=False,
            color=color,
        )
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("error: interrupted", err=True)
        return exit_code.INTERRUPTED
    except LambdaContainerError as error:
        click.echo(f"{click.style('error:', fg='red', bold=True)} {error}", err=True, color=color)
        return exit_code.ERROR
    except BrokenPipeError:
        # The reader of the output is gone; Python's flush at exit would fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    return status if isinstance(status, int) else exit_code.DONE
