"""The source folder of the site: docs/, and pages that exist only on the site."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from tools.docs import reference
from tools.step import ROOT

DOCS = ROOT / "docs"
ASSETS = Path(__file__).parent / "assets"
_LINK = re.compile(r"(?<=\]\()([^)#:\s]+)(?=(?:#[^)\s]*)?\))")
_LANGUAGES = {".json": "json", ".py": "python", ".tf": "hcl", ".toml": "toml"}


def write(folder: Path) -> None:
    """Create a folder with all pages and pictures of the site."""
    shutil.copytree(DOCS, folder)
    shutil.copytree(ASSETS, folder / "assets")
    _write(folder / "reference" / "index.md", reference.index())
    for page in reference.pages():
        _write(folder / page.path, page.text())
    written = {*DOCS.rglob("*.md"), ROOT / "CHANGELOG.md", *examples()}
    waiting = sorted(written)
    while waiting:
        file = waiting.pop()
        text, linked = _relinked(_text(file), file)
        _write(folder / place(file), text)
        waiting += sorted(linked - written)
        written |= linked


def examples() -> list[Path]:
    """The README of each example."""
    return sorted(ROOT.glob("examples/*/README.md"))


def place(file: Path) -> str:
    """The path on the site of a project file; a file outside of docs/ becomes a page of its own."""
    if file.is_relative_to(DOCS):
        return file.relative_to(DOCS).as_posix()
    if file == ROOT / "CHANGELOG.md":
        return "changelog.md"
    if file == ROOT / "README.md":
        return "index.md"
    if file in examples():
        return f"{file.parent.relative_to(ROOT).as_posix()}.md"
    suffix = "" if file.suffix == ".md" else ".md"
    return f"source/{file.relative_to(ROOT).as_posix()}{suffix}"


def _text(file: Path) -> str:
    text = file.read_text(encoding="utf-8")
    if file.suffix != ".md":
        return f"# {file.relative_to(ROOT).as_posix()}\n\n{_fence(file)}"
    if file in examples():
        picture = DOCS / "diagrams" / f"example-{file.parent.name}.svg"
        if picture.is_file():
            link = os.path.relpath(picture, file.parent)
            text += f"\n[![Diagram of the stack]({link})]({link})\n"
        programs = sorted([*file.parent.glob("*.py"), *file.parent.glob("*.tf")])
        text += "".join(f"\n## `{program.name}`\n\n{_fence(program)}" for program in programs)
    return text


def _fence(file: Path) -> str:
    text = file.read_text(encoding="utf-8")
    return f"```{_LANGUAGES.get(file.suffix, 'text')}\n{text}```\n"


def _relinked(text: str, file: Path) -> tuple[str, set[Path]]:
    """A page with its links adapted to the site, and the files outside docs/ that it links to."""
    linked: set[Path] = set()

    def link(match: re.Match[str]) -> str:
        target = Path(os.path.normpath(file.parent / match[1]))
        if not target.is_file():
            return match[1]
        if not target.is_relative_to(DOCS) and target != ROOT / "README.md":
            linked.add(target)
        return os.path.relpath(place(target), Path(place(file)).parent)

    return _LINK.sub(link, text), linked


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
