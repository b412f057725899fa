"""``lambda-container bootstrap``: make what an environment is built on."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import click

from lambda_container.aws_api.session import Aws
from lambda_container.cli import exit_code
from lambda_container.cli.deployment_steps import Request, apply_if_wanted, check_answerable
from lambda_container.cli.names import complete_stack
from lambda_container.cli.options import (
    approve_option,
    json_option,
    profile_option,
    project_options,
    refuse_without_effect,
)
from lambda_container.cli.output import note, print_json
from lambda_container.cli.progress_display import shown_progress
from lambda_container.cli.stack_choice import stacks_of
from lambda_container.operations.cdktf_project import Project
from lambda_container.operations.deploy.bootstrap import (
    Bootstrap,
    BootstrapState,
    bootstrap_named,
    bootstraps_of,
    variables_of,
)
from lambda_container.operations.deploy.deployment import Deployment
from lambda_container.operations.deploy.plan_file import PLAN
from lambda_container.operations.deploy.terraform import Terraform, find_terraform


@click.command()
@click.argument("stack", required=False, shell_complete=complete_stack)
@click.option(
    "--dry-run", is_flag=True, help="Print the policies of the roles, and ask neither AWS nor you."
)
@approve_option
@profile_option
@project_options
@json_option
def command(
    stack: str | None,
    *,
    dry_run: bool,
    auto_approve: bool,
    profile: str | None,
    project: Project,
    skip_synth: bool,
    as_json: bool,
) -> int:
    """Make what STACK needs before its first deployment: run it once, and when types are added.

    Applies the BootstrapStack of STACK: a bucket for Terraform's state, and roles for CI with the
    least that the types of resources in STACK need. STACK may be omitted if there is only one.
    """
    if dry_run:
        refuse_without_effect("beside --dry-run", "auto_approve", "profile")
    request = Request(
        project=project,
        name=stack,
        skip_synth=skip_synth,
        profile=profile,
        as_json=as_json,
        auto_approve=auto_approve,
    )
    if not dry_run:
        check_answerable(request, "bootstrap")
    stacks = stacks_of(project, [], skip_synth=skip_synth, quiet=as_json)
    found = bootstrap_named(bootstraps_of(stacks), stack)
    if dry_run:
        _print_policies(found)
        return exit_code.DONE
    terraform = Terraform(find_terraform(), found.stack.folder, profile)
    deployment = Deployment(found.stack, terraform)
    state = BootstrapState.find(found, deployment, project.folder, Aws(profile))
    with TemporaryDirectory() as scratch:
        file = Path(scratch, PLAN)
        with shown_progress(quiet=as_json) as progress:
            summary = deployment.plan(file, progress, reconfigure=True)
        question = f"Apply this plan to {found.stack.name}?"
        status = apply_if_wanted(request, deployment, file, summary, question=question)
    if status == exit_code.DONE:
        with shown_progress(quiet=as_json) as progress:
            state.move_to_bucket(progress)
        if not as_json:
            _print_variables(found)
    return status


def _print_policies(bootstrap: Bootstrap) -> None:
    print_json({"policies": bootstrap.policies, "trust": bootstrap.trust})


def _print_variables(bootstrap: Bootstrap) -> None:
    variables = list(variables_of(bootstrap))
    if variables:
        note("Variables for CI:")
    for name, value in variables:
        click.echo(f"{name}={value}")
