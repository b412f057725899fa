"""``lambda-container deploy``: publish, plan, ask, and apply exactly that plan."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import click

from lambda_container.cli.deployment_steps import (
    Request,
    apply_if_wanted,
    check_answerable,
    deployment_of,
)
from lambda_container.cli.names import complete_stack
from lambda_container.cli.options import (
    approve_option,
    building_engine_option,
    json_option,
    profile_option,
    project_options,
    refuse_without_effect,
)
from lambda_container.cli.progress_display import shown_progress
from lambda_container.engine.engine import Engine
from lambda_container.operations.cdktf_project import Project
from lambda_container.operations.deploy.deployment import unpacked
from lambda_container.operations.deploy.plan_file import PLAN
from lambda_container.operations.deploy.plan_summary import summary_of
from lambda_container.operations.publish.publisher import Published


@click.command()
@click.argument("stack", required=False, shell_complete=complete_stack)
@click.option(
    "--plan",
    "kept",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Apply a plan that `plan --out` kept, and nothing else; refused if it is stale.",
)
@click.option(
    "--publish/--no-publish",
    default=True,
    help="Publish missing images first, also to repositories that do not exist. Default: yes.",
)
@approve_option
@profile_option
@building_engine_option
@project_options
@json_option
def command(
    stack: str | None,
    *,
    kept: Path | None,
    publish: bool,
    auto_approve: bool,
    profile: str | None,
    engine: Engine | None,
    project: Project,
    skip_synth: bool,
    as_json: bool,
) -> int:
    """Deploy STACK: publish what is missing, plan, show the plan, ask, and apply exactly that.

    STACK may be omitted if there is only one. Terraform, or the program that TERRAFORM_BINARY_NAME
    names, does the work. With --plan nothing is synthesized, published, planned or asked.
    """
    if kept is not None:
        refuse_without_effect("beside --plan", "publish", "engine", "builder", "skip_synth")
    if not publish:
        refuse_without_effect("beside --no-publish", "engine", "builder")
    request = Request(
        project=project,
        name=stack,
        skip_synth=skip_synth,
        profile=profile,
        engine=engine,
        as_json=as_json,
        # Whoever kept the plan has seen it.
        auto_approve=auto_approve or kept is not None,
    )
    check_answerable(request, "deploy")
    with TemporaryDirectory() as scratch:
        file, published = Path(scratch, PLAN), list[Published]()
        if kept is not None:
            deployment = unpacked(kept.absolute(), file, project, name=stack, profile=profile)
            with shown_progress(quiet=as_json) as progress:
                # With the providers that planned.
                deployment.prepare(progress, "-lockfile=readonly")
            summary = summary_of(deployment.terraform.show(file))
        else:
            with shown_progress(quiet=as_json) as progress:
                deployment, published = deployment_of(request, progress, publish=publish)
                summary = deployment.plan(file, progress)
        question = f"Apply this plan to {deployment.stack.name}?"
        return apply_if_wanted(request, deployment, file, summary, published, question=question)
