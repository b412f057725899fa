"""Files that are replaced whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile


def write_whole(path: Path, content: bytes) -> None:
    """Put the content in the place of the file; a reader sees the old or the new, nothing between.

    Raises:
        OSError: It cannot be written; what was there is still there.
    """
    prefix = f".{path.name[:100]}."
    with NamedTemporaryFile(dir=path.parent, prefix=prefix, delete=False) as partial:
        try:
            partial.write(content)
            partial.flush()
            os.fsync(partial.fileno())
            Path(partial.name).chmod(0o644)
            Path(partial.name).replace(path)
        except BaseException:
            Path(partial.name).unlink(missing_ok=True)
            raise
