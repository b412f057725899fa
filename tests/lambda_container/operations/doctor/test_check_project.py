from __future__ import annotations

import shutil
import sys
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace

import pytest

from lambda_container.base import BASE
from lambda_container.operations.doctor import check_disk, check_project, check_python
from tests.lambda_container.operations.doctor.conftest import Desk


def test_no_project_is_a_warning(desk: Desk) -> None:
    finding = desk.finding(check_project.examine)
    assert (finding.status, finding.found) == ("warning", "no cdktf.json here")


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"app": ""}', '{"app": 1}', '{"app": "python \'"}']
)
def test_a_project_must_name_its_app(desk: Desk, text: str) -> None:
    desk.write("project/cdktf.json", text)
    finding = desk.finding(check_project.examine)
    assert (finding.status, finding.found) == ("failure", "cdktf.json defines no app")


def test_the_program_of_the_app_must_be_on_path(desk: Desk) -> None:
    desk.write("project/cdktf.json", '{"app": "pipenv run python main.py"}')
    finding = desk.finding(check_project.examine)
    assert finding.found == "no 'pipenv' on PATH (pipenv run python main.py)"
    desk.program("pipenv")
    assert desk.finding(check_project.examine).status == "ok"


def test_the_python_of_the_app_must_have_the_library(desk: Desk) -> None:
    desk.write("project/cdktf.json", '{"app": "python main.py"}')
    desk.program("python", "exit 1")
    finding = desk.finding(check_project.examine)
    assert (finding.status, finding.found) == ("failure", "'python' cannot import the library")


def test_the_python_that_runs_doctor_has_the_library(desk: Desk) -> None:
    desk.write("project/cdktf.json", f'{{"app": "{Path(sys.executable).name} main.py"}}')
    desk.environ["PATH"] = str(Path(sys.executable).parent)
    assert desk.finding(check_project.examine).status == "ok"


def test_the_packages_are_named_with_their_versions(desk: Desk) -> None:
    findings = desk.findings(check_python.examine)
    assert [(one.subject, one.status) for one in findings] == [("Python", "ok"), ("Packages", "ok")]
    assert findings[1].found.startswith(f"{BASE} {version(BASE)}, ")


@pytest.mark.parametrize("path", ["constructs/__init__.py", f"{BASE}.py", "jsii/__init__.py"])
def test_a_project_must_not_hide_a_package(desk: Desk, path: str) -> None:
    desk.write(f"project/{path}", "")
    finding = desk.findings(check_python.examine)[-1]
    name = path.partition("/")[0].removesuffix(".py")
    assert (finding.status, finding.found) == ("failure", f"the project hides the package {name}")


def test_a_source_root_named_constructs_hides_nothing(desk: Desk) -> None:
    (desk.project / "constructs").mkdir()
    assert all(one.status == "ok" for one in desk.findings(check_python.examine))


@pytest.mark.parametrize(("gib", "status"), [(0.5, "failure"), (5, "warning"), (50, "ok")], ids=str)
def test_a_full_disk_is_seen_before_a_build_fills_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, gib: float, status: str
) -> None:
    def usage(_: Path) -> SimpleNamespace:
        return SimpleNamespace(free=gib * 1024**3)

    monkeypatch.setattr(shutil, "disk_usage", usage)
    finding = desk.findings(check_disk.examine)[0]
    assert (finding.status, finding.found) == (status, f"{gib:.1f} GiB free for the project")


def test_temporary_files_need_a_place(desk: Desk) -> None:
    desk.environ["TMPDIR"] = str(desk.home / "missing")
    finding = desk.findings(check_disk.examine)[-1]
    assert (finding.status, finding.found) == ("failure", "temporary files cannot be written")


def test_the_disk_of_the_engine_is_measured_where_it_is_this_machines(desk: Desk) -> None:
    desk.program("docker", f"echo {desk.home}")
    assert desk.finding(check_disk.examine_engine).found.endswith("free for Docker's images")
    desk.program("docker", "echo /var/lib/docker-of-another-machine")
    assert desk.findings(check_disk.examine_engine) == []
