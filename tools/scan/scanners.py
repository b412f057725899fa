"""checkov and parliament, in their own virtual environment."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tools.own_venv import OwnVenv
from tools.scan.finding import Finding
from tools.scan.stack import Stack, UnreadablePolicyError
from tools.step import StepError

VENV = OwnVenv("scan", "checkov")
# Statements declare intended wildcards themselves: allow_wildcards=.
_IGNORED = {"RESOURCE_STAR"}


def checkov(folders: Mapping[str, Path]) -> dict[str, tuple[list[Finding], int]]:
    """The findings of checkov in each stack's folder, and the number of checks that passed.

    One process reads them all: it needs seconds to start.

    Raises:
        StepError: checkov could not read a stack, or none of its checks applied to it.
    """
    with tempfile.TemporaryDirectory() as copied:
        for number, folder in enumerate(folders.values()):
            Path(copied, str(number)).mkdir()
            for file in folder.glob("*.tf.json"):
                readable = json.dumps(_readable(json.loads(file.read_text())))
                Path(copied, str(number), file.name).write_text(readable)
        command = ["checkov", "--directory", copied, "--framework", "terraform_json"]
        output = _run([*command, "--skip-download", "--compact", "--output", "json"])
    # If no check applies, checkov writes only its summary.
    results = json.loads(output).get("results", {})
    if wrong := results.get("parsing_errors"):
        raise StepError(f"checkov: parsing failed: {', '.join(wrong)}")
    checks = {
        kind: [(_number(one["file_path"]), one) for one in results.get(f"{kind}_checks", [])]
        for kind in ("failed", "passed")
    }
    found = {}
    for number, (name, folder) in enumerate(folders.items()):
        failed = [one for place, one in checks["failed"] if place == number]
        passed = sum(place == number for place, _ in checks["passed"])
        if not passed:
            raise StepError(f"checkov: {folder}: nothing passed, or parsing failed")
        findings = [Finding(c["check_id"], c["resource"], c["check_name"]) for c in failed]
        found[name] = (findings, passed)
    return found


def _number(file_path: str) -> int:
    return int(file_path.lstrip("/").partition("/")[0])


def _readable(document: dict[str, Any]) -> dict[str, Any]:
    # checkov 3.3 takes every member of the block "terraform" for a block, and ends.
    settings = document.get("terraform", {})
    blocks = {name: block for name, block in settings.items() if name != "required_version"}
    return {**document, "terraform": blocks} if settings else document


def parliament(stacks: Mapping[str, Stack]) -> dict[str, list[Finding]]:
    """The findings of parliament in the IAM policies of each stack."""
    with tempfile.TemporaryDirectory() as folder:
        for number, stack in enumerate(stacks.values()):
            Path(folder, str(number)).mkdir()
            try:
                policies = dict(stack.policies())
            except UnreadablePolicyError:
                continue  # the rules report it
            for resource, statements in policies.items():
                document = {"Version": "2012-10-17", "Statement": [_plain(s) for s in statements]}
                Path(folder, str(number), f"{resource}.json").write_text(json.dumps(document))
        output = _run(["parliament", "--directory", folder, "--json"])
    found: dict[str, list[Finding]] = {name: [] for name in stacks}
    names = list(stacks)
    for line in output.splitlines():
        issue = json.loads(line)
        file = Path(issue["location"]["filepath"])
        if issue["issue"] not in _IGNORED:
            text = f"{issue['title']}: {issue['detail']}"
            found[names[int(file.parent.name)]].append(Finding(issue["issue"], file.stem, text))
    return found


def _plain(statement: dict[str, Any]) -> dict[str, Any]:
    # parliament 1.6 fails on a list of one Boolean, and on resource policies without Resource.
    conditions = {
        operator: {
            key: values[0] if isinstance(values, list) and len(values) == 1 else values
            for key, values in block.items()
        }
        for operator, block in statement.get("Condition", {}).items()
    }
    plain = {"Resource": "*", **statement, "Condition": conditions}
    if not conditions or "NotResource" in statement:
        plain.pop("Condition" if not conditions else "Resource")
    return plain


def _run(command: list[str]) -> str:
    environment = {**os.environ, "PYTHONWARNINGS": "ignore", "LOG_LEVEL": "ERROR"}
    done = subprocess.run(
        [str(VENV.programs / command[0]), *command[1:]],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    # Both exit with 1 if they found problems, and with a traceback if they failed.
    if done.returncode not in (0, 1) or "Traceback" in done.stderr:
        raise StepError(f"{command[0]} failed:\n{done.stderr}")
    return done.stdout
