"""Distinguish literal strings in Terraform's JSON from strings that Terraform evaluates."""

from __future__ import annotations

_ESCAPES = {"$${": "${", "%%{": "%{"}


def plain(text: str) -> str | None:
    """Unescape a literal string of Terraform's JSON; return None if Terraform evaluates it."""
    rest = text
    for escape, meaning in _ESCAPES.items():
        rest = rest.replace(escape, "")
        text = text.replace(escape, meaning)
    return None if "${" in rest or "%{" in rest else text
