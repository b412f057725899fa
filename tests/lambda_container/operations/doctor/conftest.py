"""A machine that contains only what a test puts there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lambda_container.operations.doctor.finding import Finding
from lambda_container.operations.doctor.machine import Machine

SHELL = shutil.which("sh")
Examine = Callable[[Machine], Iterator[Finding]]


class Desk:
    """A machine with a home, a project and programs of its own."""

    def __init__(self, folder: Path) -> None:
        self.home, self.project, self.bin = (folder / name for name in ("home", "project", "bin"))
        for made in (self.home, self.project, self.bin):
            made.mkdir()
        self.environ = {"HOME": str(self.home), "PATH": str(self.bin)}

    def program(self, name: str, script: str = ":") -> Path:
        """Install a shell script, which can use system programs such as ``sleep``."""
        path = self.bin / name
        path.write_text(f"#!{SHELL}\nPATH={os.defpath}\n{script}\n")
        path.chmod(0o755)
        return path

    def write(self, path: str, text: str) -> Path:
        """Write a file, relative to the parent of the home folder."""
        file = self.home.parent / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def machine(self, seconds: float = 10) -> Machine:
        """The machine in its current state."""
        return Machine(self.environ, self.project, seconds)

    def findings(self, examine: Examine, seconds: float = 10) -> list[Finding]:
        """The findings of a probe."""
        return list(examine(self.machine(seconds)))

    def finding(self, examine: Examine, seconds: float = 10) -> Finding:
        """The only finding of a probe."""
        (one,) = self.findings(examine, seconds)
        return one


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)
