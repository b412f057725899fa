"""Lambda's runtime interface emulator: the program that stands for Lambda around a function.

AWS publishes it as a program of its own, and inside the wheel of ``aws-sam-cli``. Here it comes, in
this order, from a file that is named, from the user's cache, from an ``aws-sam-cli`` that is
installed, and else out of that wheel, which pip fetches from whatever index it is set up with and
compares with the hash in ``rie.txt``.
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
"""The variable that names the emulator's file."""

_DISTRIBUTION = "aws-sam-cli"
_REQUIREMENT = "rie.txt"
_MEMBER = "samcli/local/rapid/aws-lambda-rie-{architecture}"


class EmulatorError(LambdaContainerError):
    """The emulator cannot be had; the message says what to do."""


def find_emulator(
    architecture: str,
    given: Path | None = None,
    *,
    note: Callable[[str], None] | None = None,
) -> Path:
    """The emulator for images of an architecture, fetched where it is not at hand.

    Args:
        architecture: Lambda's name of it.
        given: Its file. Default: what ``LAMBDA_CONTAINER_RIE`` names, if anything.
        note: Is told when it is fetched, which takes some seconds.

    Raises:
        EmulatorError: There is no such file, or it cannot be fetched.
    """
    return at_hand(architecture, given) or _fetch(architecture, note)


def at_hand(architecture: str, given: Path | None = None) -> Path | None:
    """The emulator, unless it would have to be fetched.

    Raises:
        EmulatorError: There is no such file as was given.
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
    """The version of the wheel that it is taken out of."""
    match = re.search(rf"^{_DISTRIBUTION}==(\S+)", _requirement(), re.MULTILINE)
    assert match is not None  # noqa: S101 - a file of ours
    return match[1]


def extract(wheel: Path, architecture: str, target: Path) -> None:
    """Take the emulator out of the wheel, whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(wheel) as archive, tempfile.TemporaryDirectory(dir=target.parent) as made:
        part = Path(made) / target.name
        part.write_bytes(archive.read(_MEMBER.format(architecture=architecture)))
        # Whatever user the image names has to run it.
        part.chmod(0o755)
        part.replace(target)


def _fetch(architecture: str, note: Callable[[str], None] | None) -> Path:
    if note is not None:
        note(f"fetching Lambda's runtime interface emulator, once ({_DISTRIBUTION} {version()})")
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
                "Lambda's runtime interface emulator could not be fetched: download the program"
                f" aws-lambda-rie yourself and name it with --rie or {VARIABLE}; pip says:"
                f" {said[-1] if said else 'nothing'}"
            )
        extract(wheels[0], architecture, target)
    return target


def _cached(architecture: str) -> Path:
    return user_cache.root() / "rie" / version() / f"aws-lambda-rie-{architecture}"


def _installed(architecture: str) -> Path | None:
    """The one of an ``aws-sam-cli`` in this environment, or of the ``sam`` on PATH."""
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
