"""The walls between the wings hold: each contract fails for an import that it forbids."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.step import ROOT

PROGRAMS = Path(sys.executable).parent


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The project's settings, and its library without what no contract reads."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(
        ROOT / "constructs/lambda_container",
        tmp_path / "lambda_container",
        ignore=shutil.ignore_patterns("__pycache__", "template", "ci"),
    )
    return tmp_path


def lint(project: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAMS / command[0], *command[1:]],
        cwd=project,
        env={"PYTHONPATH": str(project), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("file", "line", "broken"),
    [
        ("build/context.py", "import cdktf", "need neither cdktf nor jsii"),
        ("operations/why/change.py", "import lambda_container.key.key_grants", "neither cdktf"),
        ("function/alias.py", "import lambda_container.aws_api.session", "nothing of the desk"),
        ("engine/build_request.py", "import lambda_container.manifest.entries", "knows no stack"),
        ("terraform/placement.py", "import lambda_container.checks.arguments", "from those below"),
        ("errors.py", "import lambda_container.suggestion", "from those below"),
    ],
)
def test_a_forbidden_import_is_refused(project: Path, file: str, line: str, broken: str) -> None:
    path = project / "lambda_container" / file
    path.write_text(f"{path.read_text()}\n{line}\n")
    done = lint(project, "lint-imports", "--no-cache")
    assert done.returncode == 1
    assert any(broken in one and "BROKEN" in one for one in done.stdout.splitlines()), done.stdout


def test_a_folder_without_a_place_is_refused(project: Path) -> None:
    (project / "lambda_container" / "utilities").mkdir()
    (project / "lambda_container" / "utilities" / "__init__.py").write_text("")
    done = lint(project, "lint-imports", "--no-cache")
    assert done.returncode == 1
    assert "utilities" in done.stdout


def test_an_undeclared_dependency_is_refused(project: Path) -> None:
    (project / "lambda_container" / "errors.py").write_text("import urllib3\n")
    done = lint(project, "deptry", "lambda_container")
    assert done.returncode == 1
    assert "'urllib3' imported but it is a transitive dependency" in done.stderr


def test_the_library_keeps_them(project: Path) -> None:
    assert lint(project, "lint-imports", "--no-cache").returncode == 0
