"""What the gate lets through, and for what it waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast

import pytest

from lambda_container.aws_api.image_scan import Finding, ScannedImage, Severity
from lambda_container.operations.publish.ignored_findings import Ignored
from lambda_container.operations.publish.scan_gate import Gate, Judgement
from tests.lambda_container.operations.publish.stand_in_scans import (
    NOW,
    StandInScans,
    basic,
    enhanced,
    scan,
)

IMAGE = ScannedImage(region="eu-west-1", repository="dev/hello", digest="sha256:" + "a" * 64)
UNTIL = NOW.date() + timedelta(days=31)


class Clock:
    """A clock that only waiting moves."""

    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


Judge = Callable[..., Judgement]


def judge(scans: StandInScans, **options: Any) -> Judgement:
    clock = Clock()
    gate = Gate(cast("Any", scans), now=clock.now, sleep=clock.sleep, **options)
    return gate.judge("dev hello", IMAGE)


@pytest.mark.parametrize(
    ("severity", "fail_on", "passes"),
    [
        ("CRITICAL", "critical", False),
        ("HIGH", "critical", True),
        ("HIGH", "high", False),
        ("MEDIUM", "high", True),
        ("LOW", "low", False),
        ("INFORMATIONAL", "low", True),
        ("UNDEFINED", "informational", True),
        ("UNDEFINED", "unrated", False),
    ],
)
def test_the_least_severity_that_fails(severity: str, fail_on: Severity, passes: bool) -> None:
    assert judge(StandInScans(scan(basic("CVE-1", severity))), fail_on=fail_on).passes is passes


def test_all_that_was_found_is_told_the_worst_first() -> None:
    found = [basic("CVE-2", "LOW"), basic("CVE-3", "CRITICAL"), basic("CVE-1", "CRITICAL")]
    scans = StandInScans(scan(*found))
    judgement = judge(scans)
    assert [each.finding.id for each in judgement.verdicts] == ["CVE-1", "CVE-3", "CVE-2"]
    assert judgement.verdicts[0].finding == Finding(
        id="CVE-1", severity="critical", package="zlib", version="1.2"
    )
    assert scans.arguments == {
        "repositoryName": "dev/hello",
        "imageId": {"imageDigest": IMAGE.digest},
    }


def test_what_amazon_inspector_found() -> None:
    suppressed = enhanced("CVE-2", status="SUPPRESSED")
    judgement = judge(StandInScans(scan(enhanced("CVE-1"), suppressed, status="ACTIVE")))
    (verdict,) = judgement.verdicts
    assert verdict.finding == Finding(
        id="CVE-1", severity="high", package="pip", version="24.0", fixed_in="25.1"
    )
    assert verdict.fails


@pytest.mark.parametrize(
    ("changes", "passes"),
    [
        ({}, True),
        ({"package": "zlib"}, True),
        ({"package": "pip"}, False),
        ({"id": "CVE-2"}, False),
        ({"until": NOW.date()}, True),
        ({"until": NOW.date() - timedelta(days=1)}, False),
    ],
)
def test_what_is_ignored_until_a_day(changes: dict[str, Any], passes: bool) -> None:
    fields = {"id": "CVE-1", "until": UNTIL, "reason": "not reachable", **changes}
    judgement = judge(StandInScans(scan(basic("CVE-1"))), ignored=[Ignored(**fields)])
    assert judgement.passes is passes
    assert (judgement.verdicts[0].ignored is not None) is passes


class TestWaiting:
    def test_for_a_scan_that_runs(self) -> None:
        running = {"imageScanStatus": {"status": "IN_PROGRESS"}}
        scans = StandInScans(running, running, scan(basic("CVE-1")))
        assert not judge(scans).passes
        assert scans.started == 0

    def test_for_one_that_nobody_began(self) -> None:
        scans = StandInScans("ScanNotFoundException", "ScanNotFoundException", scan())
        assert judge(scans).passes
        assert scans.started == 1

    def test_ends(self) -> None:
        judgement = judge(StandInScans("ScanNotFoundException"), wait_seconds=60)
        assert not judgement.passes
        told = "its scan did not end within 60 seconds (status none)"
        assert told in (judgement.problem or "")

    def test_for_a_new_one_where_the_last_is_old(self) -> None:
        old = scan(imageScanCompletedAt=NOW - timedelta(days=2))
        scans = StandInScans(old, old, scan(basic("CVE-1")))
        assert not judge(scans).passes
        assert scans.started == 1

    def test_not_where_there_was_one_within_a_day(self) -> None:
        scans = StandInScans(scan(imageScanCompletedAt=NOW - timedelta(hours=25)))
        scans.refuse = "LimitExceededException"
        assert judge(scans).passes

    def test_is_in_vain_where_a_new_one_is_refused(self) -> None:
        scans = StandInScans(scan(imageScanCompletedAt=NOW - timedelta(days=900)))
        scans.refuse = "AccessDeniedException"
        assert "AccessDeniedException" in (judge(scans).problem or "")

    def test_for_amazon_inspector_which_begins_by_itself(self) -> None:
        never = "ScanNotFoundException"
        scans = StandInScans(never, never, scan(enhanced("CVE-1"), status="ACTIVE"))
        scans.refuse = "ValidationException"
        assert not judge(scans).passes
        scans = StandInScans(never)
        scans.refuse = "ValidationException"
        assert "did not end within" in (judge(scans).problem or "")

    def test_not_where_amazon_inspector_goes_on(self) -> None:
        old = scan(status="ACTIVE", imageScanCompletedAt=NOW - timedelta(days=40))
        scans = StandInScans(old)
        assert judge(scans).passes
        assert scans.started == 0


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ({"imageScanStatus": {"status": "FAILED"}}, "it could not be scanned: FAILED"),
        (
            {"imageScanStatus": {"status": "UNSUPPORTED_IMAGE", "description": "no OS"}},
            "it could not be scanned: UNSUPPORTED_IMAGE: no OS",
        ),
        ("ImageNotFoundException", "ECR in eu-west-1: dev/hello@sha256:a"),
        ("AccessDeniedException", "AccessDeniedException"),
    ],
)
def test_an_image_that_cannot_be_judged_does_not_pass(answer: Any, problem: str) -> None:
    judgement = judge(StandInScans(answer))
    assert not judgement.passes
    assert problem in (judgement.problem or "")


def test_an_image_whose_scan_cannot_be_begun_does_not_pass() -> None:
    scans = StandInScans("ScanNotFoundException")
    scans.refuse = "AccessDeniedException"
    assert "AccessDeniedException" in (judge(scans).problem or "")
