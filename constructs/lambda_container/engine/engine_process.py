"""Run an engine's commands, and describe their failures."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Literal

from lambda_container.errors import LambdaContainerError

EngineName = Literal["docker", "podman", "finch", "nerdctl"]
ENGINES: tuple[EngineName, ...] = ("docker", "podman", "finch", "nerdctl")
"""The supported engines, in order of preference."""

_SHOWN_LINES = 20
_SECONDS_TO_END = 5
_BUILDX_CANNOT_WRITE = re.compile(
    r"(buildx|\.docker)\b.*: (read-only file system|permission denied)"
)
# What buildx prints last when a builder elsewhere cannot be reached, after 20 seconds.
_BUILDER_AWAY = re.compile(r"waiting for connection:\n(.*\n)*.*deadline exceeded")
# What each engine prints when its daemon is unreachable; the rest of the message differs.
_UNREACHABLE = (
    "cannot connect to the docker daemon",
    "failed to connect to the docker api at",  # Docker 29
    "error during connect",
    "cannot connect to podman",
    "cannot access containerd socket",
    "cannot find a running vm",
    "is the docker daemon running",
)


class EngineError(LambdaContainerError):
    """The engine is missing or unreachable, or its command fails.

    Attributes:
        output: The last lines that it printed.
    """

    def __init__(self, message: str, *, output: Sequence[str] = ()) -> None:
        self.output = tuple(output)
        shown = "\n".join(f"  {line}" for line in self.output)
        super().__init__(f"{message}:\n{shown}" if shown else message)


class EngineProcess:
    """A container engine: starts its commands, reads their output, and ends them.

    Attributes:
        name: Name of the engine.
        program: Path of the engine's program.
    """

    def __init__(
        self, name: EngineName, program: str, *, environment: Mapping[str, str] | None = None
    ) -> None:
        self.name, self.program = name, program
        self._environment = {**os.environ, **(environment or {})}
        self._running: set[subprocess.Popen[str]] = set()
        self._is_stopped = False

    def variable(self, name: str) -> str | None:
        """A variable of the engine's environment."""
        return self._environment.get(name)

    def stop(self) -> None:
        """End all running commands, and start no more."""
        self._is_stopped = True
        running = list(self._running)
        for process in running:
            _signal(process, signal.SIGTERM)
        for process in running:
            # Docker's client then waits for its engine; if it is killed, the build ends too.
            try:
                process.wait(_SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                _signal(process, signal.SIGKILL)

    def run(
        self,
        arguments: Sequence[str],
        *,
        show: Callable[[str], None] | None = None,
        environment: Mapping[str, str] | None = None,
        shielded: bool = False,
    ) -> list[str]:
        """Run one command to its end; return the lines that it printed.

        Args:
            arguments: The command, without the program.
            show: Called with each line while the command runs.
            environment: Variables for this command only.
            shielded: Whether the command survives Ctrl-C at the terminal.

        Raises:
            EngineError: The command fails.
        """
        lines: list[str] = []
        last: deque[str] = deque(maxlen=_SHOWN_LINES)
        with self.start(arguments, environment=environment, shielded=shielded) as process:
            self._running.add(process)
            if self._is_stopped:
                process.terminate()  # started while stop() was running
            assert process.stdout is not None  # noqa: S101 - for mypy
            for line in process.stdout:
                lines.append(line.rstrip())
                last.append(lines[-1])
                if show is not None:
                    show(lines[-1])
        self._running.discard(process)
        if process.returncode:
            if self._is_stopped:
                raise EngineError(f"{self.name} {arguments[0]}: was interrupted")
            raise self._error(arguments, process.returncode, list(last))
        return lines

    def read(self, arguments: Sequence[str]) -> str:
        """Run one command to its end; return its standard output, without warnings."""
        done = subprocess.run(  # noqa: S603 - the engine that was found
            [self.program, *arguments],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        if done.returncode:
            last = f"{done.stdout}{done.stderr}".splitlines()[-_SHOWN_LINES:]
            raise self._error(arguments, done.returncode, last)
        return done.stdout

    def start_binary(self, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
        """Start one command whose output is no text; its errors are read from ``stderr``."""
        return subprocess.Popen(  # noqa: S603 - the engine that was found
            [self.program, *arguments],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def start(
        self,
        arguments: Sequence[str],
        *,
        environment: Mapping[str, str] | None = None,
        shielded: bool = False,
    ) -> subprocess.Popen[str]:
        """Start one command; its output is read from ``stdout``. See ``run``."""
        if self._is_stopped:
            raise EngineError(f"{self.name} {arguments[0]}: was interrupted")
        return subprocess.Popen(  # noqa: S603 - the engine that was found
            [self.program, *arguments],
            env={**self._environment, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=shielded,
        )

    def _error(self, arguments: Sequence[str], status: int, last: Sequence[str]) -> EngineError:
        """Describe the failure of a command."""
        text = "\n".join(last)
        if any(words in text.lower() for words in _UNREACHABLE):
            return EngineError(f"{self.name} does not answer: is it running?", output=last)
        if _BUILDER_AWAY.search(text) is not None:
            return EngineError("the builder does not answer", output=last)
        if "no space left on device" in text:
            return EngineError(f"{self.name} {arguments[0]}: the disk is full", output=last)
        failed = f"{self.name} {' '.join(arguments[:2])} failed ({status})"
        if _BUILDX_CANNOT_WRITE.search(text) is not None:
            failed += "; set BUILDX_CONFIG to a folder that buildx can write to"
        return EngineError(failed, output=last)


def _signal(process: subprocess.Popen[str], number: signal.Signals) -> None:
    """Signal a process and those that it started: Docker before 25 does not tell its plug-ins."""
    started: list[int] = []
    for file in Path(f"/proc/{process.pid}/task").glob("*/children"):  # on Linux only
        with suppress(OSError):
            started += map(int, file.read_text().split())
    process.send_signal(number)
    for pid in started:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
