from __future__ import annotations

import time
from collections.abc import Iterator

from lambda_container.operations.doctor.examination import PROBES, examine
from lambda_container.operations.doctor.finding import Finding
from lambda_container.operations.doctor.machine import Machine
from tests.lambda_container.operations.doctor.conftest import Desk


def test_every_probe_says_something_in_its_order(desk: Desk) -> None:
    subjects = [finding.subject for finding in examine(desk.machine())]
    expected = ["Python", "Packages", "Project", "Node", "Terraform", "Engine", "ECR login"]
    assert subjects[:7] == expected
    assert {subject for subject, _ in PROBES} - {"buildx"} <= set(subjects)


def test_programs_that_hang_are_asked_at_once_and_not_waited_for(desk: Desk) -> None:
    for name in ("terraform", "docker", "podman", "finch", "nerdctl"):
        desk.program(name, "sleep 60")
    started = time.monotonic()
    findings = examine(desk.machine(seconds=0.8))
    assert time.monotonic() - started < 5
    silent = {one.subject for one in findings if "no answer within 0.8 s" in one.found}
    assert silent == {"Terraform", "Engine", "buildx"}


def test_a_probe_that_hangs_is_given_up(desk: Desk) -> None:
    def hanging(machine: Machine) -> Iterator[Finding]:
        yield Finding("Disk", "ok", "one")
        time.sleep(3)
        yield Finding("Disk", "ok", "two")

    findings = examine(desk.machine(seconds=0.2), (("Disk", hanging),))
    assert [one.found for one in findings] == ["one", "no answer within 0.2 s"]


def test_a_probe_that_breaks_is_a_failure(desk: Desk) -> None:
    def broken(machine: Machine) -> Iterator[Finding]:
        yield Finding("Disk", "ok", "one")
        raise PermissionError(13, "Permission denied")

    findings = examine(desk.machine(), (("Disk", broken),))
    assert [(one.status, one.found) for one in findings] == [
        ("ok", "one"),
        ("failure", "could not be checked: Permission denied"),
    ]
