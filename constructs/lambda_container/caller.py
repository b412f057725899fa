"""Warnings that point at the line of the program that called the library."""

from __future__ import annotations

import sys
import warnings
from dataclasses import dataclass, field
from typing import Any

from lambda_container.errors import LambdaContainerWarning

# What stands between a program and a constructor of the library.
_NOT_THE_CALLER = ("lambda_container", "jsii")


@dataclass(frozen=True, slots=True)
class CallerLine:
    """A line of the program that uses the library.

    Attributes:
        filename: The file's path.
        number: The number of the line.
        module: The module's name.
        seen: The module's own memory of the warnings that were shown.
    """

    filename: str
    number: int
    module: str
    seen: dict[Any, Any] = field(compare=False)

    @classmethod
    def now(cls) -> CallerLine:
        """The line that is being run, outside of the library."""
        frame = sys._getframe(1)
        while frame.f_back is not None and _top_package(frame.f_globals) in _NOT_THE_CALLER:
            frame = frame.f_back
        return cls(
            filename=frame.f_code.co_filename,
            number=frame.f_lineno,
            module=str(frame.f_globals.get("__name__", "__main__")),
            seen=frame.f_globals.setdefault("__warningregistry__", {}),
        )

    def warn(self, text: str) -> None:
        """Warn at this line."""
        warnings.warn_explicit(
            text,
            LambdaContainerWarning,
            self.filename,
            self.number,
            module=self.module,
            registry=self.seen,
        )


def warn(text: str) -> None:
    """Warn at the line of the program that called the library."""
    CallerLine.now().warn(text)


def _top_package(names: dict[str, Any]) -> str:
    return str(names.get("__name__", "")).partition(".")[0]
