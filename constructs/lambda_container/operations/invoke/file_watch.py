"""Watch files, to re-run the invocation on changes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from queue import Queue

import watchfiles

from lambda_container.file_system import LOCK_FILE


def changes(folders: Iterable[Path], outdir: Path) -> Iterator[list[Path]]:
    """Yield the changed files whenever files change.

    Hidden folders, caches of Python and Node, and the output folder are ignored.

    Args:
        folders: Folders to watch; to watch a file, give its folder.
        outdir: Output folder of the synthesis.

    Raises:
        KeyboardInterrupt: On Ctrl-C.
    """
    roots = sorted({folder.resolve() for folder in folders})
    outermost = [root for root in roots if not any(other in root.parents for other in roots)]
    for changed in watchfiles.watch(
        *outermost, watch_filter=_filter(outermost, outdir.resolve()), raise_interrupt=True
    ):
        yield sorted({Path(path) for _, path in changed})


def in_background(changed: Iterator[list[Path]]) -> Queue[list[Path]]:
    """Watch from now on; what changes meanwhile waits in a queue."""
    found: Queue[list[Path]] = Queue()

    def watch() -> None:
        for each in changed:
            found.put(each)

    threading.Thread(target=watch, daemon=True).start()
    return found


def _filter(roots: list[Path], outdir: Path) -> Callable[[watchfiles.Change, str], bool]:
    usual = watchfiles.DefaultFilter()

    def counts(change: watchfiles.Change, path: str) -> bool:
        file = Path(path)
        # The lock file is written by what a change begins.
        if file.name == LOCK_FILE or file.is_relative_to(outdir) or not usual(change, path):
            return False
        (root,) = [root for root in roots if file.is_relative_to(root)][:1] or [file.parent]
        *folders, name = file.relative_to(root).parts or (file.name,)
        # An app may stage its stacks beside the output folder.
        is_staged = name.startswith(f".{outdir.name}.")
        return not is_staged and not any(folder.startswith(".") for folder in folders)

    return counts
