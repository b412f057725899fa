"""The lock file: which image each stack runs, and which base images builds start from, by digest.

``publish``, ``promote`` and ``bases`` write it, synth reads it, people commit it. It is replaced as
a whole, and each part is sealed by a checksum. The seal detects a slip of an editor or of a merge.
It is no signature: whoever may write the file can compute it. What the file says is therefore
checked again, by its syntax and against the stack.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import msgspec

from lambda_container.errors import LambdaContainerError
from lambda_container.file_system import LOCK_FILE, find_upwards, replace_file
from lambda_container.manifest.cdktf_json import CDKTF_JSON

_SCHEMA = 1


class LockError(LambdaContainerError):
    """The lock file cannot be read, or was edited."""


class LockedImage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One image of a stack.

    Attributes:
        digest: ``sha256:`` and 64 hexadecimal digits.
        repository: The repository that holds it.
        tag: A tag that it has there.
        content_hash: The hash of the content that it was built from, if known.
        promoted_from: The stack that it was promoted from. A promoted image stays until the next
            promotion, whatever the source; any other applies only to the source of its build.
    """

    digest: Annotated[str, msgspec.Meta(pattern=r"\Asha256:[0-9a-f]{64}\Z")]
    repository: Annotated[str, msgspec.Meta(pattern=r"\A[a-z0-9][a-z0-9./_-]{1,255}\Z")]
    tag: Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9_][A-Za-z0-9._-]{0,127}\Z")]
    content_hash: Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")] | None = None
    promoted_from: Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9_-]+\Z")] | None = None

    def applies_to(self, content_hash: str) -> bool:
        """Whether it applies to a stack whose source now has this hash."""
        return self.promoted_from is not None or self.content_hash == content_hash


class PinnedBase(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A base image that builds are pinned to.

    Attributes:
        digest: ``sha256:`` and 64 hexadecimal digits.
        created: When it was built, as its registry tells: ``2026-11-29T08:00:00Z``.
    """

    digest: Annotated[str, msgspec.Meta(pattern=r"\Asha256:[0-9a-f]{64}\Z")]
    created: Annotated[str, msgspec.Meta(pattern=r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z")] | None = (
        None
    )


class _Stack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    images: dict[str, LockedImage]
    seal: str


class _Bases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    images: dict[str, PinnedBase]
    seal: str


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    schema: int
    stacks: dict[str, _Stack]
    bases: _Bases | None = None


class Lock:
    """The images of each stack, and the bases of all builds.

    Attributes:
        path: The file.
        stacks: Images by stack name, then by image id.
        bases: Base images by ``BaseImage.key``.
    """

    def __init__(
        self,
        path: Path,
        stacks: Mapping[str, Mapping[str, LockedImage]],
        bases: Mapping[str, PinnedBase] | None = None,
    ) -> None:
        self.path = path
        self.stacks = {stack: dict(images) for stack, images in stacks.items()}
        self.bases = dict(bases or {})

    @classmethod
    def read(cls, path: Path) -> Lock:
        """Read the file; without a file, the lock is empty.

        Raises:
            LockError: It is not a lock file, is from another version, or was edited.
        """
        try:
            if not stat.S_ISREG(path.stat().st_mode):  # a pipe would be waited for
                raise LockError(f"{path}: cannot be read: it is no file")
            content = path.read_bytes()
        except FileNotFoundError:
            return cls(path, {})
        except OSError as error:
            raise LockError(f"{path}: cannot be read: {error.strerror}") from error
        return _parse(path, content)

    def image(self, stack: str, id: str) -> LockedImage | None:  # noqa: A002 - what manifests call it
        """Return what an image of a stack is locked to, if anything."""
        return self.stacks.get(stack, {}).get(id)

    def updated(
        self,
        changes: Mapping[str, Mapping[str, LockedImage]],
        bases: Mapping[str, PinnedBase] | None = None,
    ) -> Lock:
        """Return a copy of the lock with new images for some stacks, or with other bases."""
        stacks = {name: dict(images) for name, images in self.stacks.items()}
        for name, images in changes.items():
            stacks[name] = {**stacks.get(name, {}), **images}
        return Lock(self.path, stacks, self.bases if bases is None else bases)

    def to_json(self) -> bytes:
        """Return the file's bytes, which are the same for the same images."""
        stacks = {
            name: _Stack(images=images, seal=_seal(name, images))
            for name, images in sorted(self.stacks.items())
            if images
        }
        bases = _Bases(images=self.bases, seal=_seal(_OF_BASES, self.bases)) if self.bases else None
        file = _File(schema=_SCHEMA, stacks=stacks, bases=bases)
        written = msgspec.json.encode(file, order="deterministic")
        return msgspec.json.format(written, indent=2) + b"\n"


def update_lock(
    path: Path,
    changes: Mapping[str, Mapping[str, LockedImage]],
    bases: Mapping[str, PinnedBase] | None = None,
) -> bool:
    """Add images to the lock file; concurrent changes by others are kept.

    Args:
        path: The file; created if missing.
        changes: The images, by stack and id.
        bases: All base images from now on. Default: those that the file has.

    Returns:
        Whether the file changed.

    Raises:
        LockError: It was edited, or cannot be written; it is left unchanged.
    """
    from filelock import FileLock  # noqa: PLC0415 - synth reads only

    try:
        # In the folder of temporary files, so that nothing is left beside the lock file.
        with FileLock(_guard(path), timeout=60):
            before = Lock.read(path)
            content = before.updated(changes, bases).to_json()
            _parse(path, content)  # whatever is written can be read
            if path.exists() and path.read_bytes() == content:
                return False
            replace_file(path, content)
    except (OSError, TimeoutError) as error:
        raise LockError(f"{path}: cannot be written: {error}") from error
    return True


def find_lock(start: Path) -> Path:
    """Return the path of the lock file: beside the nearest cdktf.json, from a folder upwards."""
    return (find_upwards(start, CDKTF_JSON) or start) / LOCK_FILE


def _guard(path: Path) -> Path:
    import tempfile  # noqa: PLC0415 - synth reads only

    name = hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:16]
    user = getattr(os, "getuid", lambda: 0)()
    return Path(tempfile.gettempdir()) / f"lambda-container-{user}-{name}.guard"


def _parse(path: Path, content: bytes) -> Lock:
    try:
        file = msgspec.json.decode(content, type=_File)
    except msgspec.DecodeError as error:
        hint = " (an unfinished merge?)" if b"<<<<<<<" in content else ""
        raise LockError(f"{path}: is not a lock file{hint}: {error}; {_REMEDY}") from error
    if file.schema != _SCHEMA:
        raise LockError(f"{path}: was written by another version of lambda_container")
    for name, stack in file.stacks.items():
        if stack.seal != _seal(name, stack.images):
            raise LockError(f"{path}: was edited: the seal of stack {name!r} is broken; {_REMEDY}")
    bases = file.bases.images if file.bases is not None else {}
    if file.bases is not None and file.bases.seal != _seal(_OF_BASES, bases):
        raise LockError(
            f"{path}: was edited: the seal of the bases is broken; restore it from version control,"
            " or remove their part and run lambda-container bases --update"
        )
    return Lock(path, {name: stack.images for name, stack in file.stacks.items()}, bases)


# No name of a stack.
_OF_BASES = "/bases"
_REMEDY = (
    "restore it from version control, or remove the stack's part and publish or promote again,"
    " which rebuilds no image that is in the registry"
)


def _seal(part: str, images: Mapping[str, LockedImage] | Mapping[str, PinnedBase]) -> str:
    sealed = msgspec.json.encode([part, images], order="deterministic")
    return hashlib.sha256(sealed).hexdigest()
