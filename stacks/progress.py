"""Progress messages for slow operations."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer

_PATIENCE_SECONDS = 1.0


@contextmanager
def progress(doing: str) -> Iterator[None]:
    """Print a message to stderr if the operation takes more than a second."""
    timer = Timer(_PATIENCE_SECONDS, print, [f"{doing}..."], {"file": sys.stderr, "flush": True})
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
