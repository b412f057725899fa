"""Shared file operations."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

LOCK_FILE = "lambda-container.lock.json"
"""The lock file, which is beside cdktf.json; no image has it."""
TERRAFORM_LOCK_FILE = ".terraform.lock.hcl"
"""The lock file of Terraform's providers."""


def replace_file(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Write a file atomically: readers see either the old content or the new.

    Args:
        path: The file; its folder must exist.
        content: Its new content.
        mode: Its permission bits.

    Raises:
        OSError: It cannot be written; the old file is unchanged.
    """
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as partial:
        try:
            partial.write(content)
            partial.flush()
            os.fsync(partial.fileno())
            Path(partial.name).chmod(mode)
            Path(partial.name).replace(path)
        except BaseException:
            Path(partial.name).unlink(missing_ok=True)
            raise


def find_upwards(start: Path, name: str) -> Path | None:
    """Find the nearest folder that contains a file with a name, from a folder upwards."""
    folders = (start, *start.parents)
    return next((folder for folder in folders if (folder / name).is_file()), None)


def is_writable(folder: Path) -> bool:
    """Whether this user can write to a folder, or create it if it does not exist."""
    for existing in (folder, *folder.parents):
        if existing.is_dir():
            return os.access(existing, os.W_OK | os.X_OK)
        if existing.exists():
            return False
    return False
