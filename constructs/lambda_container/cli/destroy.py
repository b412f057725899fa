"""``lambda-container destroy``: plan to destroy a stack, ask, and apply exactly that plan."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import click

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
)
from lambda_container.cli.output import note
from lambda_container.cli.progress_display import shown_progress
from lambda_container.manifest.entries import StackManifest
from lambda_container.operations.cdktf_project import Project
from lambda_container.operations.deploy.plan_file import PLAN


@click.command()
@click.argument("stack", required=False, shell_complete=complete_stack)
@approve_option
@profile_option
@project_options
@json_option
def command(
    stack: str | None,
    *,
    auto_approve: bool,
    profile: str | None,
    project: Project,
    skip_synth: bool,
    as_json: bool,
) -> int:
    """Destroy STACK: plan to delete all of its resources, show the plan, ask, and apply it.

    STACK may be omitted if there is only one. Images in repositories that Terraform does not manage
    stay.
    """
    request = Request(
        project=project,
        name=stack,
        skip_synth=skip_synth,
        profile=profile,
        as_json=as_json,
        auto_approve=auto_approve,
    )
    check_answerable(request, "destroy")
    with TemporaryDirectory() as scratch:
        file = Path(scratch, PLAN)
        with shown_progress(quiet=as_json) as progress:
            deployment, _ = deployment_of(request, progress, publish=False)
            summary = deployment.plan(file, progress, destroy=True)
        question = f"Destroy {deployment.stack.name}?"
        status = apply_if_wanted(request, deployment, file, summary, question=question)
    if status == exit_code.DONE and not as_json:
        for name in _kept_repositories(deployment.stack):
            note(f"The repository {name} and its images stay.")
    return status


def _kept_repositories(stack: StackManifest) -> list[str]:
    kept = {image.repository.name for image in stack.images if not image.repository.managed}
    return sorted(name for name in kept if "${" not in name)
