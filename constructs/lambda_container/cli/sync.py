"""``lambda-container sync``: bring changed code to deployed functions, without Terraform."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from lambda_container.aws_api.session import Aws
from lambda_container.cli import exit_code
from lambda_container.cli.names import complete_function
from lambda_container.cli.options import (
    building_engine_option,
    json_option,
    profile_option,
    project_options,
)
from lambda_container.cli.output import note, note_error, print_json
from lambda_container.cli.progress_display import shown_progress
from lambda_container.cli.stack_choice import stacks_of
from lambda_container.engine.engine import Engine
from lambda_container.errors import LambdaContainerError
from lambda_container.manifest.entries import StackManifest
from lambda_container.manifest.find_function import find_function
from lambda_container.manifest.find_stack import stack_named
from lambda_container.operations.cdktf_project import Project
from lambda_container.operations.publish.publisher import Publisher
from lambda_container.operations.sync.sync import Synced, Target, sync, target_of


@dataclass(frozen=True, kw_only=True)
class _Options:
    """The command-line options."""

    names: tuple[str, ...]
    stack: str | None
    alias: str | None
    cache: str | None
    jobs: int | None
    profile: str | None
    engine: Engine | None
    project: Project
    skip_synth: bool
    as_json: bool


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=complete_function)
@click.option("--stack", metavar="NAME", help="Stack of the functions, if there are several.")
@click.option("--watch", is_flag=True, help="Go on whenever a file changes, until Ctrl-C.")
@click.option("--alias", metavar="NAME", help="Also publish a version, and move this alias to it.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    help="Number of parallel builds. Default: one per processor, at most 4; 16 elsewhere.",
)
@click.option(
    "--cache",
    metavar="REPOSITORY",
    help="Address of a repository for build caches, with mutable tags; needs buildx.",
)
@profile_option
@building_engine_option
@project_options
@json_option
def command(*, watch: bool, **options: Any) -> int:
    """Build, push, and let the functions NAME run what the source makes now.

    NAME is the construct's id, its path (dev/hello) or the function's name in AWS; without one, all
    functions of the stack. Only the code changes; for the rest, deploy. Refused for stacks that are
    not marked for it. The lock file is written, so that the next plan changes nothing.
    """
    asked = _Options(**options)
    if watch and asked.as_json:
        raise click.UsageError("--watch prints for people: it cannot be used with --json.")
    if not watch:
        return _once(asked, skip_synth=asked.skip_synth)
    from lambda_container.operations.invoke.file_watch import changes, in_background  # noqa: PLC0415 - only here

    _targets(stacks_of(asked.project, (), skip_synth=asked.skip_synth), asked.names, asked.stack)
    # Before the first sync, so that no change is lost meanwhile.
    changed = in_background(changes(_watched(asked), asked.project.outdir))
    with suppress(KeyboardInterrupt):
        _reported(asked, skip_synth=True)
        while True:
            note(f"changed: {', '.join(path.name for path in changed.get())}")
            _reported(asked, skip_synth=False)
    return exit_code.DONE


def _reported(asked: _Options, *, skip_synth: bool) -> None:
    try:
        _once(asked, skip_synth=skip_synth)
    except (LambdaContainerError, click.ClickException) as error:
        note_error(error)
    note("watching for changes, press Ctrl-C to stop")


def _once(asked: _Options, *, skip_synth: bool) -> int:
    started = time.monotonic()
    stacks = stacks_of(asked.project, (), skip_synth=skip_synth, quiet=asked.as_json)
    targets = _targets(stacks, asked.names, asked.stack)
    aws = Aws(asked.profile)
    with shown_progress(quiet=asked.as_json) as progress:
        publisher = Publisher(
            aws,
            progress,
            find_engine=lambda: asked.engine or Engine.find(),
            jobs=asked.jobs,
            cache=asked.cache,
            create_repositories=True,
            # What was pulled last is good enough for a change of one line.
            pull=False,
        )
        for target in targets:
            progress.step(target.function.path, "syncing")
        done = sync(
            targets,
            publisher,
            aws,
            alias=asked.alias,
            on_done=lambda each: progress.done(
                each.function.path, "failed" if each.problem else "synced"
            ),
        )
    whole = time.monotonic() - started
    if asked.as_json:
        print_json({"functions": [_as_json(each) for each in done], "seconds": round(whole, 2)})
    else:
        for each in done:
            click.echo(_line(each))
        click.echo(f"Synced: {sum(not each.problem for each in done)} in {whole:.1f} s.")
    for each in done:
        if each.problem is not None:
            note_error(f"{each.function.path}: {each.problem}")
    behind = sorted({f"{e.function.path}: {name}" for e in done for name in e.behind})
    if behind:
        note(
            f"Aliases that stay with an earlier version ({', '.join(behind)}): --alias moves one,"
            " and so does the next deployment that publishes a version."
        )
    if asked.alias is not None and not any(each.version or each.problem for each in done):
        note(f"No alias {asked.alias!r} was moved: it names what runs, or no function has it.")
    return exit_code.ERROR if any(each.problem for each in done) else exit_code.DONE


def _targets(
    stacks: Sequence[StackManifest], names: Sequence[str], stack: str | None
) -> list[Target]:
    if names:
        marked = [each for each in stacks if each.sync] if stack is None else stacks
        # Of several stacks with the function, the one that may be synced is meant.
        found = [find_function(marked or stacks, name, stack=stack) for name in names]
        # All functions of an image, so that the lock file says what runs.
        once = {
            function.path: target_of(each, function)
            for each, named in found
            for function in each.functions
            if function.path == named.path or (named.image and function.image == named.image)
        }
        return list(once.values())
    chosen = [stack_named(stacks, stack)] if stack else [each for each in stacks if each.sync]
    if len(chosen) > 1:
        listed = ", ".join(each.name for each in chosen)
        raise click.UsageError(f"Name functions, or a --stack; there are {listed}.")
    if not chosen:
        raise LambdaContainerError(
            "no stack is marked for sync: set sync = true in an environment, or call"
            " allow_sync(stack)"
        )
    return [target_of(chosen[0], each) for each in chosen[0].functions if each.image is not None]


def _watched(asked: _Options) -> list[Path]:
    """The folders of the app and of the images."""
    folders = [asked.project.folder]
    with suppress(LambdaContainerError):
        for target in _targets(asked.project.manifests(), asked.names, asked.stack):
            inputs = target.stack.inputs(target.image)
            folders += [Path(inputs.context), Path(inputs.dockerfile).parent]
    return folders


def _line(synced: Synced) -> str:
    if synced.problem is not None:
        return f"{synced.function.path}: {synced.action}, not updated"
    did = f"updated in {synced.seconds:.1f} s" if synced.is_updated else "ran it already"
    moved = f", version {synced.version}" if synced.version is not None else ""
    return f"{synced.function.path}: {synced.action}, {did}{moved}"


def _as_json(synced: Synced) -> dict[str, Any]:
    return {
        "function": synced.function.path,
        "digest": synced.digest,
        "action": synced.action,
        "updated": synced.is_updated,
        "version": synced.version,
        "seconds": round(synced.seconds, 2),
        "problem": synced.problem,
    }
