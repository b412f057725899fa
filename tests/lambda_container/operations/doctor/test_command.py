from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from lambda_container.cli import exit_code
from lambda_container.cli.main import main
from tests.lambda_container.cli.test_main import HEAVY
from tests.lambda_container.operations.doctor.conftest import Desk

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _on_the_desk(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.program("terraform", "echo 1.13.5")
    desk.program("podman", "echo 5.4.2")
    desk.program("app")
    desk.write("project/cdktf.json", '{"app": "app"}')
    for name in [name for name in os.environ if name.startswith(("AWS_", "DOCKER_", "JSII_NODE"))]:
        monkeypatch.delenv(name)
    for name, value in desk.environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(desk.project)


def test_a_machine_with_all_that_is_needed_is_well(capsys: Capture) -> None:
    assert main(["doctor", "--timeout", "10"]) == exit_code.DONE
    lines = capsys.readouterr().out.splitlines()
    assert "ok       Terraform        1.13.5" in lines
    assert not [line for line in lines if line.startswith("FAILURE")]


def test_a_failure_says_what_to_do_and_ends_with_1(desk: Desk, capsys: Capture) -> None:
    (desk.bin / "terraform").unlink()
    assert main(["doctor", "--timeout", "10"]) == exit_code.ERROR
    lines = capsys.readouterr().out.splitlines()
    found = lines.index("FAILURE  Terraform        no 'terraform' on PATH")
    assert lines[found + 1].strip().startswith("To plan and deploy, install Terraform 1.10")


def test_programs_are_told_the_same(desk: Desk, capsys: Capture) -> None:
    (desk.bin / "terraform").unlink()
    assert main(["doctor", "--json", "--timeout", "10"]) == exit_code.ERROR
    told = json.loads(capsys.readouterr().out)
    assert told["failures"] == 1
    (finding,) = [one for one in told["findings"] if one["status"] == "failure"]
    assert set(finding) == {"subject", "status", "found", "advice"}


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "soon"])
def test_a_time_that_is_none_is_wrong_usage(seconds: str, capsys: Capture) -> None:
    assert main(["doctor", "--timeout", seconds]) == 2
    assert "--timeout" in capsys.readouterr().err


def test_it_needs_no_jsii(desk: Desk) -> None:
    code = (
        "import sys\n"
        "from lambda_container.cli.main import main\n"
        "main(['doctor'])\n"
        "print(*{name.partition('.')[0] for name in sys.modules})\n"
    )
    printed = subprocess.check_output([sys.executable, "-c", code], text=True)
    assert HEAVY.isdisjoint(printed.splitlines()[-1].split())
