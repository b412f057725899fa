"""The entries that are not sent, and the rules that leave them out."""

from __future__ import annotations

import msgspec

from lambda_container.build.context import BuildContext
from lambda_container.build.dockerignore import IgnoreRules


class LeftOut(msgspec.Struct, frozen=True, omit_defaults=True):
    """An entry that is not sent.

    Attributes:
        path: POSIX path; ends in ``/`` for a directory of which nothing is sent.
        pattern: The line of the ignore file; None if the entry is always left out.
        line: The line's number.
    """

    path: str
    pattern: str | None = None
    line: int | None = None


def left_out(context: BuildContext) -> list[LeftOut]:
    """Return the entries of a context that are left out, sorted by path."""
    if context.ignore_file is None:
        return [LeftOut(path) for path in context.ignored]
    rules = IgnoreRules.read(context.ignore_file, subject=context.subject)
    found = []
    for path in context.ignored:
        number, pattern = rules.line_for(path.removesuffix("/")) or (None, None)
        found.append(LeftOut(path, pattern, number))
    return found
