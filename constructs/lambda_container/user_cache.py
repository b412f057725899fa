"""The library's folder in the user's cache, for small values that are slow to determine."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

import platformdirs

from lambda_container.file_system import replace_file

APPLICATION = "cdktf-lambda-container"


def root() -> Path:
    """Return the folder, which may not exist.

    Raises:
        RuntimeError: The user has no home folder.
    """
    folder = platformdirs.user_cache_path(APPLICATION, appauthor=False, opinion=False)
    if not folder.is_absolute():
        raise RuntimeError("Could not determine home directory.")
    return folder


def is_private() -> bool:
    """Whether nobody else can write into the folder, which is made if it is missing.

    What is started or trusted because of a file in it needs that.
    """
    try:
        folder = root()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.lstat()
    except (OSError, RuntimeError):
        return False
    if not hasattr(os, "getuid"):
        return True
    is_ours = stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid()
    return is_ours and not status.st_mode & 0o022


def read(name: str) -> str | None:
    """Read a file; None if it cannot be read."""
    try:
        return (root() / name).read_text(encoding="utf-8")
    except (OSError, RuntimeError, UnicodeDecodeError):
        return None


def write(name: str, text: str) -> None:
    """Write a file atomically; do nothing if it cannot be written."""
    with contextlib.suppress(OSError, RuntimeError):
        path = root() / name
        root().mkdir(mode=0o700, parents=True, exist_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, text.encode(), mode=0o600)


def exists(name: str) -> bool:
    """Whether a file exists."""
    with contextlib.suppress(OSError, RuntimeError):
        return (root() / name).is_file()
    return False


def names(folder: str) -> list[str]:
    """Return the files in a folder, newest first, by the names that ``read`` takes."""
    with contextlib.suppress(OSError, RuntimeError):
        with os.scandir(root() / folder) as items:
            files = sorted(items, key=lambda item: item.stat().st_mtime_ns, reverse=True)
        return [f"{folder}/{item.name}" for item in files]
    return []


def remove(name: str) -> None:
    """Remove a file."""
    with contextlib.suppress(OSError, RuntimeError):
        (root() / name).unlink()
