"""Check the disk space for the project, temporary files and images."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from lambda_container.operations.doctor.finding import Finding
from lambda_container.operations.doctor.machine import Machine

_GIB = 1024**3
# hashicorp/aws alone takes 0.7 GiB per stack; an image can take 10.
_LEAST_GIB, _ENOUGH_GIB = 1, 10


def examine(machine: Machine) -> Iterator[Finding]:
    """Measure the free space for the project and for temporary files."""
    yield from _free("the project", machine.project)
    temporary = Path(machine.environ.get("TMPDIR") or tempfile.gettempdir())
    if not os.access(machine.project, os.W_OK):
        advice = "Give this user write access, or set CDKTF_OUTDIR."
        yield Finding("Disk", "failure", "the project's folder is not writable", advice)
    if not (temporary.is_dir() and os.access(temporary, os.W_OK)):
        advice = "Set TMPDIR to a folder that this user can write to."
        yield Finding("Disk", "failure", "temporary files cannot be written", advice)
    elif temporary.stat().st_dev != machine.project.stat().st_dev:
        yield from _free("temporary files", temporary)


def examine_engine(machine: Machine) -> Iterator[Finding]:
    """Measure the free space for Docker's images, if they are on this machine."""
    path = machine.find("docker")
    if path is None:
        return
    answer = machine.ask(path, "info", "--format", "{{.DockerRootDir}}")
    root = Path(answer.output.strip() or "?")
    if answer.status == 0 and root.is_dir():
        yield from _free("Docker's images", root)


def _free(what: str, folder: Path) -> Iterator[Finding]:
    try:
        free = shutil.disk_usage(folder).free / _GIB
    except OSError as error:
        yield Finding("Disk", "warning", f"{what}: {error.strerror}")
        return
    found = f"{free:.1f} GiB free for {what}"
    if free < _LEAST_GIB:
        yield Finding("Disk", "failure", found, "Free up space; for images: docker system prune")
    elif free < _ENOUGH_GIB:
        advice = "Enough for small images; to remove old ones: docker system prune"
        yield Finding("Disk", "warning", found, advice)
    else:
        yield Finding("Disk", "ok", found)
