"""Run Terraform or OpenTofu in the folder of a stack."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lambda_container.errors import LambdaContainerError

VARIABLE = "TERRAFORM_BINARY_NAME"
"""Variable of the cdktf CLI that names the program."""

_PROGRAMS = ("terraform", "tofu")
_SHOWN_LINES = 30
_MOVED = "Backend configuration changed"
# https://developer.hashicorp.com/terraform/cli/config/environment-variables
_VARIABLES = {"TF_IN_AUTOMATION": "1", "TF_INPUT": "0"}

Message = Mapping[str, Any]
"""A line of Terraform's JSON output:
https://developer.hashicorp.com/terraform/internals/machine-readable-ui"""


class TerraformError(LambdaContainerError):
    """Terraform is missing, or it fails; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Diagnostic:
    """An error or a warning of Terraform.

    Attributes:
        severity: ``error`` or ``warning``.
        summary: What is wrong, in short.
        detail: What is wrong; may be empty.
        address: Address of the resource that it is about, if any.
    """

    severity: str
    summary: str
    detail: str
    address: str | None

    def __str__(self) -> str:
        where = "" if self.address is None else f"{self.address}: "
        detail = "".join(f"\n    {line}".rstrip() for line in self.detail.splitlines())
        return f"  {where}{self.summary}{detail}"


class CommandFailed(TerraformError):  # noqa: N818 - reads as what it says
    """A command of Terraform's ended with an error.

    Attributes:
        diagnostics: Its errors.
    """

    def __init__(self, message: str, diagnostics: Sequence[Diagnostic] = ()) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join([message, *map(str, diagnostics)]))

    def says(self, text: str) -> bool:
        """Whether an error has a text in its summary, whatever its case."""
        return any(text in each.summary.lower() for each in self.diagnostics)


def find_terraform() -> str:
    """Return the path of the program that the cdktf CLI would run; unless named, also OpenTofu's.

    Raises:
        TerraformError: There is none.
    """
    named = os.environ.get(VARIABLE)
    for name in (named,) if named else _PROGRAMS:
        if (path := shutil.which(name)) is not None:
            return path
    wanted = repr(named) if named else "Terraform and no OpenTofu"
    raise TerraformError(
        f"there is no {wanted} on PATH: install Terraform 1.10 or OpenTofu 1.11, or newer;"
        f" {VARIABLE} names another program"
    )


@dataclass(frozen=True)
class Terraform:
    """Terraform in one folder.

    Attributes:
        program: Path of the program.
        folder: The folder of the stack's JSON.
        profile: AWS profile; ``None`` for the default credential chain.
    """

    program: str
    folder: Path
    profile: str | None = None

    @property
    def name(self) -> str:
        """Name of the program."""
        return Path(self.program).name

    def init(self, *arguments: str) -> None:
        """Prepare the folder: backend and providers.

        Raises:
            CommandFailed: It fails; the message ends with its last lines.
        """
        last: deque[str] = deque(maxlen=_SHOWN_LINES)
        with self._started("init", "-input=false", "-no-color", *arguments) as process:
            last.extend(line.rstrip() for line in _lines(process))
        if process.returncode:
            shown = "\n".join(f"  {line}" for line in last if line.strip())
            hint = ""
            if any(_MOVED in line for line in last):
                command = f"{self.name} -chdir={self.folder} init -migrate-state"
                hint = f"\nThe state is to be elsewhere than it was: {command} moves it"
            raise CommandFailed(f"{self.name} init failed in {self.folder}:\n{shown}{hint}")

    def run(self, command: str, *arguments: str, show: Callable[[Message], None]) -> None:
        """Run ``plan`` or ``apply``, which report in JSON.

        Args:
            command: The command.
            arguments: Its arguments.
            show: Called with each message.

        Raises:
            CommandFailed: It fails; the message has its errors.
        """
        errors: list[Diagnostic] = []
        rest: deque[str] = deque(maxlen=_SHOWN_LINES)
        with self._started(command, "-input=false", "-json", *arguments) as process:
            for line in _lines(process):
                message = _message(line)
                if message is None:
                    rest.append(f"  {line.rstrip()}")
                    continue
                found = diagnostic_of(message)
                if found is not None and found.severity == "error":
                    errors.append(found)
                show(message)
        if process.returncode:
            failed = f"{self.name} {command} failed in {self.folder}:"
            raise CommandFailed("\n".join([failed, *([] if errors else rest)]), errors)

    def show(self, plan: Path) -> dict[str, Any]:
        """Return a saved plan as Terraform's JSON.

        Raises:
            CommandFailed: The file is no plan that this program can read.
        """
        done = subprocess.run(  # noqa: S603 - the program that was found
            [self.program, "show", "-json", str(plan)],
            cwd=self.folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        # Warnings about its own settings come first.
        found = next(filter(None, map(_message, reversed(done.stdout.splitlines()))), None)
        if done.returncode or found is None:
            shown = "\n".join(f"  {line}" for line in done.stderr.splitlines()[-_SHOWN_LINES:])
            raise CommandFailed(f"{self.name} cannot show the plan:\n{shown}")
        return dict(found)

    @property
    def _environment(self) -> dict[str, str]:
        profile = {} if self.profile is None else {"AWS_PROFILE": self.profile}
        return {**os.environ, **_VARIABLES, **profile}

    @contextmanager
    def _started(self, *arguments: str) -> Iterator[subprocess.Popen[str]]:
        process = subprocess.Popen(  # noqa: S603 - the program that was found
            [self.program, *arguments],
            cwd=self.folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        with process, _passing_on(process):
            try:
                yield process
            except KeyboardInterrupt:
                # Terraform ends by itself, which keeps the state whole; until then, it must be
                # able to write.
                process.communicate()
                raise


@contextmanager
def _passing_on(process: subprocess.Popen[str]) -> Iterator[None]:
    """Pass what asks this program to end on to Terraform, and end as for Ctrl-C.

    A CI system that cancels a job sends SIGTERM to the first process only.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are for the main thread
        return

    def pass_on(_number: int, _frame: object) -> None:
        process.send_signal(signal.SIGINT)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, pass_on)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def diagnostic_of(message: Message) -> Diagnostic | None:
    """Return the error or warning in a message, if it is one."""
    found = message.get("diagnostic")
    if not isinstance(found, Mapping):
        return None
    return Diagnostic(
        severity=str(found.get("severity", "error")),
        summary=str(found.get("summary", "")),
        detail=str(found.get("detail", "")),
        address=found.get("address"),
    )


def _lines(process: subprocess.Popen[str]) -> Iterator[str]:
    assert process.stdout is not None  # noqa: S101 - for mypy
    yield from process.stdout


def _message(line: str) -> Message | None:
    try:
        message = json.loads(line)
    except ValueError:
        return None
    return message if isinstance(message, dict) else None
