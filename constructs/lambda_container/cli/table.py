"""Columns of text."""

from __future__ import annotations

from collections.abc import Sequence

import click


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows as lines whose cells begin in the same columns; cells may be coloured."""
    if not rows:
        return []
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]


def _width(cell: str) -> int:
    return len(click.unstyle(cell))
