"""The references that Node has handed out, without asking it.

cdktf numbers them: ``${TfToken[TOKEN.7]}`` exists once a higher one was seen.
"""

from __future__ import annotations

import re

MARK = b"TfToken["
_NUMBER = re.compile(rb"TfToken\[TOKEN\.([0-9]+)\]")
_KEY = re.compile(r"TOKEN\.([0-9]+)")

_highest = -1


def note(response: bytes) -> None:
    """Remember the references in a response of Node's."""
    global _highest  # noqa: PLW0603 - of this process, as Node's own counter is
    _highest = max(_highest, *map(int, _NUMBER.findall(response)), -1)


def forget() -> None:
    """Forget all: another Node process numbers them anew."""
    global _highest  # noqa: PLW0603
    _highest = -1


def seen(key: str) -> bool:
    """Whether a reference such as ``TOKEN.7`` is known to exist; if not, Node may know it."""
    match = _KEY.fullmatch(key)
    return match is not None and int(match[1]) <= _highest
