"""A graph in Graphviz's language."""

from __future__ import annotations

from collections.abc import Mapping

from lambda_container.operations.diagram.graph import Graph, Node

COLOURS = {
    "function": ("#fde7c7", "#b8681b"),
    "rule": ("#e3ecfb", "#3b63a8"),
    "schedule": ("#e3ecfb", "#3b63a8"),
    "alias": ("#fff6e8", "#b8681b"),
    "URL": ("#e3ecfb", "#3b63a8"),
    "HTTP API": ("#e3ecfb", "#3b63a8"),
    "REST API": ("#e3ecfb", "#3b63a8"),
    "alarm": ("#fbdcdc", "#a33a3a"),
    "image": ("#e1f3ea", "#2f7a57"),
    "repository": ("#e1f3ea", "#2f7a57"),
    "queue": ("#efe4f7", "#7a4aa0"),
    "topic": ("#efe4f7", "#7a4aa0"),
}
"""Fill and line colours, by kind; other kinds are white."""

_LONGEST_LABEL = 40
_GRAPH = (
    "rankdir=LR, labelloc=t, fontname=Arial, fontsize=16, nodesep=0.15, ranksep=0.4, pad=0.2,"
    " bgcolor=white"
)
_NODE = '  node [shape=box, style="rounded,filled", fontname=Arial, fontsize=11, margin="0.2,0.05"]'
_EDGE = '  edge [color="#555555", arrowsize=0.6]'


def dot(graph: Graph, title: str, colours: Mapping[str, tuple[str, str]] = COLOURS) -> str:
    """Render the graph from left to right, with a box around each function and its own nodes."""
    ids = {node.address: f"n{i}" for i, node in enumerate(graph.nodes)}
    lines = ["digraph {", f'  graph [label="{_quoted(title)}", {_GRAPH}]', _NODE, _EDGE]
    for i, function in enumerate(n for n in graph.nodes if n.address == n.group):
        lines.append(f"  subgraph cluster_{i} {{")
        lines.append('    graph [label="", style="rounded", color="#bbbbbb", margin=8]')
        lines += [
            f"    {_node(n, ids, colours)}" for n in graph.nodes if n.group == function.address
        ]
        lines.append("  }")
    lines += [f"  {_node(n, ids, colours)}" for n in graph.nodes if not n.group]
    lines += [f"  {ids[source]} -> {ids[target]}" for source, target in graph.edges]
    return "\n".join([*lines, "}"]) + "\n"


def _node(node: Node, ids: Mapping[str, str], colours: Mapping[str, tuple[str, str]]) -> str:
    fill, line = colours.get(node.kind, ("#ffffff", "#555555"))
    name = node.label
    if len(name) > _LONGEST_LABEL:
        name = f"{name[: _LONGEST_LABEL // 2]}…{name[-_LONGEST_LABEL // 2 :]}"
    label = _quoted(node.kind) + r"\n" + _quoted(name)
    return f'{ids[node.address]} [label="{label}", fillcolor="{fill}", color="{line}"]'


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
