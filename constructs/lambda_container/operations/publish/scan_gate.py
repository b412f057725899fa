"""Judge images by what ECR's scans found in them, before they are promoted."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import get_args

from lambda_container.aws_api.errors import AwsError, LimitExceeded
from lambda_container.aws_api.image_scan import (
    Finding,
    Scan,
    ScannedImage,
    Severity,
    scan_of,
    start_scan,
)
from lambda_container.aws_api.session import Aws
from lambda_container.errors import LambdaContainerError
from lambda_container.operations.publish.ignored_findings import Ignored

SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""All, the least first."""

WAIT_SECONDS = 300
"""How long a scan is waited for by default."""

_DONE = frozenset({"COMPLETE", "ACTIVE"})
_RUNNING = frozenset({"IN_PROGRESS", "PENDING"})
# ECR's basic scans are of the day of the push, and can be repeated once a day.
_SCAN_AGAIN_AFTER = timedelta(hours=24)
_POLL_SECONDS = 5
_NOT_BY_HAND = "ValidationException"


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """A finding, and what is thought of it.

    Attributes:
        finding: What was found.
        ignored: The entry of the ignore file that accepts it, if any does.
        fails: Whether it keeps its image from being promoted.
    """

    finding: Finding
    ignored: Ignored | None
    fails: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement:
    """What the gate thinks of one image.

    Attributes:
        label: The image's name in messages.
        image: The image.
        scan: Its scan; ``None`` if there is none that counts.
        verdicts: What was found, the worst first.
        problem: Why it could not be judged, if it could not.
    """

    label: str
    image: ScannedImage
    scan: Scan | None = None
    verdicts: tuple[Verdict, ...] = ()
    problem: str | None = None

    @property
    def passes(self) -> bool:
        """Whether the image may be promoted."""
        return self.problem is None and not any(each.fails for each in self.verdicts)


class Gate:
    """Waits for scans, and judges what they found.

    Args:
        aws: Identity that reads.
        fail_on: The least severity that keeps an image from being promoted.
        ignored: Findings that are accepted.
        wait_seconds: How long scans are waited for.
        now: The clock.
        sleep: What waits.
    """

    def __init__(
        self,
        aws: Aws,
        *,
        fail_on: Severity = "high",
        ignored: Sequence[Ignored] = (),
        wait_seconds: float = WAIT_SECONDS,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._aws, self._fail_on, self._ignored = aws, fail_on, ignored
        self._wait_seconds, self._now, self._sleep = wait_seconds, now, sleep

    def judge(self, label: str, image: ScannedImage) -> Judgement:
        """Judge one image; never raises because of it."""
        try:
            scan = self._newest_scan(image)
        except LambdaContainerError as error:
            return Judgement(label=label, image=image, problem=str(error))
        today = self._now().date()
        found = sorted(scan.findings, key=lambda each: (-SEVERITIES.index(each.severity), each.id))
        verdicts = tuple(self._verdict(finding, today) for finding in found)
        return Judgement(label=label, image=image, scan=scan, verdicts=verdicts)

    def _verdict(self, finding: Finding, today: date) -> Verdict:
        ignored = next((each for each in self._ignored if each.accepts(finding, today)), None)
        is_severe = SEVERITIES.index(finding.severity) >= SEVERITIES.index(self._fail_on)
        return Verdict(finding=finding, ignored=ignored, fails=is_severe and ignored is None)

    def _newest_scan(self, image: ScannedImage) -> Scan:
        scan = scan_of(self._aws, image)
        old: Scan | None = None
        if scan is None:
            self._start(image)
        elif self._is_old(scan):
            try:
                start_scan(self._aws, image)
            except LimitExceeded:
                return scan  # ECR scans an image once in 24 hours
            old = scan
        deadline = self._now() + timedelta(seconds=self._wait_seconds)
        while scan is None or scan.status in _RUNNING or scan == old:
            if self._now() >= deadline:
                status = "none" if scan is None else scan.status
                raise LambdaContainerError(
                    f"its scan did not end within {self._wait_seconds:g} seconds (status {status});"
                    " try again, or give it longer with --scan-timeout"
                )
            self._sleep(_POLL_SECONDS)
            scan = scan_of(self._aws, image)
        if scan.status not in _DONE:
            told = f": {scan.description}" if scan.description else ""
            raise LambdaContainerError(f"it could not be scanned: {scan.status}{told}")
        return scan

    def _start(self, image: ScannedImage) -> None:
        try:
            start_scan(self._aws, image)
        except AwsError as error:
            # Amazon Inspector begins by itself, a while after the push.
            if _NOT_BY_HAND not in str(error):
                raise

    def _is_old(self, scan: Scan) -> bool:
        """Whether it is a basic scan of an earlier day; Amazon Inspector goes on by itself."""
        if scan.is_enhanced or scan.completed is None:
            return False
        return self._now() - scan.completed > _SCAN_AGAIN_AFTER
