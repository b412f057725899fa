"""Check the engines that build images."""

from __future__ import annotations

import re
from collections.abc import Iterator

from packaging.version import Version

from lambda_container.engine.engine_process import ENGINES
from lambda_container.operations.doctor.finding import Finding
from lambda_container.operations.doctor.found_version import version_in
from lambda_container.operations.doctor.machine import Answer, Machine
from lambda_container.operations.doctor.selected_builder import selected_builder

_INSTALL = "To build images, install Docker with buildx, Podman, Finch or nerdctl."
_START = {
    "docker": "Start it: open Docker Desktop, or run: sudo systemctl start docker",
    "podman": "Start it: podman machine start",
    "finch": "Start it: finch vm start",
    "nerdctl": "Start containerd: sudo systemctl start containerd",
}
# https://docs.docker.com/build/buildkit/: the first Docker Engine that has BuildKit.
_FIRST_WITH_BUILDKIT = Version("18.9")
_CREDENTIALS = re.compile(r"(?<=://)\S*@")
_OTHER_VERSION = re.compile(r"(client|server) version \S+ is too (old|new)", re.IGNORECASE)


def examine(machine: Machine) -> Iterator[Finding]:
    """Check whether each engine on PATH is reachable; one suffices."""
    findings = [_engine(machine, name, path) for name in ENGINES if (path := machine.find(name))]
    if not findings:
        yield Finding("Engine", "failure", f"none of {', '.join(ENGINES)} on PATH", _INSTALL)
    one_is_well = any(finding.status == "ok" for finding in findings)
    if not one_is_well and (builder := selected_builder(machine)) and builder.is_elsewhere:
        # Enough to publish; invoke, size and Terraform's own builds need an engine.
        one_is_well = True
    for finding in findings:
        if one_is_well and finding.status == "failure":
            yield Finding(finding.subject, "warning", finding.found, finding.advice)
        else:
            yield finding


def _engine(machine: Machine, name: str, path: str) -> Finding:
    answer = machine.ask(path, "version")
    if not answer.in_time:
        found = f"{name}: no answer within {machine.seconds:g} s"
        return Finding("Engine", "warning", found, "Run doctor again, with a longer --timeout.")
    if answer.status == 0:
        return _answering(name, answer)
    # The engine's own message, without a password in an address.
    said = _CREDENTIALS.sub("", answer.complaint.strip())
    found = f"{name}: {said}" if said else f"{name}: its daemon is unreachable"
    if _OTHER_VERSION.search(said):
        advice = "Update the older of the two, the client or the engine."
    elif "permission denied" in said.lower():
        advice = "Add the user to the engine's group and log in again, or run the engine rootless."
    elif name == "docker" and machine.environ.get("DOCKER_HOST"):
        advice = "DOCKER_HOST names the daemon: check that it runs, or unset the variable."
    else:
        advice = _START[name]
    return Finding("Engine", "failure", found, advice)


def _answering(name: str, answer: Answer) -> Finding:
    version = version_in(answer.output)
    found = f"{name} {version or ''}".rstrip()
    # The client's part comes first.
    server = version_in(answer.output.partition("Server")[2])
    if name == "docker" and server and server < _FIRST_WITH_BUILDKIT:
        advice = "Update it: builds need BuildKit, which Docker Engine has since 18.09."
        return Finding("Engine", "failure", f"docker engine {server}, without BuildKit", advice)
    return Finding("Engine", "ok", found)
