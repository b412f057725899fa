"""The file that cdktf synthesizes each stack to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

STACK_JSON = "cdk.tf.json"
"""Its name, in a folder of the stack's own."""


def stack_file(outdir: Path, stack: str) -> Path:
    """Where the JSON of a stack is, below the folder that the app was synthesized to."""
    return outdir / "stacks" / stack / STACK_JSON


def read_stack(path: Path) -> dict[str, Any]:
    """The JSON of a stack.

    Args:
        path: The file, or its folder.

    Raises:
        OSError: There is none, or it cannot be read.
        ValueError: It is not a JSON object.
    """
    file = path / STACK_JSON if path.is_dir() else path
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(content, dict):
        raise ValueError("is not a JSON object")
    return content
