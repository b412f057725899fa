"""Running an engine's commands, and wording their failures."""

from __future__ import annotations

import os
import re
import subprocess
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from lambda_container.errors import LambdaContainerError

EngineName = Literal["docker", "podman", "finch", "nerdctl"]
ENGINES: tuple[EngineName, ...] = ("docker", "podman", "finch", "nerdctl")
"""The programs that are driven, the one to prefer first."""

_SHOWN_LINES = 20
_SECONDS_TO_END = 5
_BUILDX_CANNOT_WRITE = re.compile(
    r"(buildx|\.docker)\b.*: (read-only file system|permission denied)"
)
# What each says when nothing answers it; the rest of their texts differ.
_AWAY = (
    "cannot connect to the docker daemon",
    "failed to connect to the docker api at",  # Docker 29
    "error during connect",
    "cannot connect to podman",
    "cannot access containerd socket",
    "cannot find a running vm",
    "is the docker daemon running",
)


class EngineError(LambdaContainerError):
    """The engine is missing or away, or fails at what it is asked for.

    Attributes:
        output: What it printed last.
    """

    def __init__(self, message: str, *, output: Sequence[str] = ()) -> None:
        self.output = tuple(output)
        shown = "\n".join(f"  {line}" for line in self.output)
        super().__init__(f"{message}:\n{shown}" if shown else message)


class EngineProcess:
    """One of the programs: starts its commands, reads them, and ends them.

    Attributes:
        name: Which one.
        program: Where it is installed.
    """

    def __init__(
        self, name: EngineName, program: str, *, environment: Mapping[str, str] | None = None
    ) -> None:
        self.name, self.program = name, program
        self._environment = {**os.environ, **(environment or {})}
        self._running: set[subprocess.Popen[str]] = set()
        self._is_stopped = False

    def stop(self) -> None:
        """End whatever runs, and start nothing more."""
        self._is_stopped = True
        running = list(self._running)
        for process in running:
            process.terminate()
        for process in running:
            # Asked once, Docker's client waits for its engine; without it the build ends as well.
            try:
                process.wait(_SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                process.kill()

    def run(
        self,
        arguments: Sequence[str],
        *,
        show: Callable[[str], None] | None = None,
        environment: Mapping[str, str] | None = None,
        shielded: bool = False,
    ) -> list[str]:
        """Run one command to its end; returns what it printed.

        Args:
            arguments: The command, without the program.
            show: Is given each line while it runs.
            environment: Variables for it alone.
            shielded: Whether Ctrl-C at the terminal leaves it alone.

        Raises:
            EngineError: It fails.
        """
        lines: list[str] = []
        last: deque[str] = deque(maxlen=_SHOWN_LINES)
        with self.start(arguments, environment=environment, shielded=shielded) as process:
            self._running.add(process)
            if self._is_stopped:
                process.terminate()  # begun before stop() was called, and seen after it looked
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
        """What a command prints to be read by programs; its warnings are no part of it."""
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
        """What a command that failed is to be told as."""
        text = "\n".join(last)
        if any(away in text.lower() for away in _AWAY):
            return EngineError(f"{self.name} does not answer: is it running?", output=last)
        if "no space left on device" in text:
            return EngineError(f"{self.name} {arguments[0]}: the disk is full", output=last)
        failed = f"{self.name} {' '.join(arguments[:2])} failed ({status})"
        if _BUILDX_CANNOT_WRITE.search(text) is not None:
            failed += "; set BUILDX_CONFIG to a folder that buildx may write"
        return EngineError(failed, output=last)
