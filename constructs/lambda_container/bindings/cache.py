"""The user's cache folder: ours for small facts, and jsii's for unpacked packages."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

_OURS = "cdktf-lambda-container"


def root() -> Path:
    """The folder of our cache, which may not exist.

    Raises:
        RuntimeError: The user has no home.
    """
    return _user_cache() / _OURS


def read(name: str) -> str | None:
    """Read a file of our cache; None where there is none that can be read."""
    try:
        return (_user_cache() / _OURS / name).read_text(encoding="utf-8")
    except (OSError, RuntimeError, UnicodeDecodeError):
        return None


def write(name: str, text: str) -> None:
    """Keep a file in our cache, whole or not at all; without a place to write, nothing is kept."""
    with contextlib.suppress(OSError, RuntimeError):
        path = _user_cache() / _OURS / name
        folder = path.parent
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=folder, delete=False
        ) as temporary:
            temporary.write(text)
        Path(temporary.name).replace(path)


def exists(name: str) -> bool:
    """Whether our cache has a file."""
    with contextlib.suppress(OSError, RuntimeError):
        return (_user_cache() / _OURS / name).is_file()
    return False


def names(folder: str) -> list[str]:
    """The files in a folder of our cache, as ``read`` takes them, the newest first."""
    with contextlib.suppress(OSError, RuntimeError):
        with os.scandir(_user_cache() / _OURS / folder) as items:
            files = sorted(items, key=lambda item: item.stat().st_mtime_ns, reverse=True)
        return [f"{folder}/{item.name}" for item in files]
    return []


def remove(name: str) -> None:
    """Forget a file of our cache."""
    with contextlib.suppress(OSError, RuntimeError):
        (_user_cache() / _OURS / name).unlink()


def environment_of_cache(environ: Mapping[str, str]) -> dict[str, str]:
    """Give jsii a package cache that it can write where its own place is read-only.

    jsii fails outright there. A private folder of the user's among the system's temporary ones is
    used instead; without even that, no cache, which is slower.
    """
    if any(name.startswith("JSII_RUNTIME_PACKAGE_CACHE") for name in environ):
        return {}
    try:
        usual = _jsii_cache(environ)
    except RuntimeError:
        return {}  # no home: jsii has its own answer to that
    if _is_writable(usual):
        return {}
    private = _private_temporary()
    if private is None:
        return {"JSII_RUNTIME_PACKAGE_CACHE": "disabled"}
    return {"JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(private)}


def _user_cache() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def _jsii_cache(environ: Mapping[str, str]) -> Path:
    if sys.platform == "win32":
        return _user_cache() / "AWS" / "jsii" / "package-cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "com.amazonaws.jsii" / "package-cache"
    return Path(environ.get("HOME") or Path.home()) / ".cache" / "aws" / "jsii" / "package-cache"


def _is_writable(folder: Path) -> bool:
    for existing in (folder, *folder.parents):
        if existing.is_dir():
            return os.access(existing, os.W_OK | os.X_OK)
        if existing.exists():
            return False
    return False


def _private_temporary() -> Path | None:
    folder = Path(tempfile.gettempdir()) / f"{_OURS}-{getattr(os, 'getuid', lambda: 'user')()}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        status = folder.lstat()
    except OSError:
        return None
    if os.name == "nt":
        return folder
    private = stat.S_ISDIR(status.st_mode) and not status.st_mode & 0o077
    return folder if private and status.st_uid == os.getuid() else None
