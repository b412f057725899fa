"""The engines that build images."""

from __future__ import annotations

from collections.abc import Iterator

from lambda_container.doctor.finding import Finding
from lambda_container.doctor.machine import Machine
from lambda_container.doctor.version import numbers, shown

ENGINES = ("docker", "podman", "finch", "nerdctl")
_INSTALL = "To build images, install Docker with buildx, Podman, Finch or nerdctl."
_START = {
    "docker": "Start it: open Docker Desktop, or run: sudo systemctl start docker",
    "podman": "Start it: podman machine start",
    "finch": "Start it: finch vm start",
    "nerdctl": "Start containerd: sudo systemctl start containerd",
}


def examine(machine: Machine) -> Iterator[Finding]:
    """Ask each engine on PATH whether it is reachable; one suffices."""
    findings = [_engine(machine, name, path) for name in ENGINES if (path := machine.find(name))]
    if not findings:
        yield Finding("Engine", "failure", f"none of {', '.join(ENGINES)} on PATH", _INSTALL)
    one_is_well = any(finding.status == "ok" for finding in findings)
    for finding in findings:
        if one_is_well and finding.status == "failure":
            yield Finding(finding.subject, "warning", finding.found, finding.advice)
        else:
            yield finding


def examine_buildx(machine: Machine) -> Iterator[Finding]:
    """Ask Docker for buildx, which BuildKit's builds need."""
    path = machine.find("docker")
    if path is None:
        return
    answer = machine.ask(path, "buildx", "version")
    version = numbers(answer.output)
    if not answer.in_time:
        yield Finding("buildx", "warning", f"no answer within {machine.seconds:g} s")
    elif answer.status or not version:
        advice = "Install it: the package docker-buildx-plugin, or docker-buildx on Debian."
        yield Finding("buildx", "warning", "Docker has none", advice)
    else:
        yield Finding("buildx", "ok", shown(version))


def _engine(machine: Machine, name: str, path: str) -> Finding:
    answer = machine.ask(path, "version")
    if not answer.in_time:
        found = f"{name}: no answer within {machine.seconds:g} s"
        return Finding("Engine", "warning", found, "Run doctor again, or with a longer --timeout.")
    if answer.status == 0:
        version = numbers(answer.output)
        return Finding("Engine", "ok", f"{name} {shown(version)}".rstrip())
    if "permission denied" in answer.errors.lower():
        advice = "Add the user to the engine's group and log in again, or run the engine rootless."
        return Finding("Engine", "failure", f"{name}: this user may not use it", advice)
    advice = _START[name]
    if name == "docker" and machine.environ.get("DOCKER_HOST"):
        advice = "DOCKER_HOST names the daemon: check that it runs, or unset the variable."
    return Finding("Engine", "failure", f"{name}: its daemon cannot be reached", advice)
