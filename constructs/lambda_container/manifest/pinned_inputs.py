"""The digests that the lock file pins the bases of a build to."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from lambda_container.build.base_images import base_images
from lambda_container.build.build_inputs import BuildInputs
from lambda_container.build.dockerfile import Dockerfile
from lambda_container.manifest.lock_file import Lock
from lambda_container.manifest.locked_image import PinnedBase


def with_pinned_bases(inputs: BuildInputs, dockerfile: Dockerfile, lock: Path) -> BuildInputs:
    """Inputs of a build with the digests of those of its bases that are pinned.

    Args:
        inputs: The inputs.
        dockerfile: Their Dockerfile.
        lock: The lock file; it need not exist.

    Raises:
        LockError: The lock file was edited.
    """
    try:
        found = lock.stat()
    except OSError:
        return inputs
    pins = _read(lock, found.st_mtime_ns, found.st_size, found.st_ino)
    if not pins:
        return inputs
    needed = base_images(
        dockerfile, platform=inputs.platform, target=inputs.target, build_args=inputs.build_args
    )
    bases = {base.key: pins[base.key].digest for base in needed if base.key in pins}
    return inputs.replace(bases=bases)


@lru_cache(maxsize=8)
def _read(lock: Path, *_version: int) -> Mapping[str, PinnedBase]:
    """The bases of a version of the file, which is read once for all images of a program."""
    return Lock.read(lock).bases
