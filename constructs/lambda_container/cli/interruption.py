"""End at once when the program is asked to, and in the same way whatever asks."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Container, Iterator
from contextlib import contextmanager
from types import FrameType

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")
_SECONDS_TO_NOTICE = 0.2


@contextmanager
def ending_as_on_interrupt() -> Iterator[None]:
    """Leave nothing behind on SIGTERM and SIGHUP either: no container, no build, no login.

    What was ignored stays ignored, as after ``nohup``.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # others cannot handle signals
        return
    noticed = threading.Event()

    def end(number: int, _frame: FrameType | None) -> None:
        noticed.set()
        if number == signal.SIGINT:
            raise KeyboardInterrupt
        raise SystemExit(128 + number)

    numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
    usual = (signal.SIG_DFL, signal.default_int_handler)
    before = {
        number: signal.signal(number, end)
        for number in numbers
        if signal.getsignal(number) in usual
    }
    try:
        with _waking(noticed, before):
            yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _waking(noticed: threading.Event, numbers: Container[int]) -> Iterator[None]:
    """Wake the main thread until it notices one of these signals.

    Python runs handlers there, and only between two instructions. If it waits for other threads, it
    misses a signal that one of them receives, or that comes just before it begins to wait.
    """
    if not hasattr(signal, "pthread_kill"):
        yield
        return
    main = threading.main_thread().ident
    assert main is not None  # noqa: S101 - for mypy
    reading, writing = os.pipe()
    os.set_blocking(writing, False)

    def wake() -> None:
        while number := os.read(reading, 1):
            while number[0] in numbers and not noticed.wait(_SECONDS_TO_NOTICE):
                signal.pthread_kill(main, signal.SIGURG)  # ends the wait, and does nothing else

    thread = threading.Thread(target=wake, daemon=True)
    thread.start()
    urgent = signal.signal(signal.SIGURG, lambda *_: None)
    signals = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    try:
        yield
    finally:
        noticed.set()
        signal.set_wakeup_fd(signals)
        signal.signal(signal.SIGURG, urgent)
        os.close(writing)
        thread.join()
        os.close(reading)
