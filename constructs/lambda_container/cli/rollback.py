"""``lambda-container rollback``: pin a stack to earlier images, move its aliases, and deploy it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from lambda_container.aws_api.session import Aws
from lambda_container.cli import exit_code
from lambda_container.cli.deployment_steps import (
    Request,
    apply_if_wanted,
    check_answerable,
    deployment_of,
)
from lambda_container.cli.names import complete_stack
from lambda_container.cli.options import (
    approve_option,
    json_option,
    profile_option,
    project_options,
    refuse_without_effect,
)
from lambda_container.cli.output import note, print_json, short
from lambda_container.cli.progress_display import shown_progress
from lambda_container.cli.stack_choice import stack_of
from lambda_container.file_system import LOCK_FILE
from lambda_container.manifest.entries import StackManifest
from lambda_container.manifest.lock_file import Lock, update_lock
from lambda_container.manifest.locked_image import EarlierImages, LockedImage
from lambda_container.operations.cdktf_project import Project
from lambda_container.operations.deploy.plan_file import PLAN
from lambda_container.operations.deploy.terraform import find_terraform
from lambda_container.operations.own_account import check_account
from lambda_container.operations.rollback.alias_return import AliasReturn, return_aliases
from lambda_container.operations.rollback.rollback import Return, check_returns, returns_of


@click.command()
@click.argument("stack", required=False, shell_complete=complete_stack)
@click.option("--list", "only_list", is_flag=True, help="List the earlier images, and do nothing.")
@click.option(
    "--to",
    "number",
    metavar="NUMBER",
    type=int,
    help="Number of the earlier images, as --list shows. Default: those before the current ones.",
)
@click.option(
    "--deploy/--no-deploy",
    default=True,
    help="Deploy the stack afterwards, so that Terraform's state follows. Default: --deploy.",
)
@approve_option
@profile_option
@project_options
@json_option
def command(
    stack: str | None,
    *,
    only_list: bool,
    number: int | None,
    deploy: bool,
    auto_approve: bool,
    profile: str | None,
    project: Project,
    skip_synth: bool,
    as_json: bool,
) -> int:
    """Return STACK to the images that it was pinned to before.

    Checks that the registry still has them, pins the stack to them, moves the aliases that follow
    the newest version to the version that ran them, which takes effect at once, and deploys the
    stack. It stays with these images until the next promotion, or publish --unpin. Run again, it
    goes on with what was interrupted; to return further, use --to.
    """
    if only_list:
        refuse_without_effect("beside --list", "number", "deploy", "auto_approve", "profile")
    request = Request(
        project=project,
        name=stack,
        skip_synth=skip_synth,
        profile=profile,
        as_json=as_json,
        auto_approve=auto_approve,
    )
    if not only_list:
        check_answerable(request, "rollback")
        if deploy:
            find_terraform()  # before anything is changed
    chosen = stack_of(project, stack, skip_synth=skip_synth, quiet=as_json)
    lock = Lock.read(chosen.lock or project.folder / LOCK_FILE)
    if only_list:
        _list(chosen, lock, as_json=as_json)
        return exit_code.DONE
    returns = returns_of(chosen, lock, number)
    aws = Aws(profile)
    check_account(aws, chosen.functions)
    check_returns(returns, aws)
    if not as_json:
        for each in returns:
            was, after = short(each.before.digest), short(each.after.digest)
            change = f"{was} -> {after}" if was != after else f"{after}, rolled back before"
            click.echo(f"{each.wanted.label}: {change} {_origin(each.after)}".rstrip())
    question = f"Return {chosen.name} to these images, and move its aliases at once?"
    if not auto_approve and not click.confirm(question, err=True):
        click.echo(f"{chosen.name}: nothing was changed.", err=True)
        return exit_code.ERROR
    images = {each.wanted.image.id: each.after for each in returns}
    update_lock(lock.path, {chosen.name: images}, expected=lock)
    aliases = list(return_aliases(returns, aws))
    _tell(chosen, aliases)
    done = _as_json(returns, aliases)
    if not deploy:
        if as_json:
            print_json({"stack": chosen.name, **done})
        else:
            click.echo(f"{chosen.name} is now pinned to these images: deploy it to run them.")
        return exit_code.DONE
    with TemporaryDirectory() as scratch:
        file = Path(scratch, PLAN)
        with shown_progress(quiet=as_json) as progress:
            again = replace(request, name=chosen.name, skip_synth=False)  # the pins are new
            deployment, _ = deployment_of(again, progress, publish=False)
            summary = deployment.plan(file, progress)
        question = f"Apply this plan to {chosen.name}?"
        return apply_if_wanted(
            again, deployment, file, summary, question=question, done_before=done
        )


def _tell(stack: StackManifest, aliases: Sequence[AliasReturn]) -> None:
    for each in aliases:
        name = f"{each.function}: alias {each.alias}"
        if each.version is None:
            note(f"{name}: not moved: {each.reason}; deploying {stack.name} moves it")
        else:
            note(f"{name}: moved from version {each.before} to version {each.version}")


def _origin(image: LockedImage) -> str:
    return f"(from {image.promoted_from})" if image.promoted_from is not None else ""


def _list(stack: StackManifest, lock: Lock, *, as_json: bool) -> None:
    earlier = lock.earlier.get(stack.name, ())
    now = lock.stacks.get(stack.name, {})
    if as_json:
        rows = [
            {
                "number": number,
                "until": each.until,
                "rolled_back": each.rolled_back,
                "images": _images(each.images),
            }
            for number, each in enumerate(earlier, start=1)
        ]
        print_json({"stack": stack.name, "images": _images(now), "earlier": rows})
        return
    if not now:
        click.echo(f"{stack.name}: {lock.path.name} pins no image of it.")
        return
    _print_images("now", "", now)
    for number, each in enumerate(earlier, start=1):
        _print_images(str(number), _until(each), each.images)


def _print_images(number: str, until: str, images: dict[str, LockedImage]) -> None:
    click.echo(f"{click.style(number, bold=True):>3}  {until}".rstrip())
    for id_, image in images.items():
        name = id_.removeprefix("Image-")
        shown = f"{name}  {short(image.digest)}  {image.tag}  {_origin(image)}"
        click.echo(f"       {shown.rstrip()}")


def _until(earlier: EarlierImages) -> str:
    until = f"until {earlier.until[:10]} {earlier.until[11:16]} UTC"
    return f"{until}, rolled back" if earlier.rolled_back else until


def _images(images: dict[str, LockedImage]) -> list[dict[str, Any]]:
    return [
        {
            "image": id_,
            "repository": image.repository,
            "tag": image.tag,
            "digest": image.digest,
            "promoted_from": image.promoted_from,
        }
        for id_, image in images.items()
    ]


def _as_json(returns: Sequence[Return], aliases: Sequence[AliasReturn]) -> dict[str, Any]:
    return {
        "returned": [
            {
                "image": each.wanted.image.id,
                "repository": each.after.repository,
                "from": each.before.digest,
                "to": each.after.digest,
            }
            for each in returns
        ],
        "aliases": [
            {
                "function": each.function,
                "alias": each.alias,
                "from": each.before,
                "to": each.version,
                "not_moved": each.reason,
            }
            for each in aliases
        ],
    }
