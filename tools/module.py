"""``make module``: format the modules of ``modules/``, and write the tables about them.

Those of their READMEs are terraform-docs'. ``terraform fmt`` has one way to write a block, so
blocks and their arguments are found by lines.
"""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.step import ROOT

MODULES = {folder.name: folder for folder in sorted((ROOT / "modules").iterdir())}
MODULE = MODULES["lambda-container"]
PARITY = ROOT / "tools" / "module_parity.toml"
PAGE = ROOT / "docs" / "module-parity.md"
_THEIRS = "https://github.com/terraform-aws-modules/terraform-aws-lambda"
_BEGIN, _END = "<!-- BEGIN_TF_DOCS -->", "<!-- END_TF_DOCS -->"
_BLOCK = re.compile(r'^(\w+)((?: "[^"]+")*) \{(?:\}|\n(.*?)^\})\n', re.MULTILINE | re.DOTALL)
_PROVIDER = re.compile(r'^    (\w+) = \{\n.*?version = "(.+?)"\n    \}', re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a file.

    Attributes:
        kind: Such as ``resource``.
        labels: Such as its type and its name.
        text: The whole block, as it is written.
        body: What is between its braces.
    """

    kind: str
    labels: tuple[str, ...]
    text: str
    body: str

    def argument(self, name: str) -> str | None:
        """The expression of an argument that is written on one line."""
        match = re.search(rf"^  {name} *= (.*)$", self.body, re.MULTILINE)
        return match[1] if match else None


def blocks(folder: Path = MODULE) -> Iterator[Block]:
    """Yield the blocks of a folder's files, file by file."""
    for file in sorted(folder.glob("*.tf")):
        for match in _BLOCK.finditer(file.read_text(encoding="utf-8")):
            labels = tuple(re.findall(r'"([^"]+)"', match[2]))
            yield Block(match[1], labels, match[0], match[3] or "")


def with_tables(page: str, folder: Path = MODULE) -> str:
    """A page with new tables about a module between its two marks.

    Raises:
        ValueError: The page has no marks.
    """
    before, begin, rest = page.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not (begin and end):
        raise ValueError(f"the page has no {_BEGIN} and {_END}")
    return f"{before}{_BEGIN}\n{_tables(list(blocks(folder)))}\n{_END}{after}"


def _tables(found: list[Block]) -> str:
    (versions,) = (block for block in found if block.kind == "terraform")
    required = [("terraform", (versions.argument("required_version") or "").strip('"'))]
    made = [(".".join(block.labels), "resource") for block in found if block.kind == "resource"]
    read = [(".".join(block.labels), "data source") for block in found if block.kind == "data"]
    inputs = [_input(block) for block in found if block.kind == "variable"]
    outputs = [_output(block) for block in found if block.kind == "output"]
    header = ("Name", "Description", "Type", "Default", "Required")
    return "\n\n".join(
        [
            "## Requirements",
            _table(("Name", "Version"), [*required, *_PROVIDER.findall(versions.body)]),
            "## Resources",
            _table(("Name", "Type"), sorted([*made, *read])),
            "## Inputs",
            _table(header, sorted(inputs)),
            "## Outputs",
            _table(("Name", "Description"), sorted(outputs)),
        ]
    )


def _input(block: Block) -> tuple[str, ...]:
    default = block.argument("default")
    return (
        _link("input", block.labels[0]),
        _description(block),
        f"`{block.argument('type')}`",
        "n/a" if default is None else f"`{default}`",
        "yes" if default is None else "no",
    )


def _output(block: Block) -> tuple[str, ...]:
    return _link("output", block.labels[0]), _description(block)


def _description(block: Block) -> str:
    return (block.argument("description") or "").strip('"').replace('\\"', '"')


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


def parity_page() -> str:
    """The page that maps the variables and outputs of terraform-aws-modules to ours."""
    lines = [
        "# Coming from terraform-aws-modules",
        "",
        f"What [terraform-aws-modules/lambda]({_THEIRS}) 8.8.1 has for functions",
        "of container images, and what [our module](module.md) has instead. Nothing is accepted",
        "and ignored.",
        "`deploy` is our [gradual-deployment](../modules/gradual-deployment/README.md), the rest",
        "is [lambda-container](../modules/lambda-container/README.md).",
    ]
    variables, outputs = tomllib.loads(PARITY.read_text(encoding="utf-8")).values()
    for name in variables:
        lines += ["", f"## {name}"]
        for kind, found in (("variable", variables), ("output", outputs)):
            cells = ((f"`{theirs}`", _ours(ours)) for theirs, ours in found[name].items())
            lines += ["", _table((f"their {kind}", "ours"), cells)]
    return "\n".join([*lines, ""])


def _ours(text: str) -> str:
    if text.startswith("no: ") or text == "no":
        return text
    names, _, module = text.partition("; ")
    shown = ", ".join(f"`{name}`" for name in names.split(", "))
    return f"{shown}, and [{module}](../modules/{module}/README.md)" if module else shown


def main() -> int:
    """Format the modules' files and write the tables about them; returns 0."""
    if (terraform := shutil.which("terraform")) is not None:
        subprocess.run([terraform, "fmt", "-recursive", str(MODULE.parent)], check=True)
    for folder in MODULES.values():
        readme = folder / "README.md"
        page = with_tables(readme.read_text(encoding="utf-8"), folder)
        readme.write_text(page, encoding="utf-8")
    PAGE.write_text(parity_page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
