"""The output of a build, in a file beside the stack's JSON."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

SUFFIX = ".build.log"

# Most file systems limit file names to 255 bytes.
_SUBJECT_LENGTH = 100
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
# The first line of buildx, which names the builder.
_BEGINNING = b"#0 building with "


def log_name(subject: str, key: str) -> str:
    """The name of the log file.

    Args:
        subject: The image that is built, such as a construct's path.
        key: A key that distinguishes it from logs of similar subjects.
    """
    readable = _UNSAFE.sub("-", subject)[:_SUBJECT_LENGTH]
    return f"{readable}-{key}{SUFFIX}"


def keep_newest_build(log: Path) -> None:
    """Delete all builds but the newest from a log, to which the Docker provider only ever appends.

    The file is edited in place, because a build may be appending to it. A log that cannot be
    read or written stays as it is: no build needs it.
    """
    with contextlib.suppress(OSError), log.open("r+b") as file:
        content = file.read()
        newest = content.rfind(b"\n" + _BEGINNING) + 1
        if newest > 0:
            file.seek(0)
            file.write(content[newest:])
            file.truncate()
