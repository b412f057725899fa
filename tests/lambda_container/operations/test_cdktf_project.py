from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from lambda_container.operations.cdktf_project import Project, ProjectError

APP = """
import json, os, sys
from pathlib import Path
outdir = Path(os.environ["CDKTF_OUTDIR"])
outdir.mkdir(parents=True, exist_ok=True)
seen = {name: os.environ.get(name) for name in ("CDKTF_CONTEXT_JSON", "TF_VAR_secret")}
(outdir / "seen.json").write_text(json.dumps({**seen, "cwd": os.getcwd()}))
print("synthesized")
sys.exit(int(os.environ.get("FAIL", 0)))
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("CDKTF_OUTDIR", "CDKTF_CONTEXT_JSON"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "app.py").write_text(APP)
    configure(tmp_path)
    (tmp_path / "below" / "deep").mkdir(parents=True)
    return tmp_path


def configure(folder: Path, **keys: object) -> None:
    content = {"app": f'"{sys.executable}" app.py', **keys}
    (folder / "cdktf.json").write_text(json.dumps(content))


def seen(project: Project) -> dict[str, str]:
    content: dict[str, str] = json.loads((project.outdir / "seen.json").read_text())
    return content


def test_cdktf_json_is_looked_for_upwards(folder: Path) -> None:
    project = Project.find(folder / "below" / "deep")
    assert project.folder == folder
    assert project.outdir == folder / "cdktf.out"


def test_the_app_runs_in_its_folder_and_is_shown(folder: Path) -> None:
    project = Project.find(folder / "below")
    lines: list[str] = []
    project.synthesize(lines.append)
    assert lines == ["synthesized"]
    assert seen(project)["cwd"] == str(folder)


def test_output_says_where(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    configure(folder, output="configured")
    assert Project.find(folder).outdir == folder / "configured"
    monkeypatch.setenv("CDKTF_OUTDIR", "variable")
    assert Project.find(folder).outdir == folder / "variable"
    assert Project.find(folder, outdir=folder / "given").outdir == folder / "given"


def test_the_context_of_cdktf_json_wins_over_the_shells(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CDKTF_CONTEXT_JSON", '{"a": 1}')
    project = Project.find(folder)
    project.synthesize()
    assert json.loads(seen(project)["CDKTF_CONTEXT_JSON"])["a"] == 1
    configure(folder, context={"b": 2}, terraformModules=["./local", "remote/one/aws"])
    project = Project.find(folder)
    project.synthesize()
    assert json.loads(seen(project)["CDKTF_CONTEXT_JSON"]) == {
        "b": 2,
        "cdktfRelativeModules": ["./local"],
    }


@pytest.mark.parametrize("context", [None, {"b": 2}])
def test_target_versions_are_in_the_context_as_the_cdktn_cli_has_them(
    folder: Path, monkeypatch: pytest.MonkeyPatch, context: dict[str, int] | None
) -> None:
    monkeypatch.setenv("CDKTF_CONTEXT_JSON", '{"a": 1}')
    targets = {"terraform": ">=1.10", "opentofu": ">=1.11"}
    given = {} if context is None else {"context": context}
    configure(folder, targetVersions=targets, **given)
    project = Project.find(folder)
    project.synthesize()
    assert json.loads(seen(project)["CDKTF_CONTEXT_JSON"]) == {
        **(context or {}),
        "targetVersions": targets,
        "cdktfRelativeModules": [],
    }


def test_variables_of_terraform_do_not_reach_the_app(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TF_VAR_secret", "s3cr3t")
    project = Project.find(folder)
    project.synthesize()
    assert seen(project)["TF_VAR_secret"] is None


def test_an_app_that_fails_is_an_error_with_its_last_lines(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAIL", "3")
    with pytest.raises(ProjectError, match=r"exited with 3:\n  synthesized$"):
        Project.find(folder).synthesize()


def test_there_is_no_app(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"there is no cdktf\.json in"):
        Project.find(tmp_path)


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"app": 1}', '{"app": ""}'])
def test_a_cdktf_json_that_names_no_app(content: str, tmp_path: Path) -> None:
    (tmp_path / "cdktf.json").write_text(content)
    with pytest.raises(ProjectError, match=r"cdktf\.json: (cannot be read|key 'app' must)"):
        Project.find(tmp_path)
