"""The library's wings and the imports between them, read from its code."""

from __future__ import annotations

import grimp

from lambda_container.operations.diagram.graph import Graph, Node

_PACKAGE = "lambda_container"
_DESK = {"cli", "operations", "engine", "aws_api"}
_SHARED = {"build", "manifest", "bindings"}
_TESTS = {"testing"}
_LANGUAGE = {"checks", "terraform"}
COLOURS = {
    "desk": ("#e3ecfb", "#3b63a8"),
    "shared": ("#e1f3ea", "#2f7a57"),
    "language": ("#efe4f7", "#7a4aa0"),
    "constructs": ("#fde7c7", "#b8681b"),
}
"""Fill and line colours of its nodes, by kind."""


def wings() -> Graph:
    """A node for each wing, the constructs as one; an edge for imports that no others imply."""
    code = grimp.build_graph(_PACKAGE, cache_dir=None)
    imports: dict[str, set[str]] = {}
    for module in code.modules:
        wing = _wing(module)
        if wing:
            imported = {_wing(each) for each in code.find_modules_directly_imported_by(module)}
            imports.setdefault(wing, set()).update(imported - {wing, ""})
    nodes = [Node(wing, _kind(wing), wing) for wing in sorted(imports)]
    edges = [(a, b) for a, found in sorted(imports.items()) for b in sorted(found)]
    return Graph(nodes, [edge for edge in edges if not _is_implied(edge, imports)])


def _wing(module: str) -> str:
    """The wing of a module; empty for single files and for what a new project is made of."""
    _, *parts = module.split(".")
    if not parts[1:] or "template" in parts:
        return ""
    return parts[0] if parts[0] in _DESK | _SHARED | _LANGUAGE | _TESTS else "15 wings"


def _kind(wing: str) -> str:
    kinds = {"desk": _DESK, "shared": _SHARED, "language": _LANGUAGE, "both": _TESTS}
    return next((kind for kind, names in kinds.items() if wing in names), "constructs")


def _is_implied(edge: tuple[str, str], imports: dict[str, set[str]]) -> bool:
    source, target = edge
    waiting, seen = [each for each in imports[source] if each != target], set()
    while waiting:
        wing = waiting.pop()
        if wing not in seen:
            seen.add(wing)
            waiting += imports.get(wing, ())
    return target in seen
