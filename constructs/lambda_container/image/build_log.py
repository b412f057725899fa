"""What a build printed, in a file beside the stack's JSON."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

SUFFIX = ".build.log"

# Names of files have at most 255 bytes on the usual file systems.
_SUBJECT_LENGTH = 100
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
# How buildx begins: which builder builds.
_BEGINNING = b"#0 building with "


def log_name(subject: str, key: str) -> str:
    """The file's name.

    Args:
        subject: What is built, such as a path of constructs.
        key: What tells it from others of such a name.
    """
    readable = _UNSAFE.sub("-", subject)[:_SUBJECT_LENGTH]
    return f"{readable}-{key}{SUFFIX}"


def keep_newest_build(log: Path) -> None:
    """Take all builds but the newest out of a log, to which the Docker provider only ever appends.

    The file stays the same one, because a build may be appending to it now. A log that cannot be
    read or written stays as it is: it is an aid, and no build needs it.
    """
    with contextlib.suppress(OSError), log.open("r+b") as file:
        content = file.read()
        newest = content.rfind(b"\n" + _BEGINNING) + 1
        if newest > 0:
            file.seek(0)
            file.write(content[newest:])
            file.truncate()
