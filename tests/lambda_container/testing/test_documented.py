"""The test file of docs/testing-your-stack.md, as the project of another team runs it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.lambda_container.testing.test_pytest_plugin import run_pytest
from tests.test_packaging import MYPY

PROJECT = Path(__file__).parents[3]
_PAGE = PROJECT / "docs" / "testing-your-stack.md"
_MOST_LINES = 30


def documented() -> str:
    """The first program of the page."""
    tokens = MarkdownIt().parse(_PAGE.read_text(encoding="utf-8"))
    return next(token.content for token in tokens if token.info == "python")


def project(folder: Path) -> Path:
    """A project with that file and the function that it is about."""
    (folder / "pytest.ini").write_text("[pytest]\n")
    (folder / "test_orders.py").write_text(documented())
    shutil.copytree(PROJECT / "functions" / "hello", folder / "functions" / "hello")
    (folder / "functions" / "hello" / "test_app.py").unlink()
    return folder


def test_it_is_short_and_uses_all_there_is() -> None:
    program = documented()
    assert len(program.splitlines()) < _MOST_LINES
    for used in ("Template.from_stack", "terraform_snapshot", "function.invoke"):
        assert used in program


def test_it_passes_but_for_what_needs_an_engine(tmp_path: Path) -> None:
    folder = project(tmp_path)
    run_pytest(folder, "-k", "not answers", "--snapshot-update")
    done = run_pytest(folder, "-k", "not answers")
    assert "2 passed, 1 deselected" in done.stdout


def test_without_an_engine_the_rest_is_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = project(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    done = run_pytest(folder, "-k", "answers")
    assert "1 skipped" in done.stdout
    assert "there is no container engine: install one of docker, podman" in done.stdout


def test_it_passes_mypy_strictly(tmp_path: Path) -> None:
    folder = project(tmp_path)
    (folder / "mypy.ini").write_text(MYPY)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "test_orders.py"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.startswith("Success"), done.stdout
