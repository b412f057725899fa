"""Check BuildKit: Docker's client for publish, the environment for Terraform's builds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from packaging.version import Version

from lambda_container.file_system import is_writable
from lambda_container.operations.doctor.finding import Finding
from lambda_container.operations.doctor.found_version import version_in
from lambda_container.operations.doctor.machine import Machine
from lambda_container.operations.doctor.selected_builder import selected_builder

# https://docs.docker.com/engine/release-notes/23.0/: the client builds with the plug-in only.
_FIRST_WITHOUT_BUILDKIT = Version("23")
# https://github.com/docker/buildx/releases/tag/v0.10.0: the first with --provenance.
_OLDEST = Version("0.10")
_INSTALL = "Install the package docker-buildx-plugin (on Debian: docker-buildx)."
# The values that Go's strconv.ParseBool reads as false, and as true.
_FALSE = frozenset({"0", "f", "F", "false", "FALSE", "False"})
_TRUE = frozenset({"1", "t", "T", "true", "TRUE", "True"})
_BUILT_IN = "default"


def examine(machine: Machine) -> Iterator[Finding]:
    """Check the plug-in, and the variables and the folder that builds depend on."""
    yield from _plug_in(machine)
    yield from _legacy_builder(machine)
    yield from _builder(machine)
    yield from _folder(machine)


def _plug_in(machine: Machine) -> Iterator[Finding]:
    path = machine.find("docker")
    if path is None:
        return
    answer = machine.ask(path, "buildx", "version")
    version = version_in(answer.output)
    if not answer.in_time:
        yield Finding("buildx", "warning", f"no answer within {machine.seconds:g} s")
    elif answer.status == 0 and version:
        if version < _OLDEST:
            found = f"{version}, too old: publish needs 0.10 or newer"
            yield Finding("buildx", "failure", found, _INSTALL)
        else:
            yield from _where(machine, str(version))
    else:
        client = version_in(machine.ask(path, "--version").output)
        if client and client < _FIRST_WITHOUT_BUILDKIT:
            yield Finding("buildx", "ok", f"not needed: BuildKit is built into Docker {client}")
        else:
            yield Finding("buildx", "failure", "not installed: publish cannot build", _INSTALL)


def _where(machine: Machine, version: str) -> Iterator[Finding]:
    builder = selected_builder(machine)
    if builder is None or not builder.is_elsewhere:
        yield Finding("buildx", "ok", version)
        return
    found = f"{version}; publish builds on {builder.name} ({builder.driver})"
    if not builder.answers and not builder.can_be_started:
        named = machine.environ.get("BUILDX_BUILDER")
        advice = (
            "Start it, or unset BUILDX_BUILDER."
            if named
            else "Start it, or select another: docker buildx use default"
        )
        yield Finding("buildx", "failure", f"{found}, which does not answer", advice)
    else:
        yield Finding("buildx", "ok", found)


def _legacy_builder(machine: Machine) -> Iterator[Finding]:
    value = machine.environ.get("DOCKER_BUILDKIT", "")
    advice = "Unset it."
    if value in _FALSE:
        found = f"DOCKER_BUILDKIT={value}: Terraform's builds can lose files of the context"
        yield Finding("BuildKit", "failure", found, advice)
    elif value and value not in _TRUE:
        found = f"DOCKER_BUILDKIT={value} is not a boolean: Terraform's builds fail"
        yield Finding("BuildKit", "failure", found, advice)


def _builder(machine: Machine) -> Iterator[Finding]:
    name = machine.environ.get("BUILDX_BUILDER", "").strip()
    if not name or name == _BUILT_IN:
        return
    # Each Docker context is also a builder; buildx stores its own names in lower case.
    context = hashlib.sha256(name.encode()).hexdigest()
    places = (
        _buildx_folder(machine) / "instances" / name.lower(),
        machine.docker_folder / "contexts" / "meta" / context,
    )
    if not any(map(_exists, places)):
        advice = f"Create it (docker buildx create --name {name}), or unset the variable."
        yield Finding("buildx", "failure", f"BUILDX_BUILDER: no builder {name!r}", advice)


def _folder(machine: Machine) -> Iterator[Finding]:
    folder = _buildx_folder(machine)
    if not is_writable(folder):
        advice = "Set BUILDX_CONFIG to a folder that this user can write to."
        yield Finding("buildx", "failure", f"cannot write to {folder}", advice)


def _buildx_folder(machine: Machine) -> Path:
    """Return the folder of buildx's builders, used inside the Docker provider too."""
    own = machine.environ.get("BUILDX_CONFIG")
    return Path(own) if own else machine.docker_folder / "buildx"


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False
