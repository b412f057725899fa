"""The navigation lists every page once; a page that is not in it stops the build."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tools.docs import config, sources
from tools.step import StepError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    sources.write(folder)
    return folder


def paths(nav: Any) -> Iterator[str]:
    if isinstance(nav, str):
        yield nav
    else:
        for entry in nav.values() if isinstance(nav, dict) else nav:
            yield from paths(entry)


def test_every_page_is_in_the_navigation(folder: Path) -> None:
    project = tomllib.loads(config.settings(folder))["project"]
    there = {file.relative_to(folder).as_posix() for file in folder.rglob("*.md")}
    listed = list(paths(project["nav"]))
    assert len(listed) == len(set(listed))
    assert set(listed) == {page for page in there if not page.startswith("source/")}


def test_a_page_that_is_in_no_section_is_named(folder: Path) -> None:
    (folder / "new.md").write_text("# New\n")
    with pytest.raises(StepError, match=r"^docs/new\.md is not in the navigation\nCorrect the nav"):
        config.settings(folder)


def test_a_section_that_names_no_page_is_named(folder: Path) -> None:
    (folder / "testing.md").unlink()
    with pytest.raises(StepError, match=r"^testing\.md is listed but does not exist\n"):
        config.settings(folder)


def test_settings_are_as_they_were_written(folder: Path) -> None:
    base = tomllib.loads(config.SETTINGS.read_text())["project"]
    project = tomllib.loads(config.settings(folder))["project"]
    assert {**project, "nav": base["nav"]} == base


def test_nothing_is_asked_of_other_hosts() -> None:
    project = tomllib.loads(config.SETTINGS.read_text())["project"]
    assert project["theme"]["font"] is False
    assert "extra_javascript" not in project
    assert "://" not in config.SETTINGS.read_text()
