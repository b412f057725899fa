"""A process that a test starts, and that is gone when the test is."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

_SECONDS_TO_STOP = 20


class Process:
    """A program in the background, with its output in a file."""

    def __init__(
        self, command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        self._log = log
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, **(environment or {})},
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    def is_running(self) -> bool:
        return self._process.poll() is None

    def wait(self, seconds: float) -> int:
        """Wait for its end; returns its exit status, or fails with the end of its output."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(self._said(f"has not ended in {seconds:.0f} s")) from None

    def wait_until(self, ready: Callable[[], bool], seconds: float = 60) -> None:
        """Wait until it is ready; fails with the end of its output if it ends before."""
        deadline = time.monotonic() + seconds
        while not ready():
            if not self.is_running() or time.monotonic() > deadline:
                raise AssertionError(self._said("is not ready"))
            time.sleep(0.05)

    def _said(self, what: str) -> str:
        last = self._log.read_text(errors="replace").splitlines()[-20:]
        return "\n".join([f"{self._log.name} {what}:", *last])

    def kill(self) -> None:
        """End it and what it started at once, as a crash of the machine would."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """Ask it to end, and make sure that it does."""
        self._process.terminate()
        try:
            self._process.wait(_SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self.kill()


def wait_until(what: str, ready: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until something is so; fails if it is not in time."""
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, f"waited {seconds:.0f} s in vain until {what}"
        time.sleep(0.05)
