"""``lambda-container diagram``: draw a stack."""

from __future__ import annotations

from collections.abc import Callable

import click

from lambda_container.cli.names import complete_stack
from lambda_container.cli.options import project_options
from lambda_container.cli.stack_choice import stack_of
from lambda_container.manifest.stack_json import read_stack
from lambda_container.operations.cdktf_project import Project
from lambda_container.operations.diagram.dot import dot
from lambda_container.operations.diagram.graph import Graph, graph
from lambda_container.operations.diagram.mermaid import mermaid

_FORMATS: dict[str, Callable[[Graph, str], str]] = {
    "mermaid": lambda drawn, _title: mermaid(drawn),
    "dot": dot,
}


@click.command()
@click.argument("stack", required=False, shell_complete=complete_stack)
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(_FORMATS)),
    default="mermaid",
    show_default=True,
    help="Language of the text: Mermaid's, or Graphviz's.",
)
@project_options
def command(*, project: Project, stack: str | None, format_: str, skip_synth: bool) -> None:
    """Print a diagram of STACK: its functions, what invokes them, and where their images are from.

    GitHub and GitLab draw Mermaid in a Markdown file; Graphviz makes a picture of the other:
    lambda-container diagram dev --format dot | dot -Tsvg > dev.svg
    """
    project.check_app()
    found = stack_of(project, stack, skip_synth=skip_synth)
    drawn = graph(read_stack(found.folder))
    click.echo(_FORMATS[format_](drawn, found.name), nl=False)
