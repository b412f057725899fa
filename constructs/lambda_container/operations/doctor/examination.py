"""Run all checks at once, and give up on those that take too long."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lambda_container.operations.doctor import (
    check_aws_credentials,
    check_bases,
    check_buildx,
    check_disk,
    check_ecr_login,
    check_engine,
    check_images,
    check_node,
    check_project,
    check_python,
    check_terraform,
)
from lambda_container.operations.doctor.finding import Finding
from lambda_container.operations.doctor.machine import Machine

Probe = Callable[[Machine], Iterator[Finding]]

PROBES: tuple[tuple[str, Probe], ...] = (
    ("Python", check_python.examine),
    ("Project", check_project.examine),
    ("Node", check_node.examine),
    ("Terraform", check_terraform.examine),
    ("Engine", check_engine.examine),
    ("buildx", check_buildx.examine),
    ("ECR login", check_ecr_login.examine),
    ("AWS credentials", check_aws_credentials.examine),
    ("Disk", check_disk.examine),
    ("Disk", check_disk.examine_engine),
    ("Images", check_images.examine),
    ("Images", check_images.examine_local),
    ("Bases", check_bases.examine),
)
"""The checks in the order of the report, each with the subject of its findings."""

# Programs are ended at the deadline; their findings still have to be collected.
_GRACE_SECONDS = 0.1


def examine(machine: Machine, probes: tuple[tuple[str, Probe], ...] = PROBES) -> list[Finding]:
    """Run every probe in its own thread until the machine's deadline."""
    runs = [_Run(subject, probe, machine) for subject, probe in probes]
    for run in runs:
        run.thread.start()
    for run in runs:
        run.thread.join(machine.remaining + _GRACE_SECONDS)
    return [finding for run in runs for finding in run.result()]


@dataclass(slots=True)
class _Run:
    """A running probe; its thread is a daemon, so a hanging disk cannot keep the process alive."""

    subject: str
    probe: Probe
    machine: Machine
    findings: list[Finding] = field(default_factory=list)
    thread: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=self._run, name=self.subject, daemon=True)

    def result(self) -> list[Finding]:
        if not self.thread.is_alive():
            return self.findings
        found = f"no answer within {self.machine.seconds:g} s"
        return [*self.findings, Finding(self.subject, "warning", found, "Run doctor again.")]

    def _run(self) -> None:
        try:
            for finding in self.probe(self.machine):
                self.findings.append(finding)
        except OSError as error:
            found = f"could not be checked: {error.strerror}"
            self.findings.append(Finding(self.subject, "failure", found))
