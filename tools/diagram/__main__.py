"""``make diagram``: draw every stack, and the library's wings."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from lambda_container.manifest.stack_json import read_stack
from lambda_container.operations.diagram.dot import COLOURS, dot
from lambda_container.operations.diagram.graph import Graph, graph
from lambda_container.operations.diagram.mermaid import mermaid
from tools import step
from tools.diagram import svg
from tools.diagram.wings import COLOURS as WINGS
from tools.diagram.wings import wings
from tools.scan import targets
from tools.step import ROOT

FOLDER = ROOT / "docs" / "diagrams"


@step.job
def main() -> int:
    """Draw every environment and example; returns 0 on success."""
    svg.VENV.install()
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, graph in graphs(Path(folder)):
            (FOLDER / f"{name}.mmd").write_text(mermaid(graph), encoding="utf-8")
            picture = svg.svg(drawn(graph, name))
            (FOLDER / f"{name}.svg").write_text(picture, encoding="utf-8")
            print(f"docs/diagrams/{name}.svg: {len(graph.nodes)} nodes")
    return 0


def drawn(graph: Graph, name: str) -> str:
    """A graph in Graphviz's language, with the colours of stacks and of wings."""
    return dot(graph, name, {**COLOURS, **WINGS})


def graphs(folder: Path) -> Iterator[tuple[str, Graph]]:
    """Every stack's graph, by its name (``dev``, ``example-full``), and the library's own."""
    yield "architecture", wings()
    for target, stack in targets.own(folder).items():
        where, _, name = target.partition("/")
        prefix = "" if where == "environments" else "example-"
        yield f"{prefix}{name}", graph(read_stack(stack))


if __name__ == "__main__":
    sys.exit(main())
