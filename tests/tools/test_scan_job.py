"""`make scan` fails on disallowed findings, scanners that miss problems, and unused allowances."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tools.scan import __main__ as job
from tools.scan import scanners, targets
from tools.scan.finding import Allowance, Finding
from tools.scan.stack import Stack
from tools.step import StepError

PLANTED = [Finding(id_, "x", "") for id_ in job.PLANTED]
ALLOWED = Allowance("CKV_AWS_272", "Images cannot be signed.")


def run(
    monkeypatch: pytest.MonkeyPatch,
    folder: Path,
    *,
    found: list[str],
    planted: list[Finding] = PLANTED,
) -> int:
    def findings(stack: Path) -> tuple[list[Finding], int]:
        return (planted if stack.name == "planted" else [Finding(i, "x", "") for i in found]), 9

    monkeypatch.setattr(job, "find", findings)
    monkeypatch.setattr(job, "read_allowances", lambda: [ALLOWED])
    monkeypatch.setattr(targets, "synthesize", lambda _: {"environments/dev": folder / "dev"})
    return job.scan(folder)


def test_what_is_allowed_passes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert run(monkeypatch, tmp_path, found=["CKV_AWS_272"]) == 0


def test_anything_else_fails(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, tmp_path, found=["CKV_AWS_272", "CKV_AWS_1"]) == 1
    assert "CKV_AWS_1 x" in capsys.readouterr().out


def test_a_reason_that_nothing_needs_fails(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, tmp_path, found=[]) == 1
    assert "unused entries: CKV_AWS_272" in capsys.readouterr().out


def test_a_planted_spot_that_is_not_found_fails(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    planted = [finding for finding in PLANTED if finding.id != "LC_SECRET"]
    assert run(monkeypatch, tmp_path, found=["CKV_AWS_272"], planted=planted) == 1
    assert "missed by the scanners: LC_SECRET" in capsys.readouterr().out


@pytest.mark.parametrize(
    "report",
    [
        {"passed": 0, "failed": 0, "parsing_errors": 0},
        {"summary": {"passed": 0, "parsing_errors": 0}, "results": {"failed_checks": []}},
        {"summary": {"passed": 9, "parsing_errors": 1}, "results": {"failed_checks": []}},
    ],
)
def test_checkov_that_saw_nothing_fails(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, report: dict[str, Any]
) -> None:
    summary = {"parsing_errors": 0, **report}
    monkeypatch.setattr(scanners, "_run", lambda _: json.dumps(summary))
    with pytest.raises(StepError, match="nothing passed, or parsing failed"):
        scanners.checkov(tmp_path)


def test_parliament_gets_every_policy_without_references(monkeypatch: pytest.MonkeyPatch) -> None:
    documents: dict[str, Any] = {}

    def parliament(command: list[str]) -> str:
        for file in Path(command[2]).iterdir():
            documents[file.stem] = json.loads(file.read_text())
        return ""

    monkeypatch.setattr(scanners, "_run", parliament)
    policy = {"actions": ["sqs:SendMessage"], "resources": ["${aws_sqs_queue.a.arn}"]}
    stack = Stack(
        {
            "data": {"aws_iam_policy_document": {"a": {"statement": [policy]}}},
            "resource": {
                "aws_iam_role_policy": {"a": {"policy": "${data.aws_iam_policy_document.a.json}"}}
            },
        }
    )
    assert scanners.parliament(stack) == []
    assert documents == {
        "aws_iam_role_policy.a": {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": ["sqs:SendMessage"], "Resource": ["*"]}],
        }
    }
