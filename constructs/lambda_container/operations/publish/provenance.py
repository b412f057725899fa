"""Labels that say of which source an image was built."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from lambda_container.errors import LambdaContainerError

REVISION = "org.opencontainers.image.revision"
SOURCE = "org.opencontainers.image.source"
"""https://github.com/opencontainers/image-spec/blob/main/annotations.md"""

# What names a repository on a server; a login in it is left out.
_REMOTE = re.compile(
    r"(?:(?P<scheme>https?|ssh|git)://)?(?:[^@/]+@)?(?P<host>[A-Za-z0-9][A-Za-z0-9.-]*)(?P<port>:[0-9]+)?[:/]+"
    r"(?P<path>[^:?#]+?)(?:\.git)?/?"
)
_DIRTY = "-dirty"


class ProvenanceError(LambdaContainerError):
    """The revision of the source is not known."""


def provenance_labels(folder: Path) -> dict[str, str]:
    """Return labels of the Git revision of a folder, and of where it is kept.

    A revision whose files were changed since ends in ``-dirty``.

    Raises:
        ProvenanceError: The folder is no working copy of Git, or has no commit.
    """
    revision = _git(folder, "rev-parse", "--verify", "HEAD")
    if _git(folder, "status", "--porcelain", "--untracked-files=normal", "--", "."):
        revision += _DIRTY
    try:
        remote = _git(folder, "remote", "get-url", "origin")
    except ProvenanceError:
        remote = ""
    source = web_address(remote)
    return {REVISION: revision, **({SOURCE: source} if source is not None else {})}


def web_address(remote: str) -> str | None:
    """Return the address of a Git remote for people, without a login; ``None`` for a path."""
    match = _REMOTE.fullmatch(remote)
    if match is None or "." not in match["host"]:
        return None
    port = match["port"] if match["scheme"] in ("http", "https") else None
    return f"https://{match['host'].lower()}{port or ''}/{match['path'].lstrip('/')}"


def _git(folder: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - git of PATH, whose arguments are ours
            ["git", "-C", str(folder), *arguments],  # noqa: S607
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise ProvenanceError(f"git cannot be run: {error.strerror}") from error
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["it failed"])[0].removeprefix("fatal: ")
        raise ProvenanceError(f"{folder}: its revision is not known: git: {said}")
    return done.stdout.strip()
