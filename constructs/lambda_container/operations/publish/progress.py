"""What is being done for each image, told as it happens."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Is told of each image by its label; threads tell at the same time."""

    def step(self, label: str, doing: str) -> None:
        """Something else is being done for an image now, such as ``building``."""

    def detail(self, label: str, line: str) -> None:
        """What an engine printed."""

    def done(self, label: str, result: str) -> None:
        """Nothing more is done for an image."""
