"""``lambda-container gc``: list the images that nothing runs, and delete them."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from lambda_container.aws_api.session import Aws
from lambda_container.cli import exit_code
from lambda_container.cli.gc_display import (
    counted,
    garbage_as_json,
    print_costs,
    print_deleted,
    print_garbage,
)
from lambda_container.cli.names import complete_stack
from lambda_container.cli.options import (
    approve_option,
    engine_option,
    json_option,
    project_options,
    refuse_without_effect,
)
from lambda_container.cli.output import note, print_json
from lambda_container.cli.stack_choice import stacks_of
from lambda_container.engine.engine import Engine
from lambda_container.engine.engine_process import EngineError
from lambda_container.errors import LambdaContainerError
from lambda_container.file_system import LOCK_FILE
from lambda_container.manifest.entries import StackManifest
from lambda_container.manifest.find_stack import stack_named
from lambda_container.manifest.lock_file import Lock
from lambda_container.operations.cdktf_project import Project
from lambda_container.operations.gc.collector import Collector, Deletion
from lambda_container.operations.gc.garbage import KEEP, OLDER_THAN_DAYS, Garbage
from lambda_container.operations.gc.local_images import delete_local_images, unused_local_images
from lambda_container.operations.why.git_revision import content_at


@click.command()
@click.argument("stacks", nargs=-1, metavar="[STACK]...", shell_complete=complete_stack)
@click.option("--delete", is_flag=True, help="Delete what is listed. Default: only list it.")
@click.option(
    "--older-than",
    metavar="DAYS",
    type=click.IntRange(0, 36_500),
    default=OLDER_THAN_DAYS,
    show_default=True,
    help="Leave out images that were pushed or pulled since.",
)
@click.option(
    "--keep",
    metavar="NUMBER",
    type=click.IntRange(0),
    default=KEEP,
    show_default=True,
    help="Leave out so many of each repository's newest images.",
)
@click.option(
    "--also",
    "revisions",
    metavar="REVISION",
    multiple=True,
    help="Git revision, such as a branch, whose lock file also counts as use. Repeatable.",
)
@click.option(
    "--profile",
    "profiles",
    metavar="NAME",
    multiple=True,
    help="AWS profile, one for each account whose functions may run the images. Repeatable.",
)
@click.option(
    "--no-other-accounts",
    is_flag=True,
    help="Say that no other account's functions run the images, though repository policies let it.",
)
@click.option(
    "--only",
    type=click.Choice(["registry", "local"]),
    help="Look only there. Default: in the registry, and in the engine if one is installed.",
)
@approve_option
@engine_option
@project_options
@json_option
def command(
    stacks: tuple[str, ...],
    *,
    delete: bool,
    older_than: int,
    keep: int,
    revisions: tuple[str, ...],
    profiles: tuple[str, ...],
    no_other_accounts: bool,
    only: str | None,
    auto_approve: bool,
    engine: Engine | None,
    project: Project,
    skip_synth: bool,
    as_json: bool,
) -> int:
    """List the images in the repositories of each STACK that nothing runs, and what they cost.

    What any version of any function in the accounts runs is in use, and so is what a lock file
    pins or pinned before, and what the source makes now. Nothing is deleted without --delete.
    """
    can_ask = not as_json and sys.stdin.isatty()
    _check_options(delete=delete, only=only, is_answerable=auto_approve or can_ask)
    everything = stacks_of(project, (), skip_synth=skip_synth, quiet=as_json)
    chosen = [stack_named(everything, name) for name in stacks] or everything
    collector: Collector | None = None
    found: list[Garbage] = []
    if only != "local":
        collector = Collector(
            everything,
            chosen,
            locks=lambda: _locks(everything, project, revisions),
            identities=_identities(profiles),
            trusts_policies=not no_other_accounts,
            older_than=older_than,
            keep=keep,
        )
        found = collector.find()
    engine = None if only == "registry" else _engine(engine, needed=only == "local")
    local = [] if engine is None else unused_local_images(engine, chosen, everything)
    if not as_json:
        print_garbage(found, local)
    number = sum(len(garbage.unused) for garbage in found) + len(local)
    is_wanted = delete and number > 0
    if is_wanted and not auto_approve:
        is_wanted = click.confirm(f"Delete {counted(number, 'image')}?", err=True)
    deletions: list[Deletion] = []
    kept_local: dict[str, str] = {}
    if is_wanted:
        try:
            if collector is not None:
                deletions.extend(collector.delete(found))
            if engine is not None:
                kept_local = delete_local_images(engine, local)
        except LambdaContainerError:
            if not as_json:
                print_deleted(deletions, local, {image.name: "" for image in local})
            raise
    kept = {digest: why for each in deletions for digest, why in each.kept.items()}
    if as_json:
        print_json(garbage_as_json(found, deletions, local, kept_local, is_deleted=is_wanted))
    elif is_wanted:
        print_deleted(deletions, local, kept_local)
    else:
        print_costs(found, local)
    for what, why in (kept | kept_local).items():
        note(f"{what}: kept: {why}")
    has_problem = any(garbage.problem for garbage in found)
    return exit_code.ERROR if has_problem or kept else exit_code.DONE


def _check_options(*, delete: bool, only: str | None, is_answerable: bool) -> None:
    if not delete:
        refuse_without_effect("without --delete", "auto_approve")
    if only == "local":
        refuse_without_effect(
            "beside --only local",
            *("older_than", "keep", "revisions", "profiles", "no_other_accounts"),
        )
    if only == "registry":
        refuse_without_effect("beside --only registry", "engine")
    if delete and not is_answerable:
        raise LambdaContainerError(
            "gc asks before it deletes, and there is no terminal to ask on: add --auto-approve"
        )


def _identities(profiles: Sequence[str]) -> dict[str, Aws]:
    identities = [Aws(profile) for profile in profiles] or [Aws()]
    return {aws.account(): aws for aws in identities}


def _locks(
    stacks: Sequence[StackManifest], project: Project, revisions: Sequence[str]
) -> dict[str, Lock]:
    paths = {stack.lock for stack in stacks if stack.lock} | {project.folder / LOCK_FILE}
    locks = {str(path): Lock.read(path) for path in sorted(paths)}
    for revision in revisions:
        found = {path: content_at(path, revision) for path in sorted(paths)}
        for path, content in found.items():
            if content is not None:
                locks[f"{path} of {revision}"] = Lock.parse(path, content)
        if not any(found.values()):
            note(f"{revision} has no lock file.")
    return locks


def _engine(given: Engine | None, *, needed: bool) -> Engine | None:
    try:
        engine = given or Engine.find()
        engine.check()
    except EngineError as error:
        if needed or given is not None:
            raise
        note(f"Local images are left out: {error}")
        return None
    return engine
