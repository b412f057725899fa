"""The machine to check: its environment, its programs, and the time limit for them."""

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

from lambda_container.engine.registry_login import client_folder


@dataclass(frozen=True, slots=True)
class Answer:
    """The output of a program.

    Attributes:
        status: Exit code; ``None`` if the program did not end in time.
        output: Standard output.
        errors: Standard error.
    """

    status: int | None
    output: str = ""
    errors: str = ""

    @property
    def in_time(self) -> bool:
        """Whether the program ended in time."""
        return self.status is not None

    @property
    def complaint(self) -> str:
        """The last line of standard error."""
        return next((line for line in reversed(self.errors.splitlines()) if line.strip()), "")


class Machine:
    """The machine that the probes check.

    Args:
        environ: The environment variables.
        project: The folder that contains ``cdktf.json``.
        seconds: Time limit for all programs together, counted from now.
    """

    def __init__(self, environ: Mapping[str, str], project: Path, seconds: float) -> None:
        self.environ, self.project, self.seconds = environ, project, seconds
        self._deadline = time.monotonic() + seconds

    @property
    def remaining(self) -> float:
        """The remaining seconds, at least 0."""
        return max(0.0, self._deadline - time.monotonic())

    @property
    def home(self) -> Path:
        """The user's home folder."""
        return Path(self.environ.get("HOME") or Path.home())

    @property
    def docker_folder(self) -> Path:
        """The configuration folder of Docker's client."""
        return client_folder("docker", self.environ, self.home)

    def find(self, program: str) -> str | None:
        """The path of a program, ``None`` if it is not on PATH."""
        return shutil.which(program, path=self.environ.get("PATH", os.defpath))

    def ask(self, *command: str) -> Answer:
        """Run a program; when the time is up, end it and every process that it started."""
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
