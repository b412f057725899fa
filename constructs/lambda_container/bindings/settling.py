"""Settle what is imported, so that Python's garbage collector leaves it out.

The collector looks through all modules and classes again and again, and twice more when the process
ends: 0.2 s of 0.9 s for a small stack, for what stays anyway.
"""

from __future__ import annotations

import gc
import io
import sys
from collections import Counter

# Those of Python, of jsii, and of ours, which lose nothing if the process ends without them.
_HARMLESS = frozenset(
    {
        "_io.BufferedReader",
        "_io.FileIO",
        "builtins.generator",
        "jsii._kernel.providers.process._NodeProcess",
        "lambda_container.bindings.channel.DirectProcess",
        "socket.SocketIO",
        "socket.socket",
    }
)


def settle() -> None:
    """Freeze what there is, unless the program has something that may need to be finalized.

    What is frozen, and refers to itself, is not finalized when the process ends: a file that is
    still open would lose what it has not written.
    """
    kinds = Counter(map(type, gc.get_objects()))
    standard = (sys.__stdin__, sys.__stdout__, sys.__stderr__)
    streams = sum(type(each) is io.TextIOWrapper for each in standard)
    if kinds.pop(io.TextIOWrapper, 0) <= streams and not any(map(_matters, kinds)):
        gc.freeze()


def _matters(kind: type) -> bool:
    is_finalized = any("__del__" in vars(each) for each in type.mro(kind))
    return is_finalized and f"{kind.__module__}.{kind.__qualname__}" not in _HARMLESS
