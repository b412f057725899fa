"""A block of a stack: a resource, a data source, an output."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


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
