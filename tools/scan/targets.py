"""The stacks to scan: every environment, every example, a new project, and an insecure stack."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from lambda_container.bootstrap.ci_roles import policy_text
from lambda_container.bootstrap.foundation import Foundation
from lambda_container.bootstrap.permission_table import known_types, needs_of
from lambda_container.manifest.stack_json import STACK_JSON
from lambda_container.operations.new_project.library_source import LibrarySource
from lambda_container.operations.new_project.new_project import create
from tools.step import ROOT, StepError

PLANTED = Path(__file__).with_name("planted.tf.json")


def synthesize(folder: Path) -> dict[str, Path]:
    """Synthesize every environment and example, a new project, and all permissions of CI.

    Returns:
        The folder of each stack, by the name of its target.

    Raises:
        StepError: Something cannot be synthesized.
    """
    targets = own(folder)
    for name, stack in _stacks(_new_project(folder), folder / "new-project-out"):
        targets[f"new-project/{name}"] = stack
    targets["permissions"] = _permissions(folder / "permissions")
    return targets


def own(folder: Path) -> dict[str, Path]:
    """Synthesize every environment and example into a folder.

    Returns:
        The folder of each stack, by the name of its target.

    Raises:
        StepError: An environment or example cannot be synthesized.
    """
    targets = {
        f"environments/{name}": stack for name, stack in _stacks(ROOT, folder / "environments")
    }
    for program in sorted(ROOT.glob("examples/*/main.py")):
        example = program.parent.name
        for _, stack in _stacks(program.parent, folder / "examples" / example):
            targets[f"examples/{example}"] = stack
    return targets


def _permissions(folder: Path) -> Path:
    """Write a policy for each type of resource that roles for CI may have to do with."""
    foundation = Foundation(name="dev", account="111122223333", region="eu-west-1")
    policies = {}
    for type_ in known_types():
        needs = needs_of(type_)
        statements = [] if needs is None else [*needs.statements(foundation, write=True)]
        if statements:
            policies[type_] = {"name": type_, "policy": policy_text(statements)}
    folder.mkdir()
    stack = {"resource": {"aws_iam_policy": policies}}
    (folder / STACK_JSON).write_text(json.dumps(stack))
    return folder


def _new_project(folder: Path) -> Path:
    """Write what `init` writes, with roles for CI."""
    project = folder / "new-project"
    source = LibrarySource(requirement="")
    create(project, name="orders", ci="github", source=source, repository="acme/orders")
    return project


def plant(folder: Path) -> Path:
    """Create a folder with the deliberately insecure stack."""
    planted = folder / "planted"
    planted.mkdir()
    (planted / STACK_JSON).write_text(json.dumps(json.loads(PLANTED.read_text())))
    return planted


def _stacks(app: Path, outdir: Path) -> list[tuple[str, Path]]:
    outdir.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [sys.executable, "main.py"],
        cwd=app,
        env={**os.environ, "CDKTF_OUTDIR": str(outdir)},
        capture_output=True,
        text=True,
        check=False,
    )
    files = sorted(outdir.glob(f"stacks/*/{STACK_JSON}"))
    if done.returncode or not files:
        raise StepError(f"{app}: cannot be synthesized\n{done.stdout}{done.stderr}")
    return [(file.parent.name, file.parent) for file in files]
