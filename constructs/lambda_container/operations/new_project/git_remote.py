"""The repository that a folder is a working copy of."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

_HOSTS = {"github": "github.com", "gitlab": "gitlab.com"}
_REMOTE = re.compile(
    r"(?:(?:https|ssh|git)://)?(?:[^@/]+@)?(?P<host>[^:/]+)(?::\d+/|[:/])(?P<path>.+?)(?:\.git)?/?"
)
_SECONDS = 10


def repository_of(folder: Path, ci: str) -> str | None:
    """Return the repository of Git's remote ``origin``, if it is at the host of a CI system.

    Args:
        folder: A folder, which need not exist yet.
        ci: ``github``, ``gitlab`` or ``none``.
    """
    existing = next(one for one in (folder.absolute(), *folder.absolute().parents) if one.is_dir())
    try:
        done = subprocess.run(  # noqa: S603 - Git, with a folder
            ["git", "-C", str(existing), "remote", "get-url", "origin"],  # noqa: S607 - on PATH
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = _REMOTE.fullmatch(done.stdout.strip())
    if match is None or match["host"] != _HOSTS.get(ci):
        return None
    return match["path"]
