"""The source folder of the site has every page, and its links lead to them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.docs import sources
from tools.step import ROOT


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "pages"
    sources.write(folder)
    return folder


def test_every_page_of_docs_is_there(folder: Path) -> None:
    for page in sources.DOCS.rglob("*.md"):
        assert (folder / page.relative_to(sources.DOCS)).is_file()


@pytest.mark.parametrize(
    "page", ["changelog.md", "examples/full.md", "reference/function/container-function.md"]
)
def test_what_lies_elsewhere_is_there_too(page: str, folder: Path) -> None:
    assert (folder / page).read_text().startswith("# ")


def test_an_example_shows_its_program(folder: Path) -> None:
    program = (ROOT / "examples" / "hardened" / "main.py").read_text()
    text = (folder / "examples" / "hardened.md").read_text()
    assert f"## `main.py`\n\n```python\n{program}```\n" in text


def test_an_example_shows_its_picture_where_there_is_one(folder: Path) -> None:
    text = (folder / "examples" / "hardened.md").read_text()
    assert "(../diagrams/example-hardened.svg)" in text
    for page in (folder / "examples").glob("*.md"):
        picture = folder / "diagrams" / f"example-{page.stem}.svg"
        assert (picture.name in page.read_text()) is picture.is_file()


def test_a_link_to_a_file_leads_to_a_page_that_shows_it(folder: Path) -> None:
    assert "(source/tools/scan/rules.py.md)" in (folder / "security.md").read_text()
    shown = (folder / "source" / "tools" / "scan" / "rules.py.md").read_text()
    assert (ROOT / "tools" / "scan" / "rules.py").read_text() in shown


def test_a_link_between_pages_stays_as_it_is(folder: Path) -> None:
    before = (sources.DOCS / "how-an-image-gets-its-tag.md").read_text()
    assert (folder / "how-an-image-gets-its-tag.md").read_text() == before


@pytest.mark.parametrize(
    ("file", "place"),
    [
        ("README.md", "index.md"),
        ("CHANGELOG.md", "changelog.md"),
        ("docs/decisions/0004-an-images-tag.md", "decisions/0004-an-images-tag.md"),
        ("examples/full/README.md", "examples/full.md"),
        ("tools/scan/rules.py", "source/tools/scan/rules.py.md"),
        ("modules/lambda-container/README.md", "source/modules/lambda-container/README.md"),
    ],
)
def test_each_file_has_its_place(file: str, place: str) -> None:
    assert sources.place(ROOT / file) == place


def test_no_path_of_the_machine_is_in_a_page(folder: Path) -> None:
    for page in folder.rglob("*.md"):
        assert str(ROOT) not in page.read_text(), page


def test_the_site_is_in_no_commit() -> None:
    assert "/site/" in (ROOT / ".gitignore").read_text().splitlines()
