"""Annotations of a stack: warnings, errors and infos that constructs attach to themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from lambda_container.base import BASE, INSTEAD, is_of_other_base
from lambda_container.errors import InvalidArgument

if TYPE_CHECKING:
    from cdktf import TerraformStack

Level = Literal["info", "warning", "error"]
_LEVELS: dict[str, Level] = {"info": "info", "warn": "warning", "error": "error"}


@dataclass(frozen=True, slots=True)
class Annotation:
    """One annotation.

    Attributes:
        level: ``info``, ``warning`` or ``error``.
        path: Path of the construct, such as ``dev/Orders``.
        message: The text.
    """

    level: Level
    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.level} of {self.path}: {self.message}"


class Annotations:
    """What the constructs of a stack say about themselves through cdktf's ``Annotations``.

    The library's own warnings are ``LambdaContainerWarning``, which ``pytest.warns`` finds.

    Attributes:
        all: The annotations, in the order of the construct tree.
    """

    def __init__(self, annotations: list[Annotation]) -> None:
        self.all = annotations

    @classmethod
    def from_stack(cls, stack: TerraformStack) -> Annotations:
        """Collect the annotations of a stack, as it is now.

        Raises:
            InvalidArgument: A stack of the other CDK.
        """
        if is_of_other_base(stack):
            raise InvalidArgument("Annotations", "stack", f"be of {BASE} ({INSTEAD})", stack)
        found = []
        for construct in stack.node.find_all():
            for entry in construct.node.metadata:
                level = _LEVELS.get(entry.type.rpartition("/")[2])
                if level is not None and entry.type.startswith("@"):
                    found.append(Annotation(level, construct.node.path, str(entry.data)))
        return cls(found)

    def has_warning(self, message: str = "", *, path: str | None = None) -> None:
        """Assert that there is a warning.

        Args:
            message: A regular expression that its text contains. Default: any text.
            path: Path of its construct. Default: any.

        Raises:
            AssertionError: There is none; the message lists all annotations.
        """
        __tracebackhide__ = True
        self._has("warning", message, path)

    def has_error(self, message: str = "", *, path: str | None = None) -> None:
        """Assert that there is an error; see ``has_warning``."""
        __tracebackhide__ = True
        self._has("error", message, path)

    def has_no_warning(self, message: str = "", *, path: str | None = None) -> None:
        """Assert that there is no such warning; see ``has_warning``."""
        __tracebackhide__ = True
        self._has_no("warning", message, path)

    def has_no_error(self, message: str = "", *, path: str | None = None) -> None:
        """Assert that there is no such error; see ``has_warning``."""
        __tracebackhide__ = True
        self._has_no("error", message, path)

    def _find(self, level: Level, message: str, path: str | None) -> list[Annotation]:
        return [
            each
            for each in self.all
            if each.level == level
            and path in (None, each.path)
            and re.search(message, each.message) is not None
        ]

    def _has(self, level: Level, message: str, path: str | None) -> None:
        __tracebackhide__ = True
        if not self._find(level, message, path):
            raise AssertionError("\n".join([f"no {level} matches", *self._listed(self.all)]))

    def _has_no(self, level: Level, message: str, path: str | None) -> None:
        __tracebackhide__ = True
        if found := self._find(level, message, path):
            raise AssertionError("\n".join([f"expected no {level}, found", *self._listed(found)]))

    @staticmethod
    def _listed(annotations: list[Annotation]) -> list[str]:
        return [f"  {each}" for each in annotations] or ["  the stack has no annotations"]
