"""The machine that is looked at: its environment, its programs, and how long they may take."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program said.

    Attributes:
        status: Its exit code, ``None`` if it gave no answer in time.
        output: Standard output.
        errors: Standard error.
    """

    status: int | None
    output: str = ""
    errors: str = ""

    @property
    def in_time(self) -> bool:
        """Whether the program ended by itself."""
        return self.status is not None

    @property
    def complaint(self) -> str:
        """The last line of standard error."""
        return next((line for line in reversed(self.errors.splitlines()) if line.strip()), "")


class Machine:
    """Where the probes look.

    Args:
        environ: The environment variables.
        project: The folder that holds ``cdktf.json``.
        seconds: How long all that is asked may take together, counted from now.
    """

    def __init__(self, environ: Mapping[str, str], project: Path, seconds: float) -> None:
        self.environ, self.project, self.seconds = environ, project, seconds
        self._deadline = time.monotonic() + seconds

    @property
    def remaining(self) -> float:
        """The seconds that are left, at least 0."""
        return max(0.0, self._deadline - time.monotonic())

    @property
    def home(self) -> Path:
        """The user's folder."""
        return Path(self.environ.get("HOME") or Path.home())

    @property
    def docker_folder(self) -> Path:
        """Where Docker's client keeps its configuration."""
        return Path(self.environ.get("DOCKER_CONFIG") or self.home / ".docker")

    def find(self, program: str) -> str | None:
        """The path of a program, ``None`` if it is not on PATH."""
        return shutil.which(program, path=self.environ.get("PATH", os.defpath))

    def ask(self, *command: str) -> Answer:
        """Run a program until it ends or time is up; then it is ended with all that it started."""
        try:
            process = subprocess.Popen(  # noqa: S603 - what the project itself would run
                command,
                cwd=self.project,
                env=dict(self.environ),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                errors="replace",
                start_new_session=True,
            )
        except OSError as error:
            return Answer(127, errors=error.strerror or type(error).__name__)
        with process:
            try:
                output, errors = process.communicate(timeout=self.remaining)
            except subprocess.TimeoutExpired:
                _end(process)
                return Answer(None)
        return Answer(process.returncode, output, errors)


def _end(process: subprocess.Popen[str]) -> None:
    with contextlib.suppress(ProcessLookupError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
