"""What is not sent, and the rule that leaves it out."""

from __future__ import annotations

import msgspec

from lambda_container.build.context import BuildContext
from lambda_container.build.dockerignore import IgnoreRules


class LeftOut(msgspec.Struct, frozen=True, omit_defaults=True):
    """An entry that is not sent.

    Attributes:
        path: A directory of which nothing is sent ends in ``/``.
        pattern: The line of the ignore file; None for what is always left out.
        line: Its number.
    """

    path: str
    pattern: str | None = None
    line: int | None = None


def left_out(context: BuildContext) -> list[LeftOut]:
    """Everything of a context that is left out, in the order of the paths."""
    if context.ignore_file is None:
        return [LeftOut(path) for path in context.ignored]
    rules = IgnoreRules.read(context.ignore_file, subject=context.subject)
    found = []
    for path in context.ignored:
        number, pattern = rules.line_for(path.removesuffix("/")) or (None, None)
        found.append(LeftOut(path, pattern, number))
    return found
