"""A short, human-readable summary of a synthesis."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from lambda_container import BuiltImage, ContainerImage
from lambda_container.manifest.stack_json import STACK_JSON

if TYPE_CHECKING:
    from stacks.lambda_container_stack import LambdaContainerStack

_HEADER = ("Stack", "Function", "Memory", "Timeout", "Architecture", "Image tag")


def print_summary(stacks: Iterable[LambdaContainerStack], outdir: Path) -> None:
    """Print each stack with its functions, and the path of the JSON; plain if not on a terminal."""
    stacks = list(stacks)
    rows: list[tuple[str, ...]] = [
        (
            stack.node.id,
            name,
            f"{function.memory_size} MB",
            f"{function.timeout} s",
            function.architecture,
            _tag(function.image),
        )
        for stack in stacks
        for name, function in stack.functions.items()
    ]
    if sys.stdout.isatty():
        # rich takes 60 ms to import, which is wasted time without a terminal.
        from rich.console import Console  # noqa: PLC0415
        from rich.table import Table  # noqa: PLC0415

        table = Table(*_HEADER, box=None)
        for row in rows:
            table.add_row(*row)
        Console().print(table)
    else:
        for row in (_HEADER, *rows):
            print("  ".join(f"{cell:<14}" for cell in row).rstrip())
    print(f"Terraform JSON: {outdir / 'stacks'}/*/{STACK_JSON}")


def _tag(image: ContainerImage) -> str:
    if not isinstance(image, BuiltImage):
        return ""
    return f"{image.tag_prefix}{'-' if image.tag is None else ''}..."
