"""``lambda-container publish``: build and push the images missing from the registry."""

from __future__ import annotations

from typing import Any

import click

from lambda_container.aws_api.session import Aws
from lambda_container.cli.names import complete_stack
from lambda_container.cli.options import (
    building_engine_option,
    json_option,
    profile_option,
    project_options,
)
from lambda_container.cli.output import note, print_json
from lambda_container.cli.progress_display import shown_progress
from lambda_container.cli.stack_choice import stacks_of
from lambda_container.engine.engine import Engine
from lambda_container.operations.cdktf_project import Project
from lambda_container.operations.publish.provenance import provenance_labels
from lambda_container.operations.publish.publisher import Published, Publisher
from lambda_container.operations.publish.recorded_publish import publish_and_record
from lambda_container.operations.publish.wanted_image import wanted_of


@click.command()
@click.argument("stacks", nargs=-1, metavar="[STACK]...", shell_complete=complete_stack)
@click.option(
    "--create-repositories",
    is_flag=True,
    help="Create missing repositories, unless the stack's Terraform creates them.",
)
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
@click.option(
    "--pull/--no-pull",
    default=True,
    help="Ask registries for newer base images, unless they are pinned. Default: --pull.",
)
@click.option(
    "--provenance",
    is_flag=True,
    help="Label what is built with its Git revision and repository. No image is built for it.",
)
@click.option(
    "--unpin",
    is_flag=True,
    help="Also publish what a promotion or a rollback pinned, and unpin it.",
)
@profile_option
@building_engine_option
@project_options
@json_option
def command(
    stacks: tuple[str, ...],
    *,
    create_repositories: bool,
    jobs: int | None,
    cache: str | None,
    pull: bool,
    provenance: bool,
    unpin: bool,
    profile: str | None,
    engine: Engine | None,
    project: Project,
    skip_synth: bool,
    as_json: bool,
) -> None:
    """Build and push the images of each STACK that are missing from the registry.

    Applies to images with build="published", of every stack if no STACK is given, except those that
    a promotion or a rollback pinned. Writes the digests to lambda-container.lock.json; the next
    synth pins the stacks to them.
    """
    wanted = wanted_of(
        stacks_of(project, stacks, skip_synth=skip_synth, quiet=as_json), unpin=unpin
    )
    if not wanted:
        note("Nothing to publish: no unpinned image has build='published'.")
    with shown_progress(quiet=as_json) as progress:
        publisher = Publisher(
            Aws(profile),
            progress,
            find_engine=lambda: engine or Engine.find(),
            jobs=jobs,
            cache=cache,
            create_repositories=create_repositories,
            pull=pull,
            labels=provenance_labels(project.folder) if provenance else {},
        )
        published = publish_and_record(publisher, wanted)
    if as_json:
        print_json({"images": [result_of(each) for each in published]})
    else:
        print_published(published)


def result_of(published: Published) -> dict[str, Any]:
    """Return a published image for programs."""
    wanted = published.wanted
    return {
        "stack": wanted.stack.name,
        "image": wanted.image.id,
        "repository": wanted.repository,
        "tag": wanted.tag,
        "digest": published.digest,
        "action": published.action,
    }


def print_published(published: list[Published]) -> None:
    """Print published images for people."""
    absent = [each for each in published if each.action != "present"]
    for each in absent:
        repository = f"{each.wanted.repository}@{each.digest}"
        click.echo(f"{each.wanted.label}: {each.action}, {repository}")
    if published:
        click.echo(f"Images: {len(absent)} published, {len(published) - len(absent)} up to date.")
