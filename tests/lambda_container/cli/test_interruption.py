"""Tests of how the command line ends when it is asked to."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

# The main thread waits for another one, which gets the signal.
_PROGRAM = """
import signal, sys, threading, time
from lambda_container.cli.interruption import ending_as_on_interrupt

number = signal.Signals[sys.argv[1]]
if "ignored" in sys.argv:
    signal.signal(number, signal.SIG_IGN)
ended = threading.Event()

def get_it():
    time.sleep(1)  # until the main thread waits
    signal.pthread_kill(threading.get_ident(), number)
    ended.wait(1 if "ignored" in sys.argv else 10)
    print("waited in vain", flush=True)

other = threading.Thread(target=get_it, daemon=True)
try:
    with ending_as_on_interrupt():
        other.start()
        other.join()
except (KeyboardInterrupt, SystemExit) as end:
    print(type(end).__name__, end)
print(signal.getsignal(number) in (signal.SIG_DFL, signal.SIG_IGN, signal.default_int_handler))
"""


def _printed(tmp_path: Path, *arguments: str) -> str:
    script = tmp_path / "program.py"
    script.write_text(_PROGRAM)
    done = subprocess.run(
        [sys.executable, str(script), *arguments],
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    return done.stdout


@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("SIGINT", "KeyboardInterrupt "),
        ("SIGTERM", f"SystemExit {128 + signal.SIGTERM}"),
        ("SIGHUP", f"SystemExit {128 + signal.SIGHUP}"),
    ],
)
def test_a_signal_that_another_thread_gets_ends_the_wait(
    name: str, end: str, tmp_path: Path
) -> None:
    assert _printed(tmp_path, name) == f"{end}\nTrue\n"


def test_what_is_ignored_stays_ignored(tmp_path: Path) -> None:
    assert _printed(tmp_path, "SIGHUP", "ignored") == "waited in vain\nTrue\n"
