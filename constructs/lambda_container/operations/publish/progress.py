"""Report the progress of each image."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Receives reports on images by label, from several threads at once."""

    def step(self, label: str, doing: str) -> None:
        """Report that an image enters another step, such as ``building``."""

    def detail(self, label: str, line: str) -> None:
        """Report a line that an engine printed."""

    def done(self, label: str, result: str) -> None:
        """Report that an image is finished."""
