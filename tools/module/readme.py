"""The tables of the module's README, as terraform-docs writes them, from the module's JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from tools.module.expressions import Json, resources
from tools.module.variables import REFUSED_VARIABLES

_BEGIN, _END = "<!-- BEGIN_TF_DOCS -->", "<!-- END_TF_DOCS -->"


def with_tables(page: str, files: Mapping[str, str]) -> str:
    """A page with new tables between its two marks.

    Raises:
        ValueError: The page has no marks.
    """
    before, begin, rest = page.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not (begin and end):
        raise ValueError(f"the page has no {_BEGIN} and {_END}")
    return f"{before}{_BEGIN}\n{tables(files)}\n{_END}{after}"


def tables(files: Mapping[str, str]) -> str:
    """Requirements, resources, inputs and outputs."""
    parts: dict[str, Json] = {name: json.loads(text) for name, text in files.items()}
    terraform = parts["versions.tf.json"]["terraform"]
    variables = {
        name: variable
        for name, variable in parts["variables.tf.json"]["variable"].items()
        if name not in REFUSED_VARIABLES
    }
    requirements = [("terraform", terraform["required_version"])]
    requirements += [(n, p["version"]) for n, p in terraform["required_providers"].items()]
    return "\n\n".join(
        [
            "## Requirements",
            _table(("Name", "Version"), requirements),
            "## Resources",
            _table(("Name", "Type"), sorted(_resources(parts["main.tf.json"]))),
            "## Inputs",
            _table(
                ("Name", "Description", "Type", "Default", "Required"),
                (_input(name, variables[name]) for name in sorted(variables)),
            ),
            "## Outputs",
            _table(
                ("Name", "Description"),
                (
                    (_link("output", name), o["description"])
                    for name, o in sorted(parts["outputs.tf.json"]["output"].items())
                ),
            ),
        ]
    )


def _resources(module: Json) -> Iterable[tuple[str, str]]:
    for address, _ in resources(module):
        kind = "data source" if address.startswith("data.") else "resource"
        yield address.removeprefix("data."), kind


def _input(name: str, variable: Json) -> tuple[str, ...]:
    required = "default" not in variable
    default = "n/a" if required else f"`{json.dumps(variable['default'])}`"
    return (
        _link("input", name),
        variable["description"],
        f"`{variable['type']}`",
        default,
        "yes" if required else "no",
    )


def _link(kind: str, name: str) -> str:
    escaped = name.replace("_", "\\_")
    return f'<a name="{kind}_{name}"></a> [{escaped}](#{kind}\\_{escaped})'


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [_row(header), _row(tuple("-" * max(len(cell), 3) for cell in header))]
    return "\n".join([*lines, *(_row(row) for row in rows)])


def _row(cells: tuple[str, ...]) -> str:
    escaped = (cell.replace("_", "\\_") if _is_prose(cell) else cell for cell in cells)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in escaped) + " |"


def _is_prose(cell: str) -> bool:
    return not cell.startswith(("`", "<a "))
