"""Check the age of the base images that are pinned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from lambda_container.errors import LambdaContainerError
from lambda_container.manifest.cdktf_json import outdir_of, read_configuration
from lambda_container.manifest.stack_reader import read_manifests
from lambda_container.operations.bases.pins import (
    MAX_AGE_DAYS,
    BaseReport,
    BaseUse,
    age_in_days,
    bases_of,
    compared,
)
from lambda_container.operations.doctor.finding import Finding
from lambda_container.operations.doctor.machine import Machine

_SUBJECT = "Bases"
_UPDATE = "Run lambda-container bases --update, which rebuilds the images on it."


def examine(machine: Machine) -> Iterator[Finding]:
    """Look for pins that are old, and ask the registries only whether those were replaced."""
    try:
        uses = [use for use in _uses(machine) if use.pinned is not None]
    except LambdaContainerError as error:
        yield Finding(_SUBJECT, "failure", str(error))
        return
    if not uses:
        yield Finding(_SUBJECT, "ok", "none is pinned")
        return
    now = datetime.now(UTC)
    old = [use for use in uses if _is_old(use, now)]
    if len(old) < len(uses):
        yield Finding(_SUBJECT, "ok", f"{len(uses) - len(old)} of {len(uses)} pins are recent")
    for report in _compared(old):
        found = f"{report.use.base.key}: pinned to an image of {_age(report.use, now)}"
        if report.problem is not None:
            yield Finding(_SUBJECT, "warning", f"{found}; {report.problem}", "Run doctor again.")
        elif report.state == "outdated":
            yield Finding(_SUBJECT, "failure", f"{found}, and there is a newer one", _UPDATE)
        else:
            yield Finding(_SUBJECT, "ok", f"{found}, the newest")


def _compared(uses: list[BaseUse]) -> list[BaseReport]:
    if not uses:
        return []
    # Clients of AWS and of registries take long to import.
    from lambda_container.aws_api.session import Aws  # noqa: PLC0415
    from lambda_container.operations.bases.base_registry import BaseRegistries  # noqa: PLC0415

    return compared(uses, BaseRegistries(Aws(), {}).find)


def _uses(machine: Machine) -> list[BaseUse]:
    """The bases of the last synth; none without a synth, which other checks report."""
    try:
        configuration = read_configuration(machine.project)
        stacks = read_manifests(outdir_of(machine.project, configuration, machine.environ))
    except (OSError, ValueError, AttributeError, TypeError, LambdaContainerError):
        return []
    return bases_of(stacks, machine.project)


def _is_old(use: BaseUse, now: datetime) -> bool:
    age = None if use.pinned is None else age_in_days(use.pinned, now)
    return age is None or age > MAX_AGE_DAYS


def _age(use: BaseUse, now: datetime) -> str:
    age = None if use.pinned is None else age_in_days(use.pinned, now)
    return "unknown age" if age is None else f"{age} days"
