"""Values that are refused as names, and how an error names an argument."""

from __future__ import annotations

import math

STRANGE = ["", "a\nb", "a\0b", "a b", "é", "a" * 600, 5, None, True, ["a"], b"a", math.nan]
"""Values that are no name of anything in AWS."""


def shown(argument: str) -> str:
    """The name of an argument, without its key or index."""
    return argument.split(" ", maxsplit=1)[0].split("[", maxsplit=1)[0]
