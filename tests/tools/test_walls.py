"""The walls between the wings hold: each contract fails for an import that it forbids."""

from __future__ import annotations

import ast
import io
import re
import shutil
import subprocess
import sys
import tokenize
from pathlib import Path

import grimp
import pytest

from tools.step import ROOT

PROGRAMS = Path(sys.executable).parent
_LAYOUT = {
    *(tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER),
    *(tokenize.INDENT, tokenize.DEDENT),
}


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
        ("function/alias.py", "import botocore", "nothing of the desk"),
        ("engine/build_request.py", "import lambda_container.manifest.entries", "knows no stack"),
        ("aws_api/session.py", "import lambda_container.engine.engine", "knows no engine"),
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


# Verbs on a noun create constructs that take the noun: docs/decisions/0009.
CIRCLES = ({"function.invocable", "function.alias", "events.event_source"}, {"image.built_image"})


def test_there_are_no_other_circles_than_those_of_verbs() -> None:
    code = grimp.build_graph("lambda_container", cache_dir=None)
    imports = {
        module.partition(".")[2]: {
            each.partition(".")[2] for each in code.find_modules_directly_imported_by(module)
        }
        for module in code.modules
    }
    circles = [circle for circle in _circles(imports) if len(circle) > 1]
    assert len(circles) == len(CIRCLES), circles
    for known in CIRCLES:
        assert any(known <= circle for circle in circles), known


def _circles(imports: dict[str, set[str]]) -> list[set[str]]:
    """Groups of modules, each of which imports each other, on some way."""
    reached = {module: _reached(module, imports) for module in imports}
    groups = {frozenset({b for b in reached[a] if a in reached.get(b, ())} | {a}) for a in imports}
    return [set(group) for group in groups]


def _reached(module: str, imports: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = [*imports[module]]
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting += imports.get(one, ())
    return seen


def test_no_file_is_longer_than_300_lines() -> None:
    files = [
        f for folder in ("constructs", "stacks", "tools") for f in (ROOT / folder).rglob("*.py")
    ]
    assert [f for f in files if len(f.read_text("utf-8").splitlines()) > 300] == []


def test_the_layer_that_makes_jsii_fast_stays_within_1500_lines_of_code() -> None:
    """Lines with code: neither blank nor of comments and docstrings alone."""
    bindings = ROOT / "constructs" / "lambda_container" / "bindings"
    python = sum(len(_lines_of_code(file.read_text("utf-8"))) for file in bindings.glob("*.py"))
    scripts = "\n".join(file.read_text("utf-8") for file in bindings.glob("*.js"))
    uncommented = re.sub(r"^\s*(?://.*|/\*\*.*\*/)$", "", scripts, flags=re.MULTILINE)
    javascript = sum(bool(line.strip()) for line in uncommented.splitlines())
    assert javascript > 200  # both languages are counted
    assert python > 1_000
    assert python + javascript <= 1_500, (python, javascript)


def _lines_of_code(source: str) -> set[int]:
    found: set[int] = set()
    tree = ast.parse(source)
    texts = {
        node.value.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        is_code = token.type not in _LAYOUT
        if is_code and not (token.type == tokenize.STRING and token.start[0] in texts):
            found.update(range(token.start[0], token.end[0] + 1))
    return found
