"""Where the library was installed from, as a new project requires it.

A requirement by name alone is what an index of strangers could fill, because the library is on no
public index. So a project names an address with what is expected there, or keeps the wheel itself.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.parser import HeaderParser
from importlib.metadata import Distribution, distribution
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import SplitResult, urlsplit, urlunsplit
from urllib.request import url2pathname

import lambda_container
from lambda_container.base import DISTRIBUTION

WHEELS = "wheels"
"""Folder of a project for the wheel that it requires."""

_EXTRA = "testing"
_COMPILED = "__pycache__"
_METADATA = ("METADATA", "entry_points.txt", "top_level.txt")
_WHEEL = (
    "Wheel-Version: 1.0\nGenerator: lambda-container\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
)
# The oldest time that a ZIP file can have, so that the same files are the same wheel.
_TIME = (1980, 1, 1, 0, 0, 0)
_MODE = 0o100644 << 16
_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class LibrarySource:
    """What a project requires.

    Attributes:
        requirement: Line of requirements.txt.
        wheel: Path in the project and content of the wheel that the requirement names, if any.
        folder: Folder of this machine with wheels of all requirements, if any; pip then needs no
            index.
    """

    requirement: str
    wheel: tuple[str, bytes] | None = None
    folder: Path | None = None


def library_source() -> LibrarySource:
    """Return what a project has to require to get this library.

    Its address with its hash or commit, if it was installed from one; otherwise the wheel, made of
    the installed files.
    """
    installed = distribution(DISTRIBUTION)
    origin = _origin(installed)
    address = _address(origin)
    if address is not None:
        return LibrarySource(requirement=f"{DISTRIBUTION}[{_EXTRA}] @ {address}")
    name = f"{DISTRIBUTION.replace('-', '_')}-{installed.version}-py3-none-any.whl"
    path = f"{WHEELS}/{name}"
    return LibrarySource(
        requirement=f"./{path}[{_EXTRA}]",
        wheel=(path, wheel_of(installed)),
        folder=_local_folder(origin),
    )


def complete_folder(source: LibrarySource, requirements: str) -> Path | None:
    """Return the source's folder if pip can install all requirements from it, without an index.

    Args:
        source: Where the library comes from.
        requirements: Content of the project's requirements.txt.
    """
    folder = source.folder
    if folder is None or source.wheel is None or importlib.util.find_spec("pip") is None:
        return None
    with TemporaryDirectory() as project:
        path, content = source.wheel
        wheel = Path(project, path)
        wheel.parent.mkdir()
        wheel.write_bytes(content)
        Path(project, "requirements.txt").write_text(requirements, encoding="utf-8")
        command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input"]
        command += ["install", "--dry-run", "--ignore-installed", "--quiet", "--no-index"]
        command += ["--find-links", str(folder), "--requirement", "requirements.txt"]
        try:
            done = subprocess.run(  # noqa: S603 - pip, with a folder that pip wrote down
                command, cwd=project, capture_output=True, timeout=_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
    return folder if done.returncode == 0 else None


def wheel_of(installed: Distribution) -> bytes:
    """Return a wheel of the installed library; the same files give the same bytes."""
    folder = f"{DISTRIBUTION.replace('-', '_')}-{installed.version}.dist-info"
    files = dict(_package())
    files |= {f"{folder}/{name}": text for name, text in _metadata(installed).items()}
    files[f"{folder}/WHEEL"] = _WHEEL.encode()
    record = "".join(f"{path},{_hash(data)},{len(data)}\n" for path, data in files.items())
    files[f"{folder}/RECORD"] = f"{record}{folder}/RECORD,,\n".encode()
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for path, data in files.items():
            entry = zipfile.ZipInfo(path, _TIME)
            entry.external_attr = _MODE
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return written.getvalue()


def _package() -> Iterator[tuple[str, bytes]]:
    root = Path(lambda_container.__file__).parent
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root.parent)
        # What a tool leaves behind is in a folder of its own, such as .ruff_cache.
        is_left = any(part == _COMPILED or part.endswith("_cache") for part in inside.parts)
        if path.is_file() and not is_left:
            yield inside.as_posix(), path.read_bytes()


def _metadata(installed: Distribution) -> dict[str, bytes]:
    texts = {name: installed.read_text(name) for name in _METADATA}
    headers = HeaderParser().parsestr(texts["METADATA"] or "")
    for name in headers.get_all("License-File", []):
        texts[f"licenses/{name}"] = installed.read_text(f"licenses/{name}")
    return {name: text.encode() for name, text in texts.items() if text is not None}


def _hash(data: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest())
    return f"sha256={digest.decode().rstrip('=')}"


def _origin(installed: Distribution) -> Mapping[str, Any]:
    """Return the content of direct_url.json; installers write none for an index."""
    try:
        origin = json.loads(installed.read_text("direct_url.json") or "{}")
    except ValueError:
        return {}
    return origin if isinstance(origin, dict) and isinstance(origin.get("url"), str) else {}


def _address(origin: Mapping[str, Any]) -> str | None:
    """Return a remote address that names exactly what was installed."""
    parts = urlsplit(origin.get("url", ""))
    if parts.scheme in {"", "file"}:
        return None
    url = urlunsplit(_without_credentials(parts))
    version_control = origin.get("vcs_info")
    if isinstance(version_control, dict):
        folder = origin.get("subdirectory")
        rest = f"#subdirectory={folder}" if folder else ""
        return f"{version_control['vcs']}+{url}@{version_control['commit_id']}{rest}"
    archive = origin.get("archive_info") or {}
    digest = (archive.get("hashes") or {}).get("sha256")
    digest = digest or str(archive.get("hash", "")).removeprefix("sha256=")
    return f"{url}#sha256={digest}" if digest else None


def _without_credentials(parts: SplitResult) -> SplitResult:
    user, _, host = parts.netloc.rpartition("@")
    # The user of Git over SSH is no secret.
    return parts._replace(netloc=parts.netloc if user == "git" else host, fragment="")


def _local_folder(origin: Mapping[str, Any]) -> Path | None:
    parts = urlsplit(origin.get("url", ""))
    if parts.scheme != "file":
        return None
    path = Path(url2pathname(parts.path))
    return path.parent if path.suffix == ".whl" and path.parent.is_dir() else None
