"""Find versions in the output of programs."""

from __future__ import annotations

import re

from packaging.version import Version

_VERSION = re.compile(r"[0-9]+\.[0-9]+(?:\.[0-9]+)?")


def version_in(text: str) -> Version | None:
    """Return the first version in a string; ``None`` if there is none."""
    match = _VERSION.search(text)
    return Version(match[0]) if match else None
