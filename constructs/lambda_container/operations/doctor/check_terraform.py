"""Check Terraform or OpenTofu, which plans and deploys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from packaging.version import Version

from lambda_container.operations.doctor.finding import Finding
from lambda_container.operations.doctor.found_version import version_in
from lambda_container.operations.doctor.machine import Machine

# The first with ephemeral resources, which keep the registry's token out of the state.
_OLDEST = {"Terraform": Version("1.10"), "OpenTofu": Version("1.11")}
_ADVICE = (
    "To plan and deploy, install Terraform 1.10 or OpenTofu 1.11, or a newer one; synth and publish"
    " do not need it."
)


def examine(machine: Machine) -> Iterator[Finding]:
    """Check the version of the program that the cdktf CLI would run."""
    program = machine.environ.get("TERRAFORM_BINARY_NAME") or "terraform"
    path = machine.find(program)
    if path is None:
        yield Finding("Terraform", "failure", f"no {program!r} on PATH", _advice(machine, program))
        return
    # As JSON, OpenTofu calls itself Terraform.
    answer = machine.ask(path, "version")
    version = version_in(answer.output)
    is_tofu = "OpenTofu" in answer.output or Path(program).name.startswith("tofu")
    product = "OpenTofu" if is_tofu else "Terraform"
    if not answer.in_time:
        advice = "Run doctor again, with a longer --timeout."
        yield Finding("Terraform", "warning", f"no answer within {machine.seconds:g} s", advice)
    elif answer.status or not version:
        yield Finding("Terraform", "failure", f"{program} does not run", _ADVICE)
    elif version < _OLDEST[product]:
        yield Finding(product, "failure", str(version), _ADVICE)
    else:
        yield Finding(product, "ok", str(version))


def _advice(machine: Machine, program: str) -> str:
    if program == "terraform" and machine.find("tofu"):
        return "To use the OpenTofu that is on PATH, set TERRAFORM_BINARY_NAME=tofu."
    return _ADVICE
