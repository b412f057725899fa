"""The file that cdktf synthesizes each stack to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

STACK_JSON = "cdk.tf.json"
"""Name of the file, in the stack's own folder."""


def stack_file(outdir: Path, stack: str) -> Path:
    """Return the path of a stack's JSON in an output folder."""
    return outdir / "stacks" / stack / STACK_JSON


def read_stack(path: Path) -> dict[str, Any]:
    """Read the JSON of a stack.

    Args:
        path: The file, or its folder.

    Raises:
        OSError: The file does not exist, or cannot be read.
        ValueError: It is not a JSON object.
    """
    file = path / STACK_JSON if path.is_dir() else path
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(content, dict):
        raise ValueError("is not a JSON object")
    return content
