"""Write docs/coverage.md: which of our arguments sets each Terraform argument, or why none does.

Terraform's arguments are read from the provider's classes, and ours from our classes, so that
neither list can become outdated; tools/coverage.toml maps one to the other.
"""

from __future__ import annotations

import importlib
import inspect
import re
import sys
import tomllib
from collections.abc import Iterator
from typing import Any

import lambda_container
from tools import step
from tools.step import ROOT, StepError

TABLE = ROOT / "tools" / "coverage.toml"
PAGE = ROOT / "docs" / "coverage.md"
_AWS = "cdktf_cdktf_provider_aws"
# The entry that lists our classes: their arguments of the same name need no entry of their own.
_CLASSES = "classes"
# Common to every resource: meta-arguments, and attributes that the provider computes.
_META = {
    "connection",
    "count",
    "depends_on",
    "for_each",
    "id",
    "id_",
    "lifecycle",
    "provider",
    "provisioners",
    "scope",
    "self",
    "tags_all",
}
_HEADER = """\
# Every argument of Terraform, and ours

Written by `python -m tools.coverage` from the classes of hashicorp/aws 6.25 and from our own. It
omits Terraform's meta-arguments, which are available through `construct.resource`, and `tags_all`
and `id`, which the provider computes.
"""


class CoverageError(StepError):
    """The table does not agree with Terraform's arguments, or with ours."""


@step.job
def main() -> int:
    """Write the page; returns 0 if the table is complete."""
    PAGE.write_text(page())
    return 0


def page() -> str:
    """Generate the page.

    Raises:
        CoverageError: An argument is missing in the table, or does not exist.
    """
    parts = [_HEADER]
    problems: list[str] = []
    for resource, entries in table().items():
        rows = ["| argument | ours |", "|---|---|"]
        classes = entries.pop(_CLASSES, "").split()
        unused = set(entries)
        for argument in terraform_arguments(resource):
            # An entry for the argument itself, or for a block that contains it.
            entry = next((e for e in _with_blocks(argument) if e in entries), None)
            said = _same_name(argument, classes) if entry is None else entries[entry]
            if said is None:
                problems.append(f"{resource}.{argument}: has no entry")
            elif entry is None or entry in unused:
                unused.discard(str(entry))
                problems += [f"{resource}.{entry}: there is no {name}" for name in missing(said)]
                rows.append(f"| `{entry or argument}` | {_cell(said)} |")
        problems += [f"{resource}.{name}: no such argument" for name in unused]
        parts += [f"## `{resource}`\n", "\n".join(rows) + "\n"]
    if problems:
        raise CoverageError("\n".join(sorted(problems)))
    return "\n".join(parts)


def table() -> dict[str, dict[str, str]]:
    """The entry for each argument of each resource."""
    return tomllib.loads(TABLE.read_text())


def made_by(source: str) -> Iterator[str]:
    """The resources whose classes a piece of source imports; data sources do not count."""
    modules = re.findall(rf"^from {_AWS}\.(\w+) import", source, re.MULTILINE)
    for module in sorted(set(modules)):
        if module != "provider" and not module.startswith("data_aws_"):
            yield f"aws_{module}"


def terraform_arguments(resource: str) -> Iterator[str]:
    """The arguments of a resource, those of its blocks as ``block.argument``."""
    module = importlib.import_module(f"{_AWS}.{resource.removeprefix('aws_')}")
    name = "".join(part.title() for part in resource.removeprefix("aws_").split("_"))
    yield from _arguments(module, name, "")


def missing(said: str) -> list[str]:
    """The names of this library in a text that do not exist."""
    return [name for name in re.findall(r"`([A-Z]\w+(?:\.\w+)+=?)`", said) if not _exists(name)]


def _same_name(argument: str, classes: list[str]) -> str | None:
    """The first argument of ours with the same name."""
    names = (f"{each}.{argument.rpartition('.')[2]}=" for each in classes)
    return next((f"`{name}`" for name in names if _exists(name)), None)


def _with_blocks(argument: str) -> list[str]:
    parts = argument.split(".")
    return [".".join(parts[:count]) for count in range(len(parts), 0, -1)]


def _class(module: Any, name: str) -> Any:
    """A class of the bindings; where two would have one name, one of them ends with an A."""
    return getattr(module, name, None) or getattr(module, f"{name}A", None)


def _arguments(module: Any, class_name: str, prefix: str) -> Iterator[str]:
    for parameter in inspect.signature(_class(module, class_name).__init__).parameters:
        if parameter in _META and not prefix:
            continue
        if parameter == "self":
            continue
        block = class_name + "".join(part.title() for part in parameter.split("_"))
        if _class(module, block) is not None and block != f"{class_name}Config":
            yield from _arguments(module, block, f"{prefix}{parameter}.")
        else:
            yield f"{prefix}{parameter}"


def _exists(name: str) -> bool:
    first, *path, last = name.removesuffix("=").split(".")
    found: Any = getattr(lambda_container, first, None)
    for part in path:
        found = getattr(found, part, None)
    if found is None:
        return False
    if not name.endswith("="):
        # Instance attributes are those that the class's docstring lists.
        return hasattr(found, last) or f"\n    {last}: " in (inspect.getdoc(found) or "")
    # The signature of a jsii class is that of its metaclass.
    function = vars(found)["__init__"] if isinstance(found, type) else found
    return last in inspect.signature(function).parameters


def _cell(said: str) -> str:
    return said.replace("|", "\\|")


if __name__ == "__main__":
    sys.exit(main())
