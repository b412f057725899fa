"""Settings of the site generator, with the navigation sections that are generated from files."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from tools.docs import reference, sources
from tools.step import StepError

SETTINGS = Path(__file__).parent / "zensical.toml"


def settings(folder: Path) -> str:
    """The settings for the pages in a folder, as TOML.

    Raises:
        StepError: The navigation lacks a page, lists it twice, or lists one that does not exist.
    """
    project = tomllib.loads(SETTINGS.read_text(encoding="utf-8"))["project"]
    written: dict[str, list[Any]] = {
        "Examples": [sources.place(file) for file in sources.examples()],
        "Reference": _reference(),
        "Decisions": [sources.place(file) for file in sorted(sources.DOCS.glob("decisions/*.md"))],
    }
    project["nav"] = _filled(project["nav"], written)
    listed = list(_listed(project["nav"]))
    there = {file.relative_to(folder).as_posix() for file in folder.rglob("*.md")}
    problems = [
        *(f"docs/{page} is not in the navigation" for page in sorted(_own(there) - set(listed))),
        *(f"{page} is listed but does not exist" for page in sorted(set(listed) - there)),
        *(f"{page} is listed twice" for page in sorted({p for p in listed if listed.count(p) > 1})),
    ]
    if problems:
        raise StepError("\n".join([*problems, "Correct the nav in tools/docs/zensical.toml."]))
    return f"project = {_toml(project)}\n"


def _filled(nav: list[dict[str, Any]], written: dict[str, list[Any]]) -> list[dict[str, Any]]:
    def filled(title: str, pages: Any) -> Any:
        if isinstance(pages, str):
            return pages
        return written.get(title) or _filled(pages, written)

    return [{title: filled(title, pages) for title, pages in entry.items()} for entry in nav]


def _reference() -> list[dict[str, Any]]:
    sections = groupby(reference.pages(), key=lambda page: page.section)
    listed = [{title: [{page.title: page.path} for page in pages]} for title, pages in sections]
    return [{"All names": "reference/index.md"}, *listed]


def _own(pages: set[str]) -> set[str]:
    return {page for page in pages if not page.startswith("source/")}


def _listed(nav: list[Any]) -> Iterator[str]:
    for entry in nav:
        if isinstance(entry, str):
            yield entry
        else:
            for pages in entry.values():
                yield from [pages] if isinstance(pages, str) else _listed(pages)


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{json.dumps(key)} = {_toml(v)}' for key, v in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False)
