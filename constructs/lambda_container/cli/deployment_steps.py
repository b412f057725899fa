"""The steps that ``plan``, ``deploy`` and ``destroy`` share."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from lambda_container.aws_api.session import Aws
from lambda_container.cli import exit_code
from lambda_container.cli.output import note, print_json
from lambda_container.cli.plan_display import counted, plan_result, print_plan
from lambda_container.cli.progress_display import shown_progress
from lambda_container.cli.stack_choice import stack_of
from lambda_container.engine.engine import Engine
from lambda_container.errors import LambdaContainerError
from lambda_container.manifest.entries import StackManifest
from lambda_container.operations.cdktf_project import Project
from lambda_container.operations.deploy.deployment import Deployment
from lambda_container.operations.deploy.plan_summary import PlanSummary
from lambda_container.operations.deploy.terraform import Terraform, find_terraform
from lambda_container.operations.publish.progress import Progress
from lambda_container.operations.publish.publisher import Published, Publisher
from lambda_container.operations.publish.recorded_publish import publish_and_record
from lambda_container.operations.publish.wanted_image import wanted_of


@dataclass(frozen=True, kw_only=True)
class Request:
    """What the options of a command ask for.

    Attributes:
        project: The project.
        name: The stack's name; ``None`` if there is only one.
        skip_synth: Whether to use the stacks of the last synthesis.
        profile: AWS profile.
        engine: Engine that builds; ``None`` for the first that is installed.
        as_json: Whether to print JSON.
        auto_approve: Whether to apply without asking.
    """

    project: Project
    name: str | None
    skip_synth: bool
    profile: str | None
    as_json: bool
    engine: Engine | None = None
    auto_approve: bool = False


def check_answerable(request: Request, verb: str) -> None:
    """Refuse to begin what would have to ask nobody.

    Raises:
        LambdaContainerError: Nobody can be asked, or there is no app.
    """
    request.project.check_app()
    if not request.auto_approve and (request.as_json or not sys.stdin.isatty()):
        kept = ", or keep a plan with `plan --out` and apply it with `deploy --plan`"
        raise LambdaContainerError(
            f"{verb} asks before it applies, and there is no terminal to ask on: add"
            f" --auto-approve{kept if verb == 'deploy' else ''}"
        )


def deployment_of(
    request: Request, progress: Progress, *, publish: bool
) -> tuple[Deployment, list[Published]]:
    """Synthesize, publish what is missing if asked to, and return the stack's deployment."""
    request.project.check_app()
    program = find_terraform()  # before anything is built
    stack = stack_of(
        request.project, request.name, skip_synth=request.skip_synth, quiet=request.as_json
    )
    _tell_rolled_back(stack)
    published = _published(request, stack, progress) if publish else []
    if published:
        # Pinned to what is published now; without --skip-synth, the JSON may name a tag only.
        request.project.synthesize()
        stack = stack_of(request.project, stack.name, skip_synth=True)
    return Deployment(stack, Terraform(program, stack.folder, request.profile)), published


def _tell_rolled_back(stack: StackManifest) -> None:
    names = [image.id.removeprefix("Image-") for image in stack.images if image.rolled_back]
    if names:
        note(f"{stack.name}: {', '.join(names)} rolled back, until a promotion or publish --unpin")


def _published(request: Request, stack: StackManifest, progress: Progress) -> list[Published]:
    wanted = wanted_of([stack])
    if not wanted:
        return []
    publisher = Publisher(
        Aws(request.profile),
        progress,
        find_engine=lambda: request.engine or Engine.find(),
        create_repositories=True,
    )
    return publish_and_record(publisher, wanted)


def apply_if_wanted(
    request: Request,
    deployment: Deployment,
    file: Path,
    summary: PlanSummary,
    published: Sequence[Published] = (),
    *,
    question: str,
    done_before: Mapping[str, Any] = {},
) -> int:
    """Show a plan, ask, and apply exactly that plan.

    Args:
        request: What the options ask for.
        deployment: The stack.
        file: The plan.
        summary: What it changes.
        published: The images that were published before.
        question: What to ask.
        done_before: What else the command did, for programs.

    Returns:
        The exit code.
    """
    name = deployment.stack.name
    outputs: dict[str, Any] = {}
    is_applied = False
    if not request.as_json:
        print_plan(name, summary, published)
    if not summary.is_empty:
        if not request.auto_approve and not click.confirm(question, err=True):
            click.echo(f"{name}: nothing was applied.", err=True)
            return exit_code.ERROR
        with shown_progress(quiet=request.as_json) as progress:
            outputs = deployment.apply(file, progress)
        is_applied = True
    if request.as_json:
        plan = plan_result(name, summary, published)
        print_json({**done_before, **plan, "applied": is_applied, "output_values": outputs})
    elif is_applied:
        print_applied(name, summary, outputs)
    return exit_code.DONE


def print_applied(name: str, summary: PlanSummary, outputs: dict[str, Any]) -> None:
    """Print what was done, and the outputs."""
    click.echo(f"{name}: {counted(summary, past=True)}.")
    for output, value in sorted(outputs.items()):
        shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        click.echo(f"  {output} = {shown}")
