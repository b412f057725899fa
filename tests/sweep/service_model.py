"""What AWS's own service models, which botocore brings, say of a member."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import regex
from botocore.loaders import Loader

_STEP = re.compile(r"(\w+)((?:\[\]|\{key\}|\{value\})*)")
_PARTS = re.compile(r"\[\]|\{key\}|\{value\}")
# In Java's syntax, '-' after a range stands for itself.
_DASH = re.compile(r"(?<=[a-zA-Z0-9]-[a-zA-Z0-9])-(?=[^\]])")
_SURROGATES = (r"\uD800\uDC00-\uDBFF\uDFFF", r"\U00010000-\U0010FFFF")


@dataclass(frozen=True)
class Member:
    """A member of a request.

    Attributes:
        name: Its service and path.
        least: The least number, or length.
        most: The greatest number, or length.
        pattern: The syntax of a string.
        words: The strings that it may be.
    """

    name: str
    least: float | None
    most: float | None
    pattern: str | None
    words: tuple[str, ...] | None

    def takes(self, value: Any) -> bool:
        """Whether the model takes a string or a number."""
        measured = len(value) if isinstance(value, str) else value
        if self.least is not None and measured < self.least:
            return False
        if self.most is not None and measured > self.most:
            return False
        if self.words is not None and value not in self.words:
            return False
        return self.pattern is None or regex.fullmatch(self.pattern, value) is not None


@cache
def member(name: str) -> Member:
    """A member by its service and path, such as ``lambda CreateAliasRequest.Name``."""
    service, path = name.split()
    shapes = _shapes(service)
    structure, *steps = path.split(".")
    shape = shapes[structure]
    for step in steps:
        match = _STEP.fullmatch(step)
        assert match is not None
        shape = shapes[shape["members"][match[1]]["shape"]]
        for part in _PARTS.findall(match[2]):
            inner = shape["member"] if part == "[]" else shape[part[1:-1]]
            shape = shapes[inner["shape"]]
    pattern = shape.get("pattern")
    return Member(
        name,
        shape.get("min"),
        shape.get("max"),
        None if pattern is None else _DASH.sub(r"\\-", pattern).replace(*_SURROGATES),
        tuple(shape["enum"]) if "enum" in shape else None,
    )


@cache
def _shapes(service: str) -> dict[str, Any]:
    shapes: dict[str, Any] = Loader().load_service_model(service, "service-2")["shapes"]
    return shapes
