"""A block of a stack: a resource, a data source, an output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PREFIXES = {"resource": "", "data": "data.", "ephemeral": "ephemeral."}
"""What addresses begin with, by the kind of block that has a type."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the JSON.

    Attributes:
        address: Its Terraform address, such as ``aws_lambda_function.hello_26396490`` or
            ``output.url``.
        type: The type of a resource or data source; the kind of any other block.
        name: Its name.
        arguments: Its arguments.
    """

    address: str
    type: str
    name: str
    arguments: dict[str, Any]

    def ref(self, attribute: str) -> str:
        """Return a reference to one of its attributes, as written in the JSON."""
        return f"${{{self.address}.{attribute}}}"


def blocks_of(json_: Mapping[str, Any], kind: str) -> list[Block]:
    """Return the blocks of one kind in a stack's JSON.

    Args:
        json_: The JSON.
        kind: ``resource``, ``data``, ``ephemeral``, ``output``, ``provider`` or ``backend``.
    """
    if kind in PREFIXES:
        return [
            Block(f"{PREFIXES[kind]}{type_}.{name}", type_, name, arguments)
            for type_, blocks in json_.get(kind, {}).items()
            for name, arguments in blocks.items()
        ]
    if kind == "backend":
        named = json_.get("terraform", {}).get("backend", {})
    else:
        named = json_.get(kind, {})
    return [
        Block(f"{kind}.{name}", kind, name, arguments)
        for name, blocks in named.items()
        for arguments in (blocks if isinstance(blocks, list) else [blocks])
    ]
