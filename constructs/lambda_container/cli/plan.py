"""``lambda-container plan``: show what Terraform would change, and keep the plan."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import click

from lambda_container.cli import exit_code
from lambda_container.cli.deployment_steps import Request, deployment_of
from lambda_container.cli.names import complete_stack
from lambda_container.cli.options import (
    building_engine_option,
    json_option,
    profile_option,
    project_options,
    refuse_without_effect,
)
from lambda_container.cli.output import note, print_json
from lambda_container.cli.plan_display import plan_result, print_plan
from lambda_container.cli.progress_display import shown_progress
from lambda_container.engine.engine import Engine
from lambda_container.operations.cdktf_project import Project
from lambda_container.operations.deploy.plan_file import PLAN


@click.command()
@click.argument("stack", required=False, shell_complete=complete_stack)
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Keep the plan, to apply exactly it with `deploy --plan FILE`. It may hold secrets.",
)
@click.option(
    "--publish/--no-publish",
    default=False,
    help="Publish missing images first, as deploy does. Default: no.",
)
@click.option(
    "--lock/--no-lock",
    default=True,
    help="Hold the lock of the state meanwhile; a role that only reads cannot. Default: yes.",
)
@click.option(
    "--refresh-only",
    is_flag=True,
    help="Show only what was changed outside Terraform, whatever the source is.",
)
@click.option(
    "--detailed-exitcode",
    is_flag=True,
    help="Exit with 3, not 0, if there are changes, also those made outside Terraform.",
)
@profile_option
@building_engine_option
@project_options
@json_option
def command(
    stack: str | None,
    *,
    out: Path | None,
    publish: bool,
    lock: bool,
    refresh_only: bool,
    detailed_exitcode: bool,
    profile: str | None,
    engine: Engine | None,
    project: Project,
    skip_synth: bool,
    as_json: bool,
) -> int:
    """Show what Terraform would change in STACK: functions with their images, and the rest.

    STACK may be omitted if there is only one. Nothing is changed; with --publish, missing images
    are published.
    """
    if refresh_only and out is not None:
        raise click.UsageError("--refresh-only only shows: its plan cannot be kept with --out.")
    if not publish:
        refuse_without_effect("without --publish", "engine", "builder")
    request = Request(
        project=project,
        name=stack,
        skip_synth=skip_synth,
        profile=profile,
        engine=engine,
        as_json=as_json,
    )
    with TemporaryDirectory() as scratch:
        file = Path(scratch, PLAN)
        with shown_progress(quiet=as_json) as progress:
            deployment, published = deployment_of(request, progress, publish=publish)
            summary = deployment.plan(file, progress, lock=lock, refresh_only=refresh_only)
        if out is not None:
            deployment.keep(file, out.absolute())
    name = deployment.stack.name
    if as_json:
        print_json(plan_result(name, summary, published))
    else:
        print_plan(name, summary, published)
    if out is not None and not as_json:
        note(f"Kept: lambda-container deploy --plan {click.format_filename(out)} applies it.")
    is_same = summary.is_empty and not summary.drift
    return exit_code.DONE if is_same or not detailed_exitcode else exit_code.CHANGES
