"""The project's virtual environment: a folder that is either complete or not used at all.

Its stamp is written last and records all of its inputs. Any other content, such as that of an
interrupted set-up, is deleted, and the environment is created again.
"""

import hashlib
import importlib.util
import json
import os
import platform
import shutil
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

from tools import step
from tools.step import ROOT, StepError

VENV = ROOT / ".venv"
_STAMP = "complete.json"
# Not sys.executable: it may belong to an environment, even this one, that is later deleted.
_PYTHON: str = getattr(sys, "_base_executable", None) or sys.executable


@step.job
def run(command: list[str]) -> int:
    """Replace this process with a command that runs inside the environment.

    Returns:
        The exit status if the command cannot be started.
    """
    make()
    environment = inside()
    program = shutil.which(command[0], path=environment["PATH"])
    if program is None:
        raise StepError(f"Command {command[0]!r} not found.")
    os.execve(program, command, environment)


def make() -> None:
    """Create the environment, unless it is complete and up to date.

    Raises:
        StepError: A step failed.
    """
    if _is_made(VENV, _description()):
        return
    with step.alone():
        if not _is_made(VENV, _description()):
            _make()


def make_listed(name: str, noun: str) -> Path:
    """Create an environment of its own for what ``tools/NAME.txt`` pins, unless it is up to date.

    Args:
        name: Its name in ``.tools``.
        noun: The tool's name, for messages.

    Returns:
        The folder of its programs.

    Raises:
        StepError: A step failed.
    """
    folder, listed = ROOT / ".tools" / name, ROOT / "tools" / f"{name}.txt"
    description = {"requirements": _digest(listed.read_bytes()), **_interpreter()}
    if not _is_made(folder, description):
        shutil.rmtree(folder, ignore_errors=True)
        title = f"Setting up: creating an environment for {noun}"
        step.run(title, [_PYTHON, "-m", "venv", str(folder)], dict(os.environ))
        options = ["--quiet", "--require-hashes", "--only-binary", ":all:"]
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", *options]
        title = f"Setting up: installing {noun}"
        step.run(title, [*pip, "--requirement", str(listed)], dict(os.environ))
        _stamp(folder, description)
    return folder / "bin"


def inside() -> dict[str, str]:
    """The environment variables of a command that runs inside the environment."""
    path = os.pathsep.join([str(VENV / "bin"), os.environ.get("PATH", os.defpath)])
    return {**os.environ, "PATH": path, "VIRTUAL_ENV": str(VENV)}


def pipenv(title: str, *arguments: str) -> None:
    """Run the project's pinned pipenv on the project's Pipfile.

    Raises:
        StepError: pipenv failed.
    """
    programs = make_listed("pipenv", "pipenv")
    settings = {
        "PIPENV_IGNORE_VIRTUALENVS": "1",
        "PIPENV_NOSPIN": "1",
        "PIPENV_PIPFILE": str(ROOT / "Pipfile"),
        "PIPENV_PYTHON": _PYTHON,
        "PIPENV_VENV_IN_PROJECT": "1",
        "PIPENV_YES": "1",
        # The 2,212 modules of the AWS provider take longer to compile than to install.
        "PIP_COMPILE": "0",
    }
    command = [str(programs / "python"), "-m", "pipenv", *arguments]
    step.run(title, command, {**os.environ, **settings})


def _make() -> None:
    if importlib.util.find_spec("ensurepip") is None:
        raise StepError(
            f"{_PYTHON} has no ensurepip, which creates environments: install it "
            f"(Debian and Ubuntu: apt install python3-venv) and try again."
        )
    shutil.rmtree(VENV, ignore_errors=True)
    pipenv("Setting up: installing the packages of Pipfile.lock", "sync", "--dev")
    python = str(VENV / "bin" / "python")
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    step.run(
        "Setting up: installing this project",
        [python, "-m", "pip", "install", *options, "--editable", "."],
        dict(os.environ),
    )
    _stamp(VENV, _description())


def _description() -> dict[str, str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    installed = [project["build-system"], project["project"], project["tool"]["setuptools"]]
    return {
        "lock": _digest((ROOT / "Pipfile.lock").read_bytes()),
        "project": _digest(json.dumps(installed, sort_keys=True).encode()),
        **_interpreter(),
    }


def _interpreter() -> dict[str, str]:
    # An environment contains its own path and the interpreter's: it works nowhere else.
    return {
        "folder": str(ROOT),
        "python": platform.python_version(),
        "base": sys.base_prefix,
        "machine": platform.machine(),
    }


def _is_made(folder: Path, description: Mapping[str, str | None]) -> bool:
    try:
        made = json.loads((folder / _STAMP).read_text())
    except (OSError, ValueError):
        return False
    if not os.environ.get("PYTHON"):
        # If no interpreter is requested, one that was requested earlier is fine.
        description = {**description, "python": made.get("python"), "base": made.get("base")}
    return bool(made == description) and (folder / "bin" / "python").exists()


def _stamp(folder: Path, description: dict[str, str]) -> None:
    partial = folder / f"{_STAMP}.partial"
    partial.write_text(json.dumps(description, indent=2) + "\n")
    partial.replace(folder / _STAMP)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
