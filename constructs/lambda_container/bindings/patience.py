"""Tell whoever waits for a package why: the first time, jsii unpacks it, which takes seconds."""

from __future__ import annotations

import contextlib
import json
import sys
import threading
from collections.abc import Iterator, Mapping

from lambda_container.bindings.jsii_cache import is_unpacked

_SECONDS = 1.5


@contextlib.contextmanager
def patience(load: bytes | None, environ: Mapping[str, str]) -> Iterator[None]:
    """Print a line if the answer to a load takes long for that reason, and a person may be reading.

    Args:
        load: The request; ``None`` for another one, of which nothing is told.
        environ: The environment of Node.
    """
    if load is None or not _is_read():
        yield
        return
    timer = threading.Timer(_SECONDS, _tell, [json.loads(load), environ])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _is_read() -> bool:
    try:
        return sys.stderr.isatty()
    except (AttributeError, ValueError):  # there is none, or it is closed
        return False


def _tell(load: Mapping[str, str], environ: Mapping[str, str]) -> None:
    with contextlib.suppress(AttributeError, OSError, RuntimeError, ValueError):
        if not is_unpacked(load["name"], load["version"], environ):
            sys.stderr.write(f"Unpacking {load['name']}, once on this machine ...\n")
            sys.stderr.flush()
