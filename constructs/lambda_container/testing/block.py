"""A block of a stack: a resource, a data source, an output."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Block:
    """A block, as the JSON has it.

    Attributes:
        address: What Terraform calls it, such as ``aws_lambda_function.hello_26396490`` or
            ``output.url``.
        type: The type of a resource or data source; what kind of block it is otherwise.
        name: Its name.
        arguments: What it is given.
    """

    address: str
    type: str
    name: str
    arguments: dict[str, Any]

    def ref(self, attribute: str) -> str:
        """What a reference to one of its attributes looks like in the JSON."""
        return f"${{{self.address}.{attribute}}}"
