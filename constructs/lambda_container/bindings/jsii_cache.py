"""A writable folder for the packages that jsii unpacks."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from lambda_container import user_cache
from lambda_container.file_system import is_writable

_ROOT = "JSII_RUNTIME_PACKAGE_CACHE_ROOT"
# Written by jsii when all of a package is there.
_COMPLETE = ".jsii-runtime-package-cache"


def environment_of_cache(environ: Mapping[str, str]) -> dict[str, str]:
    """Return variables that give jsii a writable package cache if its default one is read-only.

    jsii fails otherwise. The cache is then a private folder of the user among the temporary files;
    if that is not possible, there is no cache, which is slower.
    """
    if any(name.startswith("JSII_RUNTIME_PACKAGE_CACHE") for name in environ):
        return {}
    try:
        usual = _usual(environ)
    except RuntimeError:
        return {}  # no home folder: jsii handles that itself
    if is_writable(usual):
        return {}
    private = _private_temporary()
    if private is None:
        return {"JSII_RUNTIME_PACKAGE_CACHE": "disabled"}
    return {_ROOT: str(private)}


def is_unpacked(package: str, version: str, environ: Mapping[str, str]) -> bool:
    """Whether jsii has a package in its cache, complete."""
    root = environ.get(_ROOT) or _usual(environ)
    return any(Path(root, package, version).glob(f"*/{_COMPLETE}"))


def _usual(environ: Mapping[str, str]) -> Path:
    """Return jsii's own folder for them, which differs from the platform's convention."""
    if sys.platform == "win32":
        caches = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
        return caches / "AWS" / "jsii" / "package-cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "com.amazonaws.jsii" / "package-cache"
    return Path(environ.get("HOME") or Path.home()) / ".cache" / "aws" / "jsii" / "package-cache"


def _private_temporary() -> Path | None:
    user = getattr(os, "getuid", lambda: "user")()
    folder = Path(tempfile.gettempdir()) / f"{user_cache.APPLICATION}-{user}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        status = folder.lstat()
    except OSError:
        return None
    if os.name == "nt":
        return folder
    private = stat.S_ISDIR(status.st_mode) and not status.st_mode & 0o077
    return folder if private and status.st_uid == os.getuid() else None
