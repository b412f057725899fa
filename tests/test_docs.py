"""Every snippet in the docs runs, every link leads somewhere, every command exists."""

from __future__ import annotations

import ast
import functools
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tools.coverage import missing
from tools.docs.config import SETTINGS

PROJECT = Path(__file__).parents[1]
PAGES = [PROJECT / "README.md", PROJECT / "CHANGELOG.md", *sorted(PROJECT.glob("docs/**/*.md"))]


def name(page: Path) -> str:
    return page.relative_to(PROJECT).as_posix()


def snippets(language: str) -> Iterator[object]:
    for page in PAGES:
        for token in MarkdownIt().parse(page.read_text(encoding="utf-8")):
            if token.type == "fence" and token.info == language:
                line = 0 if token.map is None else token.map[0] + 1
                yield pytest.param(token.content, id=f"{name(page)}:{line}")


@pytest.mark.parametrize("program", list(snippets("python")))
def test_a_program_runs(program: str, tmp_path: Path) -> None:
    if ".import_from(" in program and shutil.which("terraform") is None:
        pytest.skip("needs terraform on PATH: CDKTF asks for its version if there are imports")
    shutil.copytree(PROJECT / "functions", tmp_path / "functions")
    done = subprocess.run(
        [sys.executable, "-W", "error::UserWarning", "-c", program],
        cwd=tmp_path,
        # The variable of a build secret: synthesis warns if it is not set.
        env={**os.environ, "TMPDIR": str(tmp_path), "PIP_CONFIG": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    if "app.synth()" in program:
        assert list(tmp_path.glob("cdktf.out/stacks/*/cdk.tf.json"))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_make_target_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z0-9]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE))
    code = [
        token.content
        for block in MarkdownIt().parse(page.read_text(encoding="utf-8"))
        for token in [block, *(block.children or [])]
        if token.type == "code_inline" or (token.type == "fence" and token.info == "sh")
    ]
    named = {target for text in code for target in re.findall(r"\bmake ([a-z0-9]+)", text)}
    assert named <= targets


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_to_a_file_leads_there(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    missing = [link for link in links if not (page.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("page", sorted(PROJECT.glob("docs/*.md")), ids=name)
def test_the_navigation_of_the_site_lists_every_page(page: Path) -> None:
    assert f'= "{page.name}" }}' in SETTINGS.read_text(encoding="utf-8")


@functools.cache
def names_in_the_code() -> set[str]:
    """Every argument, field, function and method of the project's own code."""
    found: set[str] = set()
    folders = ("constructs", "stacks", "tools", "functions")
    for file in (file for folder in folders for file in (PROJECT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                found |= {node.name, *(argument.arg for argument in every_argument(node.args))}
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                found.add(node.target.id)
    return found


def every_argument(arguments: ast.arguments) -> list[ast.arg]:
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_argument_and_method_that_a_page_names_exists(page: Path) -> None:
    code = [
        token.content
        for block in MarkdownIt().enable("table").parse(page.read_text(encoding="utf-8"))
        for token in block.children or []
        if token.type == "code_inline"
    ]
    named = {word for text in code for word in re.findall(r"(?<![\w.-])([a-z]\w*)=(?!=)", text)}
    named |= {word for text in code for word in re.findall(r"\.([a-z]\w*)\(", text)}
    assert named <= names_in_the_code()


def test_every_name_of_ours_in_the_migration_guide_exists() -> None:
    guide = (PROJECT / "docs" / "migrating.md").read_text(encoding="utf-8")
    assert missing(guide) == []


LIBRARY = PROJECT / "constructs" / "lambda_container"
WINGS = "|".join(folder.name for folder in LIBRARY.iterdir() if folder.is_dir())
OUR_FILE = re.compile(rf"`((?:tools|tests|constructs|{WINGS})/(?!\S*NAME)[\w./-]+\.py)`")
NAMING = [*sorted(PROJECT.glob("docs/**/*.md")), PROJECT / "CONTRIBUTING.md", PROJECT / "README.md"]


@pytest.mark.parametrize("page", NAMING, ids=lambda page: page.relative_to(PROJECT).as_posix())
def test_files_of_ours_that_a_page_names_exist(page: Path) -> None:
    for name in OUR_FILE.findall(page.read_text(encoding="utf-8")):
        places = (PROJECT, LIBRARY, PROJECT / "tests" / "lambda_container")
        assert any((place / name).exists() for place in places), name
