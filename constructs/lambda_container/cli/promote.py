"""``lambda-container promote``: copy images to another stack, and pin it to them."""

from __future__ import annotations

from pathlib import Path

import click

from lambda_container.aws_api.image_scan import ScannedImage, Severity
from lambda_container.aws_api.session import Aws
from lambda_container.cli.gate_display import gate_as_json, print_gate
from lambda_container.cli.names import complete_stack
from lambda_container.cli.options import json_option, project_options, refuse_without_effect
from lambda_container.cli.output import ReportedError, print_json
from lambda_container.cli.progress_display import shown_progress
from lambda_container.cli.stack_choice import stacks_of
from lambda_container.file_system import LOCK_FILE
from lambda_container.manifest.lock_file import Lock, update_lock
from lambda_container.operations.cdktf_project import Project
from lambda_container.operations.publish.ignored_findings import IGNORE_FILE, read_ignored
from lambda_container.operations.publish.image_promotion import Promotion
from lambda_container.operations.publish.promoter import GateClosedError, promote
from lambda_container.operations.publish.scan_gate import SEVERITIES, WAIT_SECONDS, Gate, Judgement


@click.command()
@click.argument("source", metavar="FROM", shell_complete=complete_stack)
@click.argument("target", metavar="TO", shell_complete=complete_stack)
@click.option(
    "--published",
    is_flag=True,
    help="Copy the images published for FROM, deployed or not. Default: those its functions run.",
)
@click.option(
    "--create-repositories",
    is_flag=True,
    help="Create missing repositories, unless the stack's Terraform creates them.",
)
@click.option(
    "--pin-only",
    is_flag=True,
    help="Copy nothing: only pin TO, to plan what a promotion would change.",
)
@click.option(
    "--gate",
    is_flag=True,
    help="Promote only if ECR's scans found nothing severe in any of the images.",
)
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES[::-1]),
    default="high",
    show_default=True,
    help="The least severity that --gate does not let through.",
)
@click.option(
    "--ignore-file",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=f"Findings that --gate accepts until a day. Default: {IGNORE_FILE} beside cdktf.json.",
)
@click.option(
    "--scan-timeout",
    metavar="SECONDS",
    type=click.IntRange(0, 86_400),
    default=WAIT_SECONDS,
    show_default=True,
    help="How long --gate waits for scans.",
)
@click.option(
    "--from-profile",
    metavar="NAME",
    help="AWS profile for FROM. Default: the default credential chain.",
)
@click.option(
    "--to-profile",
    metavar="NAME",
    help="AWS profile for TO. Default: the default credential chain.",
)
@project_options
@json_option
def command(
    source: str,
    target: str,
    *,
    published: bool,
    create_repositories: bool,
    pin_only: bool,
    gate: bool,
    fail_on: Severity,
    ignore_file: Path | None,
    scan_timeout: int,
    from_profile: str | None,
    to_profile: str | None,
    project: Project,
    skip_synth: bool,
    as_json: bool,
) -> None:
    """Copy the images that the stack FROM runs to the repositories of the stack TO.

    Nothing is built, and digests do not change, even across accounts and Regions. TO is pinned to
    the images in lambda-container.lock.json: deploy TO afterwards.
    """
    if not gate:
        refuse_without_effect("without --gate", "fail_on", "ignore_file", "scan_timeout")
    if source == target:
        raise click.UsageError("FROM and TO must be different stacks.")
    from_stack, to_stack = stacks_of(
        project, [source, target], skip_synth=skip_synth, quiet=as_json
    )
    lock = Lock.read(to_stack.lock or project.folder / LOCK_FILE)
    from_aws = Aws(from_profile)
    path = ignore_file or project.folder / IGNORE_FILE
    ignored = read_ignored(path) if gate and (ignore_file or path.exists()) else ()
    guard = Gate(from_aws, fail_on=fail_on, ignored=ignored, wait_seconds=scan_timeout)
    judged: dict[str, Judgement] = {}

    def judge(label: str, image: ScannedImage) -> Judgement:
        judged[label] = guard.judge(label, image)
        return judged[label]

    closed: GateClosedError | None = None
    promotions: list[Promotion] = []
    try:
        with shown_progress(quiet=as_json) as progress:
            promotions = promote(
                from_stack,
                to_stack,
                lock=lock,
                from_aws=from_aws,
                to_aws=Aws(to_profile),
                progress=progress,
                running=not published,
                create_repositories=create_repositories,
                copy=not pin_only,
                judge=judge if gate else None,
            )
    except GateClosedError as error:
        closed = error
    gate_result = gate_as_json(fail_on, judged)
    if not as_json:
        print_gate(judged)
    if closed is not None:
        if as_json:
            print_json({"from": source, "to": target, "images": [], "gate": gate_result})
        raise ReportedError(str(closed))
    # All at once: a stack never runs half of a promotion.
    images = {each.wanted.image.id: each.locked for each in promotions}
    is_changed = update_lock(lock.path, {target: images})
    if as_json:
        rows = [
            {
                "image": each.wanted.image.id,
                "repository": each.locked.repository,
                "tag": each.locked.tag,
                "digest": each.locked.digest,
                "copied": each.is_new,
            }
            for each in promotions
        ]
        result = {"from": source, "to": target, "images": rows}
        print_json({**result, "gate": gate_result} if gate else result)
        return
    for each in promotions:
        did = "copied" if each.is_new else "already present"
        did = "not copied" if pin_only else did
        click.echo(f"{each.wanted.label}: {did}, {each.locked.repository}@{each.locked.digest}")
    pinned = "is now pinned" if is_changed else "was already pinned"
    then = "plan it to see what they change" if pin_only else "deploy it to run them"
    click.echo(f"{target} {pinned} to the images of {source}: {then}.")
