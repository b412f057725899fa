"""Run a function in its own container, under Lambda's runtime interface emulator."""

from __future__ import annotations

import http.client
import json
import re
import secrets
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lambda_container import defaults
from lambda_container.engine.build_request import LocalImage
from lambda_container.engine.engine import Engine
from lambda_container.engine.engine_process import EngineError
from lambda_container.errors import LambdaContainerError
from lambda_container.invocation import REPORT, FunctionError, Invocation

_HOST = "127.0.0.1"
_PORT = 8080
_PATH = "/2015-03-31/functions/function/invocations"
_EMULATOR = "/aws-lambda-rie"
# The ENTRYPOINT of AWS's own base images, which contain the emulator and start it.
_BASE_IMAGE = ("/lambda-entrypoint.sh",)
_SECONDS_TO_START = 30
# For a restart after a timeout and for the response, in addition to the function's timeout.
_MARGIN_SECONDS = 30
_SECONDS_TO_REPORT = 1


@dataclass(frozen=True, kw_only=True)
class LocalRun:
    """The settings of a local run.

    Attributes:
        name: The function's name.
        image: Its image in the engine.
        platform: The image's platform, such as ``linux/arm64``.
        emulator: The emulator's file; None if the image contains one.
        memory_size: MB.
        timeout: Seconds.
        ephemeral_storage: MB of ``/tmp``.
        environment: All of its variables.
        entry_point: Overrides the image's ENTRYPOINT.
        command: Overrides the image's CMD.
        working_directory: Overrides the image's WORKDIR.
    """

    name: str
    image: LocalImage
    platform: str
    emulator: Path | None
    memory_size: int = defaults.MEMORY_SIZE
    timeout: int = defaults.TIMEOUT
    ephemeral_storage: int = defaults.EPHEMERAL_STORAGE
    environment: Mapping[str, str] = field(default_factory=dict)
    entry_point: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    working_directory: str | None = None

    @property
    def needs_emulator(self) -> bool:
        """Whether the image contains no emulator that its ENTRYPOINT starts."""
        return bool(self.entry_point) or self.image.entry_point != _BASE_IMAGE


class LocalFunction:
    """A function that runs for the duration of a ``with`` block.

    Its container listens only on the loopback address, on a port that the engine chooses. Its root
    is read-only except for ``/tmp``, and it has no capabilities, as in Lambda.

    Args:
        engine: Engine that runs the function.
        run: Settings of the run.
        show: Called with each line that the function prints.

    Attributes:
        name: The function's name.
        logs: The lines printed so far.
    """

    def __init__(
        self, engine: Engine, run: LocalRun, *, show: Callable[[str], None] | None = None
    ) -> None:
        self._engine, self._run, self._show = engine, run, show
        self.name = run.name
        self.logs: list[str] = []
        part = re.sub(r"[^a-z0-9]+", "-", run.name.lower()).strip("-")
        self._container = f"lambda-container-{part}-{secrets.token_hex(4)}"
        self._follower: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None
        self._port = 0
        self._is_stopping = False

    def __enter__(self) -> LocalFunction:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start the container; return when it listens.

        Raises:
            EngineError: It does not start; the message ends with its output.
        """
        try:
            self._run_container()
            self._follow()
            self._port = self._published_port()
            self._wait_until_it_listens()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Remove the container; a second call does nothing."""
        # Lines that a runtime prints when it is ended belong to no invocation.
        self._is_stopping = True
        with _undisturbed():
            # It is not an error if the container was never created, or no longer exists.
            with suppress(EngineError):
                self._engine.run(["rm", "--force", "--volumes", self._container], shielded=True)
            if self._follower is not None:
                self._follower.kill()
                self._follower.wait()
            if self._reader is not None:
                self._reader.join()

    def invoke(self, event: object = None) -> Any:
        """Invoke the function, and return the handler's result.

        Args:
            event: Any JSON value.

        Raises:
            FunctionError: The handler raised, exited or took too long.
        """
        invocation = self.request(json.dumps(event))
        if invocation.is_error:
            raise FunctionError(self.name, invocation)
        return invocation.answer

    def request(self, event: str) -> Invocation:
        """Invoke the function with a JSON string; return the result, even if it is an error.

        Raises:
            EngineError: The container does not respond.
        """
        before = len(self.logs)
        connection = http.client.HTTPConnection(
            _HOST, self._port, timeout=self._run.timeout + _MARGIN_SECONDS
        )
        try:
            connection.request("POST", _PATH, event.encode())
            response = connection.getresponse()
            status, body = response.status, response.read()
        except (OSError, http.client.HTTPException) as error:
            raise self._failure(f"does not respond ({error!r})") from error
        finally:
            connection.close()
        self._wait_for_report(before)
        return Invocation.of_emulator(status, body, self.logs[before:])

    def _run_container(self) -> None:
        values, of_lines = dict(self._run.environment), {}
        for name in [name for name, value in values.items() if {"\n", "\r"} & {*value}]:
            of_lines[name] = values.pop(name)
        # No values on the command line, which other users of the machine can read.
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".env") as file:
            file.writelines(f"{name}={value}\n" for name, value in values.items())
            file.flush()
            options = ["--env-file", file.name]
            for name in of_lines:
                options += ["--env", name]
            # Not interrupted halfway, or a started container would not be known, nor removed.
            self._engine.run(self._command(options), environment=of_lines, shielded=True)

    def _command(self, options: list[str]) -> list[str]:
        run = self._run
        command = ["run", "--detach", "--name", self._container, "--platform", run.platform]
        command += ["--publish", f"{_HOST}::{_PORT}", "--read-only"]
        command += ["--tmpfs", f"/tmp:rw,exec,nosuid,nodev,mode=1777,size={run.ephemeral_storage}m"]  # noqa: S108 - in the container
        command += ["--memory", f"{run.memory_size}m"]
        command += ["--cap-drop", "ALL", "--security-opt", "no-new-privileges"]
        command += options
        if run.working_directory is not None:
            command += ["--workdir", run.working_directory]
        entry_point = run.entry_point or run.image.entry_point
        words = [*entry_point, *(run.command or run.image.command)]
        if not words:
            raise LambdaContainerError(f"{self.name}: its image has neither ENTRYPOINT nor CMD")
        if run.emulator is None:
            return [*command, run.image.id, *(run.command or run.image.command)]
        mount = f"type=bind,source={run.emulator},target={_EMULATOR},readonly"
        command += ["--mount", mount, "--entrypoint", _EMULATOR]
        return [*command, run.image.id, "--log-level", "error", *words]

    def _published_port(self) -> int:
        try:
            lines = self._engine.run(["port", self._container, f"{_PORT}/tcp"])
        except EngineError as error:
            # A container that has ended has no port.
            raise self._failure("does not start") from error
        ports = [match[1] for line in lines if (match := re.search(r":([0-9]+)$", line.strip()))]
        if not ports:
            raise self._failure("has no port")
        return int(ports[0])

    def _follow(self) -> None:
        follower = self._engine.start(["logs", "--follow", self._container], shielded=True)
        self._follower = follower

        def read() -> None:
            assert follower.stdout is not None  # noqa: S101 - for mypy
            for line in follower.stdout:
                if self._is_stopping:
                    continue
                self.logs.append(line.rstrip("\r\n"))
                if self._show is not None:
                    self._show(self.logs[-1])

        self._reader = threading.Thread(target=read, daemon=True)
        self._reader.start()

    def _wait_until_it_listens(self) -> None:
        deadline = time.monotonic() + _SECONDS_TO_START
        while not self._listens():
            if not self._is_running() or time.monotonic() > deadline:
                raise self._failure("does not start")
            time.sleep(0.02)

    def _listens(self) -> bool:
        # An engine's proxy accepts connections before the emulator does: only an answer counts.
        connection = http.client.HTTPConnection(_HOST, self._port, timeout=_SECONDS_TO_START)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        return True

    def _is_running(self) -> bool:
        # The logs of a container end with it.
        return self._follower is not None and self._follower.poll() is None

    def _wait_for_report(self, since: int) -> None:
        # The report follows the response; a runtime that died prints none.
        deadline = time.monotonic() + _SECONDS_TO_REPORT
        while time.monotonic() < deadline and self._is_running():
            if any(line.startswith(REPORT) for line in self.logs[since:]):
                return
            time.sleep(0.005)

    def _failure(self, what: str) -> EngineError:
        if self._reader is not None:
            self._reader.join(1)  # its last lines may not have been read yet
        hint = ""
        if any("exec format error" in line for line in self.logs):
            hint = f"; this machine cannot run {self._run.platform}: install QEMU emulation"
        return EngineError(f"{self.name}: the container {what}{hint}", output=self.logs[-20:])


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Ignore Ctrl-C until the cleanup is done."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
