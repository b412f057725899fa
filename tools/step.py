"""One slow set-up step: print its title, hide its output, and show the last lines on failure."""

import fcntl
import functools
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import ParamSpec

ROOT = Path(__file__).resolve().parent.parent
_LOCK = ROOT / ".tools" / "lock"
_LOG = ROOT / ".tools" / "step.log"
_LINES_SHOWN = 20
Arguments = ParamSpec("Arguments")


class StepError(Exception):
    """A job cannot continue; the message is for the user."""


def job(function: Callable[Arguments, int]) -> Callable[Arguments, int]:
    """Let a job report what stops it in one line, and return 1; or 130 if it is interrupted."""

    @functools.wraps(function)
    def reported(*args: Arguments.args, **kwargs: Arguments.kwargs) -> int:
        try:
            return function(*args, **kwargs)
        except (StepError, OSError) as error:
            print(error, file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            print("\nInterrupted: the next run sets up again.", file=sys.stderr)
            return 130

    return reported


def run(title: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
    """Run one step in the project's folder.

    Args:
        title: What the step does, shown while it runs.
        command: The program and its arguments.
        environment: The program's whole environment.

    Raises:
        StepError: The program failed; the message has the last lines of its output.
    """
    _LOG.parent.mkdir(exist_ok=True)
    started = time.monotonic()
    with _LOG.open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            close_fds=False,
        )
        try:
            _show(title, process, started)
        except BaseException:
            process.terminate()
            process.wait()
            raise
    if process.returncode:
        lines = _LOG.read_text(errors="replace").splitlines()[-_LINES_SHOWN:]
        quoted = "\n".join(f"  | {line}" for line in lines)
        raise StepError(f"{title}: failed with exit status {process.returncode}\n{quoted}")


@contextmanager
def alone() -> Iterator[None]:
    """Wait for other processes to finish their set-up of this project, and make new ones wait."""
    _LOCK.parent.mkdir(exist_ok=True)
    with _LOCK.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Waiting for another job to set up ...", file=sys.stderr, flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        # If this process is killed, a running step continues to write: it must hold the lock too.
        os.set_inheritable(lock.fileno(), True)
        yield


def _show(title: str, process: "subprocess.Popen[bytes]", started: float) -> None:
    terminal = sys.stderr.isatty()
    print(f"{title} ...", end="" if terminal else "\n", file=sys.stderr, flush=True)
    while True:
        try:
            process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            if terminal:
                seconds = time.monotonic() - started
                print(f"\r{title} ... {seconds:.0f} s", end="", file=sys.stderr, flush=True)
        else:
            break
    if terminal:
        print(file=sys.stderr)
