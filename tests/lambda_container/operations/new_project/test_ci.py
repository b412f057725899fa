"""The workflows are valid, pinned, and hold nothing that lasts."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from ruamel.yaml import YAML

from lambda_container.operations.new_project.new_project import Ci, Program, create, rendered
from tests.new_project import SOURCE

BIN = Path(sys.executable).parent
SYSTEMS: tuple[Ci, ...] = ("github", "gitlab")
PROGRAMS: tuple[Program, ...] = ("terraform", "tofu")
GITHUB = {
    path: YAML(typ="safe").load(text)
    for path, text in rendered(name="orders", ci="github", source=SOURCE).items()
    if path.startswith(".github/workflows/")
}
GITLAB = YAML(typ="safe").load(
    rendered(name="orders", ci="gitlab", source=SOURCE)[".gitlab-ci.yml"]
)
JOBS = {
    f"{Path(path).stem}/{name}": job
    for path, workflow in GITHUB.items()
    for name, job in workflow["jobs"].items()
}


def run(*command: str | Path, cwd: Path) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(params=SYSTEMS)
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    create(tmp_path, name="orders", ci=request.param, source=SOURCE)
    return tmp_path


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize(
    ("ci", "schema", "pattern"),
    [
        ("github", "vendor.github-workflows", ".github/workflows/*.yml"),
        ("github", "vendor.github-actions", ".github/actions/*/action.yml"),
        ("github", "vendor.dependabot", ".github/dependabot.yml"),
        ("gitlab", "vendor.gitlab-ci", ".gitlab-ci.yml"),
    ],
)
def test_the_files_fit_the_schemas_of_github_and_gitlab(
    ci: Ci, schema: str, pattern: str, program: Program, tmp_path: Path
) -> None:
    create(tmp_path, name="orders", ci=ci, source=SOURCE, program=program)
    files = sorted(tmp_path.glob(pattern))
    assert files
    transform = ["--data-transform", "gitlab-ci"] if ci == "gitlab" else []
    run(BIN / "check-jsonschema", "--builtin-schema", schema, *transform, *files, cwd=tmp_path)


def test_a_workflow_that_fits_no_schema_is_found(tmp_path: Path) -> None:
    (tmp_path / "wrong.yml").write_text("on: push\njobs:\n  a:\n    runs-on: x\n    stepz: []\n")
    with pytest.raises(AssertionError, match="stepz"):
        run(
            BIN / "check-jsonschema",
            "--builtin-schema",
            "vendor.github-workflows",
            "wrong.yml",
            cwd=tmp_path,
        )


@pytest.mark.parametrize("program", PROGRAMS)
def test_zizmor_finds_no_weak_spot_in_the_workflows(program: Program, tmp_path: Path) -> None:
    create(tmp_path, name="orders", ci="github", source=SOURCE, program=program)
    # GitHub Enterprise Server may know no other way to name a workflow of the same repository.
    (tmp_path / "zizmor.yml").write_text("rules: {self-repository: {disable: true}}\n")
    run(BIN / "zizmor", "--offline", "--no-progress", "--config=zizmor.yml", ".", cwd=tmp_path)


def test_every_action_is_pinned_to_a_commit_with_its_version_beside_it() -> None:
    uses = [
        line
        for program in PROGRAMS
        for text in rendered(name="orders", ci="github", source=SOURCE, program=program).values()
        for line in text.splitlines()
        if re.search(r"^\s*(- )?uses:", line)
    ]
    assert len(uses) > 10
    commits: dict[str, set[str]] = {}
    for line in uses:
        if "uses: ./" in line:
            continue
        pinned = re.search(r"uses: ([\w./-]+)@([0-9a-f]{40}) # (v\d+\.\d+\.\d+)$", line)
        assert pinned, line
        commits.setdefault(pinned[1], set()).add(f"{pinned[2]} {pinned[3]}")
    assert all(len(pins) == 1 for pins in commits.values()), commits


def test_images_of_gitlab_have_a_version() -> None:
    services = [service["name"] for service in GITLAB[".docker"]["services"]]
    images = [GITLAB["default"]["image"], GITLAB["variables"]["TERRAFORM_IMAGE"], *services]
    assert all(re.search(r":\d+\.?\d*", image) for image in images)


@pytest.mark.parametrize("ci", SYSTEMS)
def test_no_secret_that_lasts_is_asked_for(ci: Ci) -> None:
    for path, text in rendered(name="orders", ci=ci, source=SOURCE).items():
        assert not re.search(r"\bsecrets\.|aws-(secret-)?access-key|AWS_SECRET|PASSWORD", text), (
            path
        )


def test_a_workflow_may_do_nothing_but_what_its_jobs_say() -> None:
    for path, workflow in GITHUB.items():
        assert workflow["permissions"] == {}, path
    may = {name: job.get("permissions") for name, job in JOBS.items()}
    read = {"contents": "read"}
    aws = {**read, "id-token": "write"}
    assert may == {
        "check/check": read,
        "pull-request/check": read,
        "pull-request/publish": aws,
        "pull-request/plan": aws,
        "pull-request/comment": {"pull-requests": "write"},
        "deploy/check": read,
        "deploy/dev": aws,
        "deploy/promote": aws,
        "deploy/plan": aws,
        "deploy/prod": aws,
        "drift/drift": aws,
        "bases/find": read,
        "bases/open": {"contents": "write", "pull-requests": "write"},
    }


def test_what_may_write_to_a_pull_request_runs_none_of_its_code() -> None:
    steps = JOBS["pull-request/comment"]["steps"]
    assert not [step for step in steps if "checkout" in step.get("uses", "")]


def test_what_may_write_to_the_repository_runs_none_of_its_code() -> None:
    steps = JOBS["bases/open"]["steps"]
    assert not [step for step in steps if "set-up" in step.get("uses", "")]
    (script,) = [step["run"] for step in steps if "run" in step]
    commands = {line.split()[0] for line in script.splitlines() if line.strip()}
    assert {"make", "python", ".venv/bin/python"}.isdisjoint(commands)
    assert not [line for line in GITLAB["open-bases"]["script"] if "make" in line]
    assert "BASES_TOKEN" not in str(
        {name: job for name, job in GITLAB.items() if name != "open-bases"}
    )


def test_a_fork_gets_no_credentials() -> None:
    condition = JOBS["pull-request/publish"]["if"]
    assert condition == "github.event.pull_request.head.repo.full_name == github.repository"
    assert JOBS["pull-request/plan"]["needs"] == "publish"


def commands(job: str) -> list[str]:
    return [step["run"] for step in JOBS[job]["steps"] if "run" in step]


def test_prod_gets_exactly_the_plan_that_was_seen_before_its_approval() -> None:
    order = [JOBS[f"deploy/{job}"]["needs"] for job in ("promote", "plan", "prod")]
    assert order == ["dev", "promote", "plan"]
    # Only what GitHub calls an environment asks for an approval.
    approved = {name for name, job in JOBS.items() if "environment" in job}
    assert approved == {"deploy/dev", "deploy/prod"}
    assert 'make promote ARGS="--from-profile dev dev prod"' in commands("deploy/promote")[0]
    assert "--out prod.plan" in commands("deploy/plan")[0]
    assert "$GITHUB_STEP_SUMMARY" in commands("deploy/plan")[0]
    assert commands("deploy/prod") == ['make deploy STACK=prod ARGS="--plan prod.plan"']
    assert GITLAB["deploy-prod"]["when"] == "manual"
    assert GITLAB["deploy-prod"]["needs"] == ["program", "plan-prod"]
    assert GITLAB["deploy-prod"]["script"] == commands("deploy/prod")


def test_images_are_published_once() -> None:
    publishing = [
        name
        for name in JOBS
        for command in (commands(name) if "steps" in JOBS[name] else ())
        if "make publish" in command or "--auto-approve" in command
    ]
    assert publishing == ["deploy/dev", "pull-request/publish"]


def test_each_job_has_a_role_of_its_own() -> None:
    roles = {
        name: step["with"]["role-to-assume"]
        for name, job in JOBS.items()
        for step in job.get("steps", ())
        if "configure-aws" in step.get("uses", "")
    }
    matrix = "${{ matrix.role }}"
    assert roles == {
        "pull-request/publish": "${{ vars.DEV_PUBLISH_ROLE }}",
        "pull-request/plan": matrix,
        "deploy/dev": "${{ vars.DEV_DEPLOY_ROLE }}",
        "deploy/promote": "${{ vars.PROD_PUBLISH_ROLE }}",
        "deploy/plan": "${{ vars.PROD_PLAN_ROLE }}",
        "deploy/prod": "${{ vars.PROD_DEPLOY_ROLE }}",
        "drift/drift": matrix,
    }


def test_every_job_ends_by_itself() -> None:
    assert all("timeout-minutes" in job or "uses" in job for job in JOBS.values())
    assert GITLAB["default"]["timeout"]


def snippets() -> Iterator[Any]:
    for name, job in JOBS.items():
        for number, step in enumerate(job.get("steps", ())):
            if "run" in step:
                assert "${{" not in step["run"], "values come through the environment"
                yield pytest.param(step["run"], "bash", id=f"{name}/{number}")
    for name, job in GITLAB.items():
        if isinstance(job, dict):
            lines = [*job.get("before_script", ()), *job.get("script", ())]
            if lines:
                yield pytest.param("\n".join(lines), "sh", id=f"gitlab/{name}")


@pytest.mark.parametrize(("script", "shell"), list(snippets()))
def test_shellcheck_has_nothing_to_say_of_a_script(script: str, shell: str, tmp_path: Path) -> None:
    # GitLab's variables come from outside.
    (tmp_path / "script").write_text(f"# shellcheck disable=SC2154\n{script}\n")
    run(BIN / "shellcheck", f"--shell={shell}", "script", cwd=tmp_path)


def test_every_job_of_make_that_is_run_exists(project: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (project / "Makefile").read_text(), re.MULTILINE))
    texts = [*project.glob(".github/workflows/*.yml"), *project.glob(".gitlab-ci.yml")]
    asked = {word for text in texts for word in re.findall(r"\bmake ([a-z]+)", text.read_text())}
    assert {"lint", "test", "publish", "promote"} <= asked <= targets


@pytest.fixture
def comment(tmp_path: Path) -> Any:
    """Run the step that comments, with a ``gh`` that notes what it is asked."""
    (tmp_path / "bin").mkdir()
    program = tmp_path / "gh.py"
    program.write_text(
        "import json, os, sys\n"
        "if '--jq' in sys.argv:\n"
        "    print(os.environ.get('FOUND', ''))\n"
        "else:\n"
        "    print(json.dumps(sys.argv[1:]), file=open('asked', 'w'))\n"
    )
    gh = tmp_path / "bin" / "gh"
    gh.write_text(f'#!/bin/sh\nexec {shlex.join([sys.executable, str(program)])} "$@"\n')
    gh.chmod(0o755)
    (step,) = [step for step in JOBS["pull-request/comment"]["steps"] if "run" in step]

    def run_step(plan: str, found: str = "") -> list[str]:
        (tmp_path / "dev.txt").write_text(plan)
        (tmp_path / "prod.txt").write_text("prod: no changes.\n")
        path = f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"
        environ = {"PATH": path, "COMMENTS": "C", "EDITED": "E", "FOUND": found}
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        subprocess.run(command, cwd=tmp_path, env=environ, check=True)
        asked: list[str] = json.loads((tmp_path / "asked").read_text())
        return asked

    return run_step


def test_the_first_plan_makes_a_comment(comment: Any, tmp_path: Path) -> None:
    asked = comment("dev: 1 to create.\n")
    assert asked[:5] == ["api", "--silent", "--method", "POST", "C"]
    body = (tmp_path / "comment.md").read_text()
    assert body.splitlines()[0] == "<!-- plans -->"
    assert "### Plan of dev\n\n~~~~text\ndev: 1 to create.\n\n~~~~\n" in body
    assert "### Plan of prod\n\n~~~~text\nprod: no changes.\n\n~~~~\n" in body


def test_the_next_plan_edits_it(comment: Any) -> None:
    asked = comment("No changes.\n", found="42\n43")
    assert asked[:5] == ["api", "--silent", "--method", "PATCH", "E/42"]


def test_a_long_plan_is_cut_and_cannot_break_out(comment: Any, tmp_path: Path) -> None:
    comment("x" * 70_000 + "\n~~~~\n  ~~~~~~~\n<b>Injected</b>\n\nPlan: 1 to add\n")
    body = (tmp_path / "comment.md").read_text()
    assert len(body) < 65_536
    blocks = [one.content for one in MarkdownIt().parse(body) if one.type == "fence"]
    assert len(blocks) == 2
    assert "<b>Injected</b>\n\nPlan: 1 to add" in blocks[0]


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"create": 12, "update": 3, "replace": 0, "delete": 0}, (12, 3, 0)),
        # To GitLab, a replacement is both.
        ({"create": 1, "update": 0, "replace": 2, "delete": 4}, (3, 0, 6)),
    ],
)
def test_gitlab_is_told_how_much_a_plan_changes(
    counts: dict[str, int], told: tuple[int, int, int], tmp_path: Path
) -> None:
    (tmp_path / "dev.json").write_text(json.dumps({"counts": counts}))
    *_, script = GITLAB[".plan-merge-request"]["script"]
    environ = {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "STACK": "dev"}
    subprocess.run(["sh", "-e", "-c", script], cwd=tmp_path, env=environ, check=True)
    report = json.loads((tmp_path / "plan.json").read_text())
    assert (report["create"], report["update"], report["delete"]) == told
