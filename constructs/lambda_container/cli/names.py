"""Names of stacks and functions, which shells complete."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from lambda_container.errors import LambdaContainerError
from lambda_container.manifest.entries import StackManifest
from lambda_container.operations.cdktf_project import Project

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def _completed(names_in: Callable[[StackManifest], Iterable[str]]) -> Complete:
    def complete(
        context: click.Context, _parameter: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        given = context.params.get("project")
        try:
            # Those of the last synthesis: a shell cannot wait for the app.
            project = given if isinstance(given, Project) else Project.find(Path.cwd())
            stacks = project.manifests()
        except LambdaContainerError:
            return []
        names = {name for stack in stacks for name in names_in(stack)}
        return [CompletionItem(name) for name in sorted(names) if name.startswith(incomplete)]

    return complete


def _functions(stack: StackManifest) -> Sequence[str]:
    return [function.id for function in stack.functions]


complete_stack = _completed(lambda stack: [stack.name])
"""``shell_complete`` of an argument that names a stack."""

complete_function = _completed(_functions)
"""``shell_complete`` of an argument that names a function."""
