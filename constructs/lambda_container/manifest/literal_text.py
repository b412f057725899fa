"""Distinguish literal strings in Terraform's JSON from strings that Terraform evaluates."""

from __future__ import annotations

_ESCAPES = {"$${": "${", "%%{": "%{"}


def plain(text: str) -> str | None:
    """Unescape a literal string of Terraform's JSON; return None if Terraform evaluates it."""
    rest = text
    for escape in _ESCAPES:
        rest = rest.replace(escape, "")
    return None if "${" in rest or "%{" in rest else unescaped(text)


def unescaped(text: str) -> str:
    """Unescape a string of Terraform's JSON, and leave what Terraform evaluates as it is."""
    for escape, meaning in _ESCAPES.items():
        text = text.replace(escape, meaning)
    return text
