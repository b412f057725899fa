"""Versions in what programs print."""

from __future__ import annotations

import re

from packaging.version import Version

_VERSION = re.compile(r"\d+\.\d+(?:\.\d+)?")


def version_in(text: str) -> Version | None:
    """The first version in a text; ``None`` if there is none."""
    match = _VERSION.search(text)
    return Version(match[0]) if match else None
