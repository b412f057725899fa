"""plan, deploy and destroy, with the real Terraform."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lambda_container.cli import deployment_steps
from lambda_container.cli.main import main
from lambda_container.engine.engine import Engine
from tests.lambda_container.operations.deploy.project import write_project

Capture = pytest.CaptureFixture[str]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    given = os.environ.get("TERRAFORM") or os.environ.get("TERRAFORM_BINARY_NAME") or "terraform"
    program = shutil.which(given)
    if program is None:
        pytest.skip("needs terraform on PATH, or its path in TERRAFORM")
    monkeypatch.setenv("TERRAFORM_BINARY_NAME", program)
    monkeypatch.setenv("CHECKPOINT_DISABLE", "1")
    monkeypatch.chdir(write_project(tmp_path))
    return tmp_path


@pytest.fixture
def run(project: Path, capsys: Capture) -> Run:
    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(arguments)
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


def state(project: Path, stack: str = "dev") -> list[Any]:
    file = project / f"{stack}.tfstate"
    resources: list[Any] = json.loads(file.read_text())["resources"] if file.exists() else []
    return resources


def test_a_plan_changes_nothing(run: Run, project: Path) -> None:
    status, out, _ = run("plan", "dev")
    assert status == 0
    assert "  +   terraform_data.Thing\n" in out
    assert out.endswith("dev: 1 to create, 0 to update, 0 to replace, 0 to delete.\n")
    assert state(project) == []


def test_a_deployment_from_the_first_to_the_last(run: Run, project: Path) -> None:
    status, out, err = run("deploy", "dev", "--auto-approve")
    assert (status, out.splitlines()[-2:]) == (0, ["dev: 1 created.", '  value = {"value": "one"}'])
    assert "terraform_data.Thing: creating\nterraform_data.Thing: created\n" in err
    assert "hunter2" not in out + err

    assert run("plan", "dev", "--detailed-exitcode")[:2] == (0, "dev: no changes.\n")
    assert run("deploy", "dev", "--auto-approve")[:2] == (0, "dev: no changes.\n")

    (project / "value").write_text("two")
    status, out, _ = run("plan", "dev", "--detailed-exitcode")
    assert status == 3
    assert "  ~   terraform_data.Thing: input, output\n" in out

    status, out, _ = run("destroy", "dev", "--auto-approve")
    assert (status, out.splitlines()[-1]) == (0, "dev: 1 deleted.")
    assert state(project) == []


def test_a_kept_plan_is_applied_as_it_was_seen(run: Run, project: Path) -> None:
    _, _, err = run("plan", "dev", "--out", "dev.plan")
    assert "lambda-container deploy --plan dev.plan applies it" in err
    assert stat.S_IMODE((project / "dev.plan").stat().st_mode) == 0o600
    (project / "value").write_text("two")
    shutil.rmtree(project / "cdktf.out")

    status, out, _ = run("deploy", "--plan", "dev.plan")
    assert (status, out.splitlines()[-1]) == (0, '  value = {"value": "one"}')


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("deploy --plan main.py --no-publish", "--publish/--no-publish does nothing beside --plan"),
        ("deploy --plan main.py --skip-synth", "--skip-synth does nothing beside --plan"),
        ("plan dev --engine docker", "--engine does nothing without --publish"),
        ("deploy dev --no-publish --engine docker", "--engine does nothing beside --no-publish"),
        ("bootstrap dev --dry-run --profile x", "--profile does nothing beside --dry-run"),
    ],
)
def test_options_that_would_do_nothing_are_refused(
    run: Run, monkeypatch: pytest.MonkeyPatch, arguments: str, message: str
) -> None:
    monkeypatch.setattr(Engine, "find", lambda name: name)
    status, _, err = run(*arguments.split())
    assert (status, message in err) == (2, True)


def test_a_stale_plan_is_refused(run: Run, project: Path) -> None:
    run("plan", "dev", "--out", "dev.plan")
    run("deploy", "dev", "--auto-approve")
    before = state(project)
    (project / "value").write_text("two")

    status, _, err = run("deploy", "dev", "--plan", "dev.plan")
    assert status == 1
    assert "dev: the plan is stale, because the state was changed after it was made" in err
    assert state(project) == before


def test_a_plan_of_another_stack_is_refused(run: Run, project: Path) -> None:
    run("plan", "dev", "--out", "dev.plan")
    status, _, err = run("deploy", "prod", "--plan", "dev.plan")
    assert status == 1
    assert "is a plan of the stack 'dev', not of 'prod'" in err
    assert state(project) == state(project, "prod") == []


@pytest.mark.parametrize("content", [b"", b"no archive"])
def test_another_file_is_no_plan(run: Run, project: Path, content: bytes) -> None:
    (project / "dev.plan").write_bytes(content)
    status, _, err = run("deploy", "--plan", "dev.plan")
    assert (status, "is not a plan that `plan --out` wrote" in err) == (1, True)


def test_an_archive_of_something_else_is_no_plan(run: Run, project: Path) -> None:
    with zipfile.ZipFile(project / "dev.plan", "w") as archive:
        archive.writestr("record.json", '{"stack": "dev"}')
    assert "is not a plan that" in run("deploy", "--plan", "dev.plan")[2]


@pytest.mark.parametrize("schema", [0, 2])
def test_a_plan_of_another_version_is_refused(run: Run, project: Path, schema: int) -> None:
    with zipfile.ZipFile(project / "dev.plan", "w") as archive:
        archive.writestr("record.json", json.dumps({"stack": "dev", "schema": schema}))
        archive.writestr("cdk.tf.json", "{}")
        archive.writestr("tfplan", "")
    assert "was written by another version; plan again" in run("deploy", "--plan", "dev.plan")[2]


def test_a_plan_cannot_leave_the_folder_of_stacks(run: Run, project: Path) -> None:
    with zipfile.ZipFile(project / "dev.plan", "w") as archive:
        archive.writestr("record.json", '{"stack": "../../../elsewhere"}')
        archive.writestr("cdk.tf.json", "{}")
        archive.writestr("tfplan", "")
    status, _, err = run("deploy", "--plan", "dev.plan")
    assert (status, "is not a plan that" in err) == (1, True)
    assert not (project.parent / "elsewhere").exists()


def test_json_is_all_that_is_printed(run: Run) -> None:
    status, out, err = run("plan", "dev", "--json")
    plan = json.loads(out)
    assert (status, err) == (0, "")
    assert plan["counts"]["create"] == 1
    assert plan["changes"][0]["address"] == "terraform_data.Thing"

    status, out, err = run("deploy", "dev", "--json", "--auto-approve")
    assert (status, err) == (0, "")
    assert json.loads(out)["applied"]
    assert json.loads(out)["output_values"] == {"value": {"value": "one"}}


@pytest.mark.parametrize("verb", ["deploy", "destroy"])
def test_nothing_is_applied_where_nobody_can_be_asked(run: Run, project: Path, verb: str) -> None:
    status, _, err = run(verb, "dev")
    assert status == 1
    assert f"{verb} asks before it applies, and there is no terminal" in err
    assert not (project / "cdktf.out").exists()


@pytest.mark.parametrize(("answer", "status"), [("y", 0), ("n", 1), ("", 1)])
def test_it_asks(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch, answer: str, status: int
) -> None:
    monkeypatch.setattr(deployment_steps, "check_answerable", lambda *_: None)
    monkeypatch.setattr("lambda_container.cli.deploy.check_answerable", lambda *_: None)
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: answer)
    assert run("deploy", "dev")[0] == status
    assert bool(state(project)) == (status == 0)


def test_of_several_stacks_one_has_to_be_named(run: Run) -> None:
    status, _, err = run("plan")
    assert (status, "Name a STACK; there are dev, prod." in err) == (2, True)
    assert "there is no stack 'dve'; did you mean 'dev'?" in run("plan", "dve")[2]


def test_what_terraform_says_is_shown(run: Run, project: Path) -> None:
    text = (project / "main.py").read_text()
    extra = "stack.add_override('resource.terraform_data.Thing.triggers_replace', '${nothing.x}')"
    (project / "main.py").write_text(text.replace("app.synth()", f"{extra}\napp.synth()"))
    status, _, err = run("plan", "prod")
    assert status == 1
    assert "Reference to undeclared resource" in err
    assert "Traceback" not in err


def test_a_backend_that_cannot_be_reached_is_terraforms_error(run: Run, project: Path) -> None:
    text = (project / "main.py").read_text()
    (project / "main.py").write_text(text.replace("../../../{name}", "/proc/nowhere/{name}"))
    status, _, err = run("deploy", "dev", "--auto-approve")
    assert status == 1
    assert "failed in" in err


def test_a_program_that_is_not_there(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERRAFORM_BINARY_NAME", "no-such-program")
    status, _, err = run("plan", "dev")
    assert (status, "there is no 'no-such-program' on PATH" in err) == (1, True)


def test_a_plan_that_says_another_stack_is_refused(run: Run, project: Path) -> None:
    run("plan", "dev", "--out", "dev.plan")
    with zipfile.ZipFile(project / "dev.plan") as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    content["record.json"] = content["record.json"].replace(b"dev", b"prod")
    with zipfile.ZipFile(project / "dev.plan", "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    before = (project / "cdktf.out/stacks/prod/cdk.tf.json").read_bytes()
    status, _, err = run("deploy", "prod", "--plan", "dev.plan")
    assert (status, "it is of another stack than it says" in err) == (1, True)
    assert (project / "cdktf.out/stacks/prod/cdk.tf.json").read_bytes() == before
    assert state(project) == state(project, "prod") == []


def test_a_state_that_is_to_move_is_explained(run: Run, project: Path) -> None:
    run("deploy", "dev", "--auto-approve")
    text = (project / "main.py").read_text()
    (project / "main.py").write_text(text.replace("{name}.tfstate", "{name}-2.tfstate"))
    status, _, err = run("plan", "dev")
    assert status == 1
    assert "init -migrate-state moves it" in err


def test_what_only_shows_drift_is_not_kept(run: Run) -> None:
    assert run("plan", "dev", "--refresh-only", "--out", "x.plan")[0] == 2


SLOW = """
from cdktf import TerraformResource
for number in range(2):
    slow = TerraformResource(stack, f"Slow{number}", terraform_resource_type="terraform_data")
    slow.add_override("provisioner", {"local-exec": {"command": "touch started; sleep 3"}})
"""


def test_whoever_ends_it_lets_terraform_end_first(project: Path) -> None:
    text = (project / "main.py").read_text()
    (project / "main.py").write_text(text.replace("app.synth()", f"{SLOW}\napp.synth()"))
    command = [sys.executable, "-m", "lambda_container", "deploy", "prod", "--auto-approve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        started = project / "cdktf.out/stacks/prod/started"
        deadline = time.monotonic() + 60
        while not started.exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        printed, _ = process.communicate(timeout=60)
    assert process.returncode == 130, printed.decode()
    assert "interrupted" in printed.decode()
    assert not list(project.glob("*.lock.info"))
    assert {one["name"] for one in state(project, "prod")} >= {"Thing"}
