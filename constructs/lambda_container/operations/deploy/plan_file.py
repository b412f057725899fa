"""A plan that is kept, to be seen by somebody and applied later: one file.

Terraform's own file is of no use alone: it needs the lock file of the providers that made it, and
names neither its stack nor what an image was built from. So a plan is kept as a ZIP archive of all
of it.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Annotated, Any

import msgspec

from lambda_container.errors import LambdaContainerError
from lambda_container.file_system import TERRAFORM_LOCK_FILE, replace_file
from lambda_container.manifest.stack_json import STACK_JSON

PLAN, RECORD = "tfplan", "record.json"
LOCK, STACK = TERRAFORM_LOCK_FILE, STACK_JSON
SCHEMA = 1


class PlanFileError(LambdaContainerError):
    """The file is not a plan that can be applied; the message says why."""


class PlanRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan was made of.

    Attributes:
        schema: Version of the format.
        stack: Name of the stack.
    """

    schema: int = SCHEMA
    # No path: it names a folder.
    stack: Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9_-]+\Z")]


def write_plan(file: Path, record: PlanRecord, folder: Path, plan: Path) -> None:
    """Keep a plan, whole or not at all; only the owner can read it, as it may hold secrets.

    Args:
        file: The file to write.
        record: What it was made of.
        folder: The stack's folder.
        plan: Terraform's plan.

    Raises:
        PlanFileError: The file cannot be written.
    """
    content = io.BytesIO()
    try:
        with zipfile.ZipFile(content, "w") as archive:
            archive.writestr(RECORD, msgspec.json.encode(record))
            archive.write(plan, PLAN)
            archive.write(folder / STACK, STACK)
            if (folder / LOCK).exists():  # there is none without providers
                archive.write(folder / LOCK, LOCK)
        replace_file(file, content.getvalue(), mode=0o600)
    except OSError as error:
        raise PlanFileError(f"{file}: cannot be written: {error.strerror or error}") from error


def read_plan(file: Path) -> tuple[PlanRecord, dict[str, Any]]:
    """Return what a plan was made of, and the JSON of its stack.

    Raises:
        PlanFileError: The file is missing, or not a plan of this version.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            record = msgspec.json.decode(archive.read(RECORD), type=PlanRecord)
            is_whole = PLAN in archive.namelist()
            stack = msgspec.json.decode(archive.read(STACK), type=dict[str, Any])
    except OSError as error:
        raise PlanFileError(f"{file}: cannot be read: {error.strerror or error}") from error
    except (zipfile.BadZipFile, KeyError, msgspec.MsgspecError) as error:
        raise PlanFileError(f"{file}: is not a plan that `plan --out` wrote") from error
    if record.schema != SCHEMA or not is_whole:
        raise PlanFileError(f"{file}: was written by another version; plan again")
    if stack.get("//", {}).get("metadata", {}).get("stackName") != record.stack:
        raise PlanFileError(f"{file}: was changed: it is of another stack than it says")
    return record, stack


def unpack_plan(file: Path, folder: Path, plan: Path) -> None:
    """Put a kept plan where Terraform applies it, with the JSON and the providers of it.

    Args:
        file: The kept plan.
        folder: The stack's folder, created if missing.
        plan: Where to put Terraform's plan.

    Raises:
        PlanFileError: The file or the folder cannot be used.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(file) as archive:
            replace_file(folder / STACK, archive.read(STACK))
            if LOCK in archive.namelist():
                replace_file(folder / LOCK, archive.read(LOCK))
            replace_file(plan, archive.read(PLAN), mode=0o600)
    except (OSError, zipfile.BadZipFile) as error:
        raise PlanFileError(f"{file}: cannot be unpacked: {error}") from error
