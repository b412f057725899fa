"""Telling what Terraform evaluates in a string of its JSON from what it takes as it is."""

from __future__ import annotations

_ESCAPES = {"$${": "${", "%%{": "%{"}


def plain(text: str) -> str | None:
    """The text that a string of Terraform's stands for; None where Terraform has to evaluate it."""
    rest = text
    for escape, meaning in _ESCAPES.items():
        rest = rest.replace(escape, "")
        text = text.replace(escape, meaning)
    return None if "${" in rest or "%{" in rest else text
