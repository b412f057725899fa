"""The project on CDK Terrain is this one with other names."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import tomllib
import zipfile
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from lambda_container.operations.new_project.new_project import Ci, create
from tests.new_project import SOURCE, WHEEL
from tools import base, wheel
from tools.compare_bases import normalized
from tools.step import ROOT, StepError

pytestmark = [
    pytest.mark.xdist_group("base"),
    pytest.mark.skipif(
        (ROOT / "derived.json").exists(), reason="the derived project derives no other"
    ),
]
LIBRARY = "constructs/lambda_container"


@pytest.fixture(scope="module")
def derived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("derived") / "project"
    base.derive(folder)
    return folder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from cdktf import App\n", "from cdktn import App\n"),
        ("    import cdktf\n", "    import cdktn\n"),
        ("import lambda_container.bindings, cdktf; cdktf.App()", None),
        (
            "from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue",
            "from cdktn_provider_aws.sqs_queue import SqsQueue",
        ),
        (
            "pip install cdktf-lambda-container[testing]",
            "pip install cdktn-lambda-container[testing]",
        ),
        ("cdktf-cdktf-provider-docker", "cdktn-provider-docker"),
        ("`cdktf deploy '*'`", "`cdktn deploy '*'`"),
        ("CDKTF constructs", "CDK Terrain constructs"),
        ("CDKTF is archived: what now?", ""),
        # The CLI of CDK Terrain reads the same file and variables, and writes to the same folder.
        ("cdktf.json in cdktf.out with CDKTF_OUTDIR", "cdktf.json in cdktf.out with CDKTF_OUTDIR"),
        ("from lambda_container.operations.cdktf_project import Project", ""),
    ],
)
def test_names_are_those_of_cdk_terrain(text: str, expected: str | None) -> None:
    if expected is None:
        expected = text.replace("cdktf", "cdktn")
    assert base.renamed(text) == (expected or text)


def test_no_code_imports_cdktf(derived: Path) -> None:
    imported = re.compile(r"^\s*(?:from|import) cdktf", re.MULTILINE)
    files = [derived / "main.py"]
    for folder in ("constructs", "examples", "functions", "stacks", "tests"):
        files += (derived / folder).rglob("*.py")
    for file in files:
        assert not imported.search(file.read_text(encoding="utf-8")), file


def test_the_module_that_names_both_is_turned_round(derived: Path) -> None:
    names: dict[str, object] = {}
    exec(
        (derived / LIBRARY / "base.py")
        .read_text()
        .partition("\nclass ")[0]
        .replace("__file__", repr(str(derived / LIBRARY / "base.py"))),
        names,
    )
    assert (names["BASE"], names["OTHER_BASE"]) == ("cdktn", "cdktf")
    assert (names["NAME"], names["OTHER_NAME"]) == ("CDK Terrain", "CDKTF")
    assert names["DISTRIBUTION"] == "cdktn-lambda-container"
    assert names["OTHER_DISTRIBUTION"] == "cdktf-lambda-container"
    assert names["PROVIDERS"] == ("cdktn-provider-aws", "cdktn-provider-docker")
    assert [file.name for file in (derived / LIBRARY).glob("*.base.txt")] == ["cdktn.base.txt"]


def test_the_speed_layer_is_the_same(derived: Path) -> None:
    for file in (ROOT / LIBRARY / "bindings").glob("*.*"):
        assert (derived / LIBRARY / "bindings" / file.name).read_bytes() == file.read_bytes()


def test_what_it_needs_is_locked(derived: Path) -> None:
    packages = tomllib.loads((derived / "Pipfile").read_text())
    lock = json.loads((derived / "Pipfile.lock").read_text())
    assert "cdktn" not in packages
    assert {name for name in packages["packages"] if "cdkt" in name} == {
        "cdktn",
        "cdktn-provider-aws",
        "cdktn-provider-docker",
    }
    assert not [name for name in lock["default"] if name.startswith("cdktf")]
    for name, version in packages["packages"].items():
        if version.startswith("=="):
            assert lock["default"][name]["version"].startswith(version.rstrip("*")), name


def test_only_what_is_shared_is_of_another_version(derived: Path) -> None:
    """Both run with the same jsii: a difference would not be CDK Terrain's."""
    ours = json.loads((ROOT / "Pipfile.lock").read_text())
    theirs = json.loads((derived / "Pipfile.lock").read_text())["default"]
    same = ours["default"].keys() & theirs.keys()
    assert {name for name in same if ours["default"][name] != theirs[name]} == {"constructs"}
    assert ours["cdktn"]["jsii"] == theirs["jsii"]


def test_a_second_time_only_changes_are_written(derived: Path) -> None:
    before = {file: file.stat().st_mtime_ns for file in derived.rglob("*.py")}
    (derived / "main.py").write_text("changed\n")
    (derived / "ignored").write_text("stays")
    base.derive(derived)
    after = {file: file.stat().st_mtime_ns for file in derived.rglob("*.py")}
    assert {file for file in after if after[file] != before[file]} == {derived / "main.py"}
    assert (derived / "main.py").read_text() != "changed\n"
    assert (derived / "ignored").read_text() == "stays"


def test_a_file_that_is_gone_here_goes_there(derived: Path) -> None:
    listed = derived / "derived.json"
    listed.write_text(json.dumps([*json.loads(listed.read_text()), "gone.py"]))
    (derived / "gone.py").write_text("")
    base.derive(derived)
    assert not (derived / "gone.py").exists()


def test_a_dependency_that_is_not_known_here_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(base, "_DEPENDENCIES", {'"cdktf>=0.22"': '"cdktn>=0.25"'})
    with pytest.raises(StepError, match=r'pyproject\.toml: "cdktf>=0\.22" is not there once'):
        base.derive(tmp_path / "new")


def test_the_wheel_is_that_of_the_other_distribution(derived: Path, tmp_path: Path) -> None:
    made = wheel.build(derived, tmp_path)
    assert made.name == "cdktn_lambda_container-0.1.0-py3-none-any.whl"
    with zipfile.ZipFile(made) as archive:
        names = archive.namelist()
        metadata = archive.read(next(n for n in names if n.endswith("METADATA"))).decode()
        entry_points = archive.read(next(n for n in names if n.endswith("entry_points.txt")))
    needed = [line for line in metadata.splitlines() if line.startswith("Requires-Dist")]
    assert "Requires-Dist: cdktn<0.25,>=0.24" in needed
    assert not [line for line in needed if "cdktf" in line]
    assert b"lambda-container = lambda_container.cli.main:main" in entry_points
    assert "lambda_container/py.typed" in names
    assert "lambda_container/cdktn.base.txt" in names
    assert "lambda_container/cdktf.base.txt" not in names


class TestMove:
    """The commands of docs/cdktf-is-archived.md."""

    @pytest.fixture
    def commands(self) -> str:
        page = (ROOT / "docs" / "cdktf-is-archived.md").read_text(encoding="utf-8")
        tokens = MarkdownIt().parse(page)
        (found,) = (one.content for one in tokens if one.type == "fence" and one.info == "sh")
        return found

    def move(self, folder: Path, commands: str) -> None:
        for command in ("git init -q", "git add -A", commands):
            done = subprocess.run(
                ["sh", "-c", command], cwd=folder, capture_output=True, text=True, check=False
            )
            assert (done.returncode, done.stderr) == (0, ""), command

    @pytest.mark.parametrize("ci", ["github", "gitlab"])
    def test_a_new_project_becomes_that_of_the_other_distribution(
        self, ci: Ci, commands: str, derived: Path, tmp_path: Path
    ) -> None:
        create(tmp_path, name="orders", ci=ci, source=SOURCE)
        self.move(tmp_path, commands)
        template = derived / LIBRARY / "operations" / "new_project" / "template"
        moved = f"./{WHEEL}[testing]".replace("cdktf", "cdktn")
        compared = 0
        for file in template.rglob("*"):
            if file.suffix in (".py", ".toml", ".txt"):
                text = file.read_text().replace("@name@", "orders")
                text = text.replace("@requirement@", moved)
                if ci == "gitlab":  # the template is for GitHub
                    text = text.replace("GitHub", "GitLab")
                assert (tmp_path / file.relative_to(template)).read_text() == text, file
                compared += 1
        assert compared > 8

    def test_the_app_becomes_that_of_the_other_distribution(
        self, commands: str, derived: Path, tmp_path: Path
    ) -> None:
        shutil.copy(ROOT / "main.py", tmp_path)
        for folder in ("stacks", "examples"):
            leave_out = shutil.ignore_patterns("__pycache__", "cdktf.out")
            shutil.copytree(ROOT / folder, tmp_path / folder, ignore=leave_out)
        self.move(tmp_path, commands)
        for file in tmp_path.rglob("*.py"):
            theirs = derived / file.relative_to(tmp_path)
            assert _imports(file) == _imports(theirs), file
            # Comments may say CDKTF.
            assert "cdktf_cdktf" not in file.read_text(), file


def _imports(file: Path) -> list[str]:
    nodes = ast.walk(ast.parse(file.read_text()))
    return [ast.unparse(one) for one in nodes if isinstance(one, ast.Import | ast.ImportFrom)]


def test_only_the_version_of_the_cdk_is_normalized() -> None:
    content = {"//": {"metadata": {"version": "0.21.0", "stackName": "dev"}}, "terraform": {}}
    assert normalized(content) == {"//": {"metadata": {"stackName": "dev"}}, "terraform": {}}
    assert content["//"]["metadata"]["version"] == "0.21.0"
