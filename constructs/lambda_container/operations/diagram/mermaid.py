"""A graph as Mermaid text, which GitHub and GitLab draw in a README."""

from __future__ import annotations

from collections.abc import Iterator

from lambda_container.operations.diagram.graph import FUNCTION, Graph, Node


def mermaid(graph: Graph) -> str:
    """Render a left-to-right flow chart, with a box around each function and its own nodes."""
    ids = {node.address: f"n{i}" for i, node in enumerate(graph.nodes)}
    lines = ["flowchart LR", *_nodes(graph, ids)]
    lines += [f"  {ids[source]} --> {ids[target]}" for source, target in graph.edges]
    lines.append("  classDef function fill:#fde7c7,stroke:#b8681b,color:#222")
    functions = [ids[n.address] for n in graph.nodes if n.address.startswith(f"{FUNCTION}.")]
    if functions:
        lines.append(f"  class {','.join(functions)} function")
    return "\n".join(lines) + "\n"


def _nodes(graph: Graph, ids: dict[str, str]) -> Iterator[str]:
    for i, (group, label) in enumerate(_groups(graph)):
        yield f'  subgraph g{i}["{_escaped(label)}"]'
        yield from (f"    {_node(n, ids)}" for n in graph.nodes if n.group == group)
        yield "  end"
    yield from (f"  {_node(n, ids)}" for n in graph.nodes if not n.group)


def _groups(graph: Graph) -> list[tuple[str, str]]:
    return [(n.address, n.label) for n in graph.nodes if n.address == n.group]


def _node(node: Node, ids: dict[str, str]) -> str:
    return f'{ids[node.address]}["<b>{_escaped(node.kind)}</b><br/>{_escaped(node.label)}"]'


def _escaped(text: str) -> str:
    # Mermaid's entities begin with '#'.
    marks = {"#": "#35;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "&": "#amp;", "`": "#96;"}
    return "".join(marks.get(character, character) for character in text)
