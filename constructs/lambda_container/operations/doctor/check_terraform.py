"""Terraform, which plans and deploys."""

from __future__ import annotations

from collections.abc import Iterator

from lambda_container.operations.doctor.finding import Finding
from lambda_container.operations.doctor.machine import Machine
from lambda_container.operations.doctor.version_numbers import numbers, shown

# Ephemeral resources, which keep the registry's token out of the state.
_OLDEST = (1, 10, 0)
_ADVICE = "To plan and deploy, install Terraform 1.10 or newer; synth and publish need none."


def examine(machine: Machine) -> Iterator[Finding]:
    """Ask the Terraform that the cdktf CLI would run for its version."""
    program = machine.environ.get("TERRAFORM_BINARY_NAME") or "terraform"
    path = machine.find(program)
    if path is None:
        yield Finding("Terraform", "failure", f"no {program!r} on PATH", _ADVICE)
        return
    answer = machine.ask(path, "version", "-json")
    version = numbers(answer.output)
    if not answer.in_time:
        advice = "Run doctor again, or with a longer --timeout."
        yield Finding("Terraform", "warning", f"no answer within {machine.seconds:g} s", advice)
    elif answer.status or not version:
        yield Finding("Terraform", "failure", f"{program} does not run", _ADVICE)
    elif version < _OLDEST:
        yield Finding("Terraform", "failure", shown(version), _ADVICE)
    else:
        yield Finding("Terraform", "ok", shown(version))
