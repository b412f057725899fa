"""Publish images, and record their digests in the lock files, also if it is interrupted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from lambda_container.manifest.lock_file import Lock, update_lock
from lambda_container.manifest.locked_image import LockedImage
from lambda_container.operations.publish.publisher import Published, Publisher
from lambda_container.operations.publish.wanted_image import Wanted


def publish_and_record(publisher: Publisher, wanted: Sequence[Wanted]) -> list[Published]:
    """Publish the images that are missing, and return all of them in their order.

    Raises:
        LockError: A lock file cannot be used; nothing was built.
        PublishError: Some images could not be published; the others were, and are recorded.
    """
    for each in wanted:
        Lock.read(_lock(each))
    published: list[Published] = []
    try:
        return publisher.publish(wanted, published.append)
    finally:
        # Also record what was pushed before a failure or an interruption.
        _write_locks(published, partial=len(published) < len(wanted))


def _lock(wanted: Wanted) -> Path:
    assert wanted.image.lock is not None  # noqa: S101 - published images have one
    return wanted.stack.path(wanted.image.lock)


def _write_locks(published: Sequence[Published], *, partial: bool) -> None:
    # What stayed when the publish began was asked for with --unpin.
    for is_kept in (False, True):
        chosen = [each for each in published if each.wanted.image.is_kept is is_kept]
        for path, stacks in _changes(chosen).items():
            update_lock(path, stacks, partial=partial, unless_kept=not is_kept)


def _changes(published: Sequence[Published]) -> dict[Path, dict[str, dict[str, LockedImage]]]:
    changes: dict[Path, dict[str, dict[str, LockedImage]]] = defaultdict(lambda: defaultdict(dict))
    for each in published:
        stack, image = each.wanted.stack, each.wanted.image
        changes[_lock(each.wanted)][stack.name][image.id] = LockedImage(
            digest=each.digest,
            repository=each.wanted.repository,
            tag=each.wanted.tag,
            content_hash=image.content_hash,
        )
    return changes
