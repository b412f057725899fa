"""Load the stacks of a command, which are synthesized first by default."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from lambda_container.cli.output import is_quiet, is_verbose, note
from lambda_container.manifest.entries import StackManifest
from lambda_container.manifest.find_stack import stack_named
from lambda_container.operations.cdktf_project import Project


def stack_of(
    project: Project, name: str | None, *, skip_synth: bool, quiet: bool = False
) -> StackManifest:
    """Return the stack with a name; without one, the only stack that there is.

    Raises:
        ProjectError: The app fails to synthesize.
        UnknownStack: There is no such stack.
        click.UsageError: There are several stacks, and no name.
    """
    names = [] if name is None else [name]
    found = stacks_of(project, names, skip_synth=skip_synth, quiet=quiet)
    if len(found) != 1:
        listed = ", ".join(stack.name for stack in found)
        raise click.UsageError(f"Name a STACK; there are {listed}.")
    return found[0]


def stacks_of(
    project: Project, names: Sequence[str], *, skip_synth: bool, quiet: bool = False
) -> list[StackManifest]:
    """Return the stacks with these names, or all stacks if no name is given.

    Raises:
        ProjectError: The app fails to synthesize.
        UnknownStack: There is no stack with one of the names.
    """
    if not skip_synth:
        if not quiet and not is_quiet() and sys.stderr.isatty():
            note("Synthesizing...")
        project.synthesize(note if is_verbose() else None)
    manifests = project.manifests()
    return [stack_named(manifests, name) for name in names] if names else manifests
