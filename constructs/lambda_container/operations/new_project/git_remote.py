"""The repository that a folder is a working copy of."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

_HOSTS = {"github": "github.com", "gitlab": "gitlab.com"}
_REMOTE = re.compile(
    r"(?:(?:https|ssh|git)://)?(?:[^@/]+@)?(?P<host>[^:/]+)(?::\d+/|[:/])(?P<path>.+?)(?:\.git)?/?"
)
_PART = r"[A-Za-z0-9_][A-Za-z0-9._-]*"
_NAMES = {
    # With the ids that GitHub puts into the subjects of newer repositories.
    "github": re.compile(r"[A-Za-z0-9-]{1,39}(?:@[0-9]+)?/[A-Za-z0-9._-]{1,100}(?:@[0-9]+)?"),
    "gitlab": re.compile(rf"{_PART}(?:/{_PART})+"),
}
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
    if match is None or match["host"].lower() != _HOSTS.get(ci):
        return None
    return match["path"] if is_repository(match["path"], ci) else None


def is_repository(name: str, ci: str) -> bool:
    """Whether a name is one of a repository of a CI system."""
    pattern = _NAMES.get(ci)
    return pattern is not None and pattern.fullmatch(name) is not None


def is_below_repository(folder: Path) -> bool:
    """Whether a folder is in a repository of Git but not its root, where CI finds workflows."""
    here = folder.absolute()
    if (here / ".git").exists():
        return False
    return any((parent / ".git").exists() for parent in here.parents)
