"""``lambda-container invoke``: run a function locally, or invoke the deployed one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from lambda_container.build.architecture import PLATFORMS, Architecture
from lambda_container.cli import exit_code
from lambda_container.cli.names import complete_function
from lambda_container.cli.options import engine_option, json_option, project_options
from lambda_container.cli.output import is_quiet, is_verbose, note, note_error, print_json
from lambda_container.engine.engine import Engine
from lambda_container.engine.local_function import LocalFunction
from lambda_container.errors import LambdaContainerError
from lambda_container.invocation import Invocation
from lambda_container.manifest.entries import FunctionEntry, StackManifest
from lambda_container.manifest.find_function import find_function
from lambda_container.operations.cdktf_project import Project
from lambda_container.operations.invoke.environment_variables import given_values, variables_of
from lambda_container.operations.invoke.event_input import STDIN, read_event
from lambda_container.operations.invoke.local_run import prepare

_LOCAL_ONLY = ("credentials", "env", "env_file", "image", "architecture", "rie", "rebuild", "watch")


@dataclass(frozen=True, kw_only=True)
class _Options:
    """The command-line options, by name."""

    name: str | None
    event: str
    stack: str | None
    project: Project
    skip_synth: bool
    engine: Engine | None
    env: tuple[str, ...]
    env_file: Path | None
    credentials: bool
    profile: str | None
    image: str | None
    architecture: Architecture | None
    rie: Path | None
    rebuild: bool
    watch: bool
    remote: bool
    qualifier: str | None
    logs: bool
    as_json: bool


@click.command("invoke")
@click.argument("name", required=False, shell_complete=complete_function)
@click.option(
    "--event",
    "-e",
    metavar="FILE|JSON|-",
    default="{}",
    help="Event: a file, inline JSON, or - for standard input. Default: {}.",
)
@click.option("--stack", metavar="NAME", help="Stack to use, if several have the function.")
@click.option(
    "--env",
    metavar="NAME=VALUE",
    multiple=True,
    help="Set a variable; NAME alone passes on its value in this environment.",
)
@click.option(
    "--env-file",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Set variables from a file, one per line.",
)
@click.option("--credentials", is_flag=True, help="Pass AWS credentials to the function.")
@click.option("--profile", metavar="NAME", help="AWS profile to use.")
@click.option("--image", metavar="NAME", help="Run this image instead of the stack's.")
@click.option(
    "--architecture",
    type=click.Choice(list(PLATFORMS)),
    help="Architecture to build and run for. Default: the function's.",
)
@click.option(
    "--rie",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Lambda's runtime interface emulator. Default: downloaded once.",
)
@click.option("--rebuild", is_flag=True, help="Build the image even if nothing in it changed.")
@click.option("--watch", is_flag=True, help="Run again whenever a file changes, until Ctrl-C.")
@click.option("--remote", is_flag=True, help="Invoke the deployed function.")
@click.option("--qualifier", metavar="ALIAS", help="With --remote: alias or version to invoke.")
@click.option(
    "--logs",
    is_flag=True,
    help="With --remote: wait for the whole log of the request. Default: its last 4 KB.",
)
@project_options
@engine_option
@json_option
@click.pass_context
def command(context: click.Context, /, **options: object) -> None:
    """Invoke the function NAME with an event, and print its response.

    NAME is the construct's id, its path (dev/hello) or the function's name in AWS. The image is
    built as the stack defines it, and runs with the function's memory, timeout, environment and
    command under Lambda's runtime interface emulator. The response goes to standard output,
    everything else to standard error. The exit code is 1 if the function fails.
    """
    asked = _Options(**options)  # type: ignore[arg-type]
    _check(asked)
    if asked.watch:
        _watch(asked)
        return
    context.exit(_once(asked, read_event(asked.event)))


def _check(asked: _Options) -> None:
    for name in (*_LOCAL_ONLY, "engine"):
        if asked.remote and getattr(asked, name):
            option = f"--{name.replace('_', '-')}"
            raise click.UsageError(f"{option} cannot be used with --remote")
    if asked.qualifier and not asked.remote:
        raise click.UsageError("--qualifier requires --remote")
    if asked.logs and not asked.remote:
        raise click.UsageError("--logs requires --remote")
    if asked.profile and not (asked.remote or asked.credentials):
        raise click.UsageError("--profile requires --credentials or --remote")


def _once(asked: _Options, event: str) -> int:
    stack, function = _find(asked)
    invocation = _remotely(asked, function, event) if asked.remote else None
    invocation = invocation or _here(asked, stack, function, event)
    if asked.as_json:
        print_json(
            {
                "answer": invocation.answer,
                "error": invocation.is_error,
                "logs": list(invocation.logs),
                "report": invocation.report,
            }
        )
    elif isinstance(invocation.answer, str) and invocation.is_error:
        click.echo(invocation.answer)
    else:
        print_json(invocation.answer)
    return exit_code.ERROR if invocation.is_error else exit_code.DONE


def _find(asked: _Options) -> tuple[StackManifest, FunctionEntry]:
    if not asked.skip_synth:
        asked.project.synthesize()
    return find_function(asked.project.manifests(), asked.name, stack=asked.stack)


def _here(asked: _Options, stack: StackManifest, function: FunctionEntry, event: str) -> Invocation:
    engine = asked.engine or Engine.find()
    given = given_values(asked.env, asked.env_file)
    variables = variables_of(function, given, ask=_asker(asked))
    if asked.credentials:
        from lambda_container.aws_api.session import Aws  # noqa: PLC0415 - botocore is slow

        variables |= Aws(asked.profile).credentials()
    run = prepare(
        engine,
        stack,
        function,
        environment=variables,
        image=asked.image,
        architecture=asked.architecture,
        emulator=asked.rie,
        rebuild=asked.rebuild,
        show=note if is_verbose() or (sys.stderr.isatty() and not is_quiet()) else None,
        note=None if asked.as_json or is_quiet() else note,
    )
    with LocalFunction(engine, run, show=None if asked.as_json else note) as running:
        return running.request(event)


def _remotely(asked: _Options, function: FunctionEntry, event: str) -> Invocation:
    if function.function_name is None:
        raise LambdaContainerError(
            f"{function.path}: its name in AWS is known only after apply: set function_name"
        )
    from lambda_container.aws_api.functions import invoke_deployed  # noqa: PLC0415 - see above
    from lambda_container.aws_api.session import Aws  # noqa: PLC0415

    aws, started = Aws(asked.profile), datetime.now(UTC)
    invocation = invoke_deployed(
        aws, function.function_name, event, region=function.region, qualifier=asked.qualifier
    )
    if asked.logs:
        from lambda_container.operations.logs.request_log import whole_log  # noqa: PLC0415

        invocation = whole_log(aws, function, invocation, started, note)
    if not asked.as_json:
        for line in invocation.logs:
            note(line)
    return invocation


def _asker(asked: _Options) -> Callable[[str, str], str] | None:
    if not sys.stdin.isatty() or asked.event == STDIN:
        return None

    def ask(name: str, expression: str) -> str:
        note(f"{name} is a Terraform reference: {expression}")
        value: str = click.prompt(name, default="", show_default=False, err=True)
        return value

    return ask


def _watch(asked: _Options) -> None:
    from lambda_container.operations.invoke.file_watch import changes  # noqa: PLC0415 - only --watch needs it

    piped = read_event(STDIN) if asked.event == STDIN else None

    def once() -> None:
        try:
            _once(asked, piped or read_event(asked.event))
        except LambdaContainerError as error:
            note_error(error)
        note("watching for changes, press Ctrl-C to stop")

    try:
        once()
        for changed in changes(_watched(asked), asked.project.outdir):
            note(f"changed: {', '.join(path.name for path in changed)}")
            once()
    except KeyboardInterrupt:
        note("")


def _watched(asked: _Options) -> list[Path]:
    """Return the folders of the app, of the event, and of image files elsewhere."""
    folders = [asked.project.folder]
    if (event := Path(asked.event)).is_file():
        folders.append(event.parent)
    with suppress(LambdaContainerError):
        stack, function = find_function(asked.project.manifests(), asked.name, stack=asked.stack)
        if function.image is not None:
            inputs = stack.inputs(stack.image(function.image))
            folders += [Path(inputs.context), Path(inputs.dockerfile).parent]
    return folders
