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
    def findings(stacks: dict[str, Path]) -> dict[str, tuple[list[Finding], int]]:
        own = [Finding(i, "x", "") for i in found]
        return {name: (planted if name == "planted" else own, 9) for name in stacks}

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


def check(stack: int, id_: str = "CKV_1") -> dict[str, str]:
    file = f"/{stack}/cdk.tf.json"
    return {"check_id": id_, "resource": "x", "check_name": "a check", "file_path": file}


def test_checkov_reads_all_stacks_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    results = {
        "failed_checks": [check(1, "CKV_2")],
        "passed_checks": [check(0), check(1), check(1)],
    }
    monkeypatch.setattr(scanners, "_run", lambda _: json.dumps({"results": results}))
    assert scanners.checkov({"a": tmp_path, "b": tmp_path}) == {
        "a": ([], 1),
        "b": ([Finding("CKV_2", "x", "a check")], 2),
    }


@pytest.mark.parametrize(
    ("report", "reason"),
    [
        ({"passed": 0, "failed": 0, "parsing_errors": 0}, "nothing passed"),
        ({"results": {"failed_checks": [check(1)], "passed_checks": [check(0)]}}, "nothing passed"),
        (
            {"results": {"passed_checks": [check(0), check(1)], "parsing_errors": ["/1/a.json"]}},
            "parsing failed: /1/a.json",
        ),
    ],
)
def test_checkov_that_saw_nothing_of_a_stack_fails(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, report: dict[str, Any], reason: str
) -> None:
    monkeypatch.setattr(scanners, "_run", lambda _: json.dumps(report))
    with pytest.raises(StepError, match=reason):
        scanners.checkov({"a": tmp_path, "b": tmp_path})


def test_parliament_gets_every_policy_without_references(monkeypatch: pytest.MonkeyPatch) -> None:
    documents: dict[str, Any] = {}
    printed: list[str] = []

    def parliament(command: list[str]) -> str:
        for file in Path(command[2]).rglob("*.json"):
            documents[file.stem] = json.loads(file.read_text())
            issue = {"issue": "WRONG", "title": "Title", "detail": "why"}
            printed.append(json.dumps({**issue, "location": {"filepath": str(file)}}))
        return "\n".join(printed)

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
    assert scanners.parliament({"none": Stack({}), "one": stack}) == {
        "none": [],
        "one": [Finding("WRONG", "aws_iam_role_policy.a", "Title: why")],
    }
    assert documents == {
        "aws_iam_role_policy.a": {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": ["sqs:SendMessage"], "Resource": ["*"]}],
        }
    }
