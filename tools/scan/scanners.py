"""checkov and parliament, in their own virtual environment."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from tools.own_venv import OwnVenv
from tools.scan.finding import Finding
from tools.scan.stack import Stack, UnreadablePolicyError
from tools.step import StepError

VENV = OwnVenv("scan", "checkov")
# Statements declare intended wildcards themselves: allow_wildcards=.
_IGNORED = {"RESOURCE_STAR"}


def checkov(folder: Path) -> tuple[list[Finding], int]:
    """The findings of checkov in a folder's stack, and the number of checks that passed.

    Raises:
        StepError: checkov could not read the stack, or none of its checks applied.
    """
    with tempfile.TemporaryDirectory() as copied:
        for file in folder.glob("*.tf.json"):
            (Path(copied) / file.name).write_text(
                json.dumps(_readable(json.loads(file.read_text())))
            )
        command = ["checkov", "--directory", copied, "--framework", "terraform_json"]
        output = _run([*command, "--skip-download", "--compact", "--quiet", "--output", "json"])
    report = json.loads(output)
    # If no check applies, checkov writes only its summary.
    summary = report.get("summary", report)
    if summary["parsing_errors"] or not summary["passed"]:
        raise StepError(f"checkov: {folder}: nothing passed, or parsing failed: {summary}")
    failed = report["results"]["failed_checks"]
    found = [Finding(c["check_id"], c["resource"], c["check_name"]) for c in failed]
    return found, summary["passed"]


def _readable(document: dict[str, Any]) -> dict[str, Any]:
    # checkov 3.3 takes every member of the block "terraform" for a block, and ends.
    settings = document.get("terraform", {})
    blocks = {name: block for name, block in settings.items() if name != "required_version"}
    return {**document, "terraform": blocks} if settings else document


def parliament(stack: Stack) -> list[Finding]:
    """The findings of parliament in the stack's IAM policies."""
    try:
        policies = dict(stack.policies())
    except UnreadablePolicyError:
        return []  # the rules report it
    with tempfile.TemporaryDirectory() as folder:
        for resource, statements in policies.items():
            document = {"Version": "2012-10-17", "Statement": [_plain(s) for s in statements]}
            (Path(folder) / f"{resource}.json").write_text(json.dumps(document))
        output = _run(["parliament", "--directory", folder, "--json"])
    issues = [json.loads(line) for line in output.splitlines()]
    return [
        Finding(
            issue["issue"],
            Path(issue["location"]["filepath"]).stem,
            f"{issue['title']}: {issue['detail']}",
        )
        for issue in issues
        if issue["issue"] not in _IGNORED
    ]


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
