"""A user who has nothing but the wheel, in an empty folder: each command, and what it prints."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

from tests.e2e.emulator import ACCOUNT, REGION
from tests.e2e.engine import Engine
from tests.e2e.terraform import Installation

_ROOT = Path(__file__).parents[2]
_SECONDS = 300
# What differs from run to run.
_VARIABLE = [
    (re.compile(r"sha256:[0-9a-f]{12,64}"), "sha256:..."),
    (re.compile(r"(\d+ passed) in [\d.]+s"), r"\1"),
    (re.compile(ACCOUNT), "111122223333"),
]


class Journey:
    """A bare environment, and a log of what was done in it.

    Args:
        folder: An empty folder.
        wheel: The wheel.
        terraform: What makes it a client of the emulator.
        engine: Its client is the ``docker`` on PATH.
    """

    def __init__(self, folder: Path, wheel: Path, terraform: Installation, engine: Engine) -> None:
        self.folder = folder
        self.transcript: list[str] = []
        programs = folder / "bin"
        programs.mkdir(parents=True)
        (programs / "docker").symlink_to(engine.client)
        (programs / "terraform").symlink_to(terraform.executable)
        venv = folder / "venv"
        self._install(venv, wheel)
        paths = [str(venv / "bin"), str(programs), terraform.environment["PATH"]]
        self.environment = {
            name: value
            for name, value in terraform.environment.items()
            if name not in ("PYTHONPATH", "VIRTUAL_ENV", "MAKEFLAGS", "ARGS", "STACK")
        }
        self.environment |= {
            "AWS_REGION": REGION,
            "PATH": os.pathsep.join(paths),
            # What pip needs is there already, as from an index of the team's own.
            "PIP_NO_INDEX": "1",
            "PYTHON": str(venv / "bin" / "python"),
            "TMPDIR": str(folder),
        }

    @property
    def project(self) -> Path:
        """The project that ``init`` writes."""
        return self.folder / "orders"

    def run(self, *command: str, status: int = 0, environment: dict[str, str] | None = None) -> str:
        """Run a command in the project, or in the empty folder before there is one."""
        started = time.monotonic()
        where = self.project if self.project.exists() else self.folder
        done = subprocess.run(
            command,
            cwd=where,
            env={**self.environment, **(environment or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=_SECONDS,
        )
        with (self.folder / "journey.log").open("a") as log:
            seconds = time.monotonic() - started
            log.write(f"$ {' '.join(command)}  # {seconds:.1f} s\n{done.stdout}{done.stderr}")
        assert done.returncode == status, f"{command}:\n{done.stdout}{done.stderr}"
        self.transcript.append(f"$ {shlex.join(command)}\n{_shown(done.stdout)}")
        return done.stdout

    def borrow_packages(self) -> None:
        """Let the project's own environment find the packages of the tests: there is no index."""
        venv = self.project / ".venv"
        subprocess.run(
            [self.environment["PYTHON"], "-m", "venv", str(venv)], env=self.environment, check=True
        )
        borrow(venv)

    def _install(self, venv: Path, wheel: Path) -> None:
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(venv)]
        options = ["install", "--quiet", "--no-deps", "--no-index", "--no-compile"]
        subprocess.run([*pip, *options, str(wheel)], check=True)
        borrow(venv)


def borrow(venv: Path) -> None:
    """Let an environment find the packages of the tests."""
    (site_packages,) = venv.glob("lib/python*/site-packages")
    packages = sysconfig.get_path("purelib")
    (site_packages / "borrowed.pth").write_text(f"{packages}\n")


def _shown(printed: str) -> str:
    for pattern, instead in _VARIABLE:
        printed = pattern.sub(instead, printed)
    # What make and pytest say of folders and tests is of no interest.
    lines = [line for line in printed.splitlines() if not re.match(r"make\[|\.venv/bin/", line)]
    return "".join(f"{line}\n" for line in lines)
