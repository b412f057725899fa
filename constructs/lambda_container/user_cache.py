"""Our folder in the user's cache: small facts that are costly to find out again."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import platformdirs

from lambda_container.file_system import replace_file

APPLICATION = "cdktf-lambda-container"


def root() -> Path:
    """The folder, which may not exist.

    Raises:
        RuntimeError: The user has no home.
    """
    folder = platformdirs.user_cache_path(APPLICATION, appauthor=False, opinion=False)
    if not folder.is_absolute():
        raise RuntimeError("Could not determine home directory.")
    return folder


def read(name: str) -> str | None:
    """Read a file; None where there is none that can be read."""
    try:
        return (root() / name).read_text(encoding="utf-8")
    except (OSError, RuntimeError, UnicodeDecodeError):
        return None


def write(name: str, text: str) -> None:
    """Keep a file, whole or not at all; without a place to write, nothing is kept."""
    with contextlib.suppress(OSError, RuntimeError):
        path = root() / name
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, text.encode(), mode=0o600)


def exists(name: str) -> bool:
    """Whether there is a file of a name."""
    with contextlib.suppress(OSError, RuntimeError):
        return (root() / name).is_file()
    return False


def names(folder: str) -> list[str]:
    """The files in a folder, as ``read`` takes them, the newest first."""
    with contextlib.suppress(OSError, RuntimeError):
        with os.scandir(root() / folder) as items:
            files = sorted(items, key=lambda item: item.stat().st_mtime_ns, reverse=True)
        return [f"{folder}/{item.name}" for item in files]
    return []


def remove(name: str) -> None:
    """Remove a file."""
    with contextlib.suppress(OSError, RuntimeError):
        (root() / name).unlink()
