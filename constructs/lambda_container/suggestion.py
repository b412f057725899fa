"""Suggestions for a mistyped name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def did_you_mean(name: str, known: Iterable[str], *, at_most: int = 3) -> str:
    """A question that names what is close, such as ``did you mean 'a' or 'b'?``; else empty."""
    close = difflib.get_close_matches(name, dict.fromkeys(known), n=at_most)
    return f"did you mean {' or '.join(map(repr, close))}?" if close else ""


def names_like(name: str, known: Iterable[str]) -> str:
    """What is close, or else everything that there is."""
    names = dict.fromkeys(known)
    return did_you_mean(name, names) or f"available: {', '.join(names)}"
