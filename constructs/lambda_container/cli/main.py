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
from lambda_container.cli.interruption import ending_as_on_interrupt
from lambda_container.cli.output import ReportedError, print_json
from lambda_container.errors import LambdaContainerError
from lambda_container.suggestion import names_like

_EXAMPLES: dict[str, Sequence[str]] = {
    "bases": ["bases", "bases --update", "bases --check --max-age 14"],
    "bootstrap": ["bootstrap dev", "bootstrap dev --dry-run"],
    "completion": ["completion zsh > ~/.zfunc/_lambda-container"],
    "deploy": ["deploy dev", "deploy --plan prod.plan", "deploy dev --auto-approve --json"],
    "destroy": ["destroy dev"],
    "diagram": ["diagram dev", "diagram dev --format dot | dot -Tsvg > dev.svg"],
    "doctor": ["doctor", "doctor --timeout 5"],
    "gc": ["gc", "gc dev --older-than 30 --also main", "gc dev --delete"],
    "init": ["init orders", "init orders --ci gitlab --tofu", "init --name orders"],
    "invoke": ["invoke Hello --event event.json", "invoke Hello --stack dev --remote"],
    "logs": ["logs Hello --follow", "logs --stack dev --since 2h --filter ERROR"],
    "plan": ["plan dev", "plan prod --out prod.plan", "plan dev --refresh-only"],
    "promote": ["promote dev prod", "promote dev prod --gate --fail-on critical"],
    "publish": ["publish", "publish dev --create-repositories"],
    "rollback": ["rollback prod", "rollback prod --list", "rollback prod --to 2 --no-deploy"],
    "size": ["size Hello", "size Hello --start --event event.json"],
    "status": ["status dev", "status prod --json"],
    "sync": ["sync Hello", "sync --stack dev --watch"],
    "why": ["why Hello", "why Hello --since main"],
}
"""What each command's help ends with."""

_COMMANDS: dict[str, str] = {
    "bases": "Show which base images are pinned and which are newer, and pin them.",
    "bootstrap": "Make the bucket for the state and the roles for CI, before the first deployment.",
    "completion": "Print a shell completion script.",
    "deploy": "Publish, plan, ask, and apply exactly that plan.",
    "destroy": "Plan to destroy a stack, ask, and apply exactly that plan.",
    "diagram": "Draw a stack: functions, what invokes them, and their images.",
    "doctor": "Check this machine for problems, and suggest fixes.",
    "gc": "List the images that nothing runs, in registry and engine, and delete them.",
    "init": "Create a new project with tests and CI.",
    "invoke": "Run a function locally, or invoke the deployed one.",
    "logs": "Print what deployed functions logged, and log now.",
    "plan": "Show what Terraform would change in a stack, and keep the plan.",
    "promote": "Copy the images of one stack to another, and pin that stack to them.",
    "publish": "Build and push the images missing from the registry.",
    "rollback": "Return a stack to the images that it ran before, at once.",
    "size": "Show what an image consists of, and what would make it smaller.",
    "status": "Show what runs in a stack, and whether it is what it should be.",
    "sync": "Bring changed code to functions in seconds, without Terraform.",
    "why": "Explain which inputs determine an image's tag, and which changed.",
}
"""Each command and its summary; ``cli/NAME.py`` defines it as ``command``."""


_HELP = """\
Ship AWS Lambda functions as container images, with Terraform, from Python.

From an empty folder to an answering function:

\b
  lambda-container init orders     a project, with tests and CI
  make test                        passes at once
  lambda-container bootstrap dev   the state's bucket, and roles for CI
  lambda-container deploy dev      builds, pushes, shows the plan, asks, applies
  lambda-container invoke Hello --stack dev --remote

cdktf.json defines the app, as for the cdktf CLI. Exit codes: 0 success, 1 error, 2 wrong usage,
3 changes (plan --detailed-exitcode), 130 interrupted.
"""


class _LazyGroup(click.Group):
    """Commands that are imported when they run; listing them imports none."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"lambda_container.cli.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        lines = "\n".join(f"  lambda-container {line}" for line in _EXAMPLES[cmd_name])
        command.epilog = f"\b\nExamples:\n{lines}"
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


@click.group(cls=_LazyGroup, help=_HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--quiet", "-q", is_flag=True, help="Show no progress.")
@click.option(
    "--verbose", "-v", is_flag=True, help="Also show what the app, engines and Terraform print."
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and exit.",
)
@click.pass_context
def group(ctx: click.Context, *, quiet: bool, verbose: bool) -> None:
    """Check what all commands need."""
    if quiet and verbose:
        raise click.UsageError("--quiet and --verbose exclude each other.")
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
        with ending_as_on_interrupt():
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
        is_json = "--json" in (sys.argv[1:] if arguments is None else arguments)
        if is_json and not isinstance(error, ReportedError):
            print_json({"error": {"type": type(error).__name__, "message": str(error)}})
        click.echo(f"{click.style('error:', fg='red', bold=True)} {error}", err=True, color=color)
        return exit_code.ERROR
    except BrokenPipeError:
        # The reader of the output is gone; Python's flush at exit would fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    return status if isinstance(status, int) else exit_code.DONE
