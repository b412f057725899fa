"""Check Terraform, which plans and deploys."""

from __future__ import annotations

from collections.abc import Iterator

from packaging.version import Version

from lambda_container.operations.doctor.finding import Finding
from lambda_container.operations.doctor.found_version import version_in
from lambda_container.operations.doctor.machine import Machine

# The first with ephemeral resources, which keep the registry's token out of the state.
_OLDEST = Version("1.10")
_ADVICE = "To plan and deploy, install Terraform 1.10 or newer; synth and publish do not need it."


def examine(machine: Machine) -> Iterator[Finding]:
    """Check the version of the Terraform that the cdktf CLI would run."""
    program = machine.environ.get("TERRAFORM_BINARY_NAME") or "terraform"
    path = machine.find(program)
    if path is None:
        yield Finding("Terraform", "failure", f"no {program!r} on PATH", _ADVICE)
        return
    answer = machine.ask(path, "version", "-json")
    version = version_in(answer.output)
    if not answer.in_time:
        advice = "Run doctor again, with a longer --timeout."
        yield Finding("Terraform", "warning", f"no answer within {machine.seconds:g} s", advice)
    elif answer.status or not version:
        yield Finding("Terraform", "failure", f"{program} does not run", _ADVICE)
    elif version < _OLDEST:
        yield Finding("Terraform", "failure", str(version), _ADVICE)
    else:
        yield Finding("Terraform", "ok", str(version))
