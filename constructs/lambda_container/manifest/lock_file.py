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
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from lambda_container.errors import LambdaContainerError
from lambda_container.file_system import LOCK_FILE, find_upwards, replace_file
from lambda_container.manifest.cdktf_json import CDKTF_JSON
from lambda_container.manifest.locked_image import EarlierImages, LockedImage, PinnedBase

_SCHEMA = 1
_KEPT = 20


class LockError(LambdaContainerError):
    """The lock file cannot be read, or was edited."""


class _Stack(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    images: dict[str, LockedImage]
    seal: str
    earlier: tuple[EarlierImages, ...] = ()
    partial: bool = False


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
        earlier: What each stack was pinned to before, the newest first, at most 20.
        partial: The stacks of which some images were published, and others failed.
    """

    def __init__(
        self,
        path: Path,
        stacks: Mapping[str, Mapping[str, LockedImage]],
        bases: Mapping[str, PinnedBase] | None = None,
        earlier: Mapping[str, Sequence[EarlierImages]] | None = None,
        partial: Iterable[str] = (),
    ) -> None:
        self.path = path
        self.stacks = {stack: dict(images) for stack, images in stacks.items()}
        self.bases = dict(bases or {})
        self.earlier = {stack: tuple(images) for stack, images in (earlier or {}).items()}
        self.partial = frozenset(partial)

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
        return cls.parse(path, content)

    @classmethod
    def parse(cls, path: Path, content: bytes) -> Lock:
        """Parse the content of the file, also of another revision.

        Raises:
            LockError: It is not a lock file, is from another version, or was edited.
        """
        return _parse(path, content)

    def image(self, stack: str, id: str) -> LockedImage | None:  # noqa: A002 - what manifests call it
        """Return what an image of a stack is locked to, if anything."""
        return self.stacks.get(stack, {}).get(id)

    def not_kept(self, stack: str, images: Mapping[str, LockedImage]) -> dict[str, LockedImage]:
        """Return those of a stack's new images that replace none which stays."""
        now = self.stacks.get(stack, {})
        return {id_: new for id_, new in images.items() if id_ not in now or not now[id_].is_kept}

    def updated(
        self,
        changes: Mapping[str, Mapping[str, LockedImage]],
        bases: Mapping[str, PinnedBase] | None = None,
        *,
        partial: bool = False,
    ) -> Lock:
        """Return a copy of the lock with new images for some stacks, or with other bases.

        Images of a stack that get another digest are kept among its earlier ones, unless only some
        of them were published.
        """
        stacks, earlier, parts = dict(self.stacks), dict(self.earlier), set(self.partial)
        for name, images in changes.items():
            before = self.stacks.get(name, {})
            stacks[name] = {**before, **images}
            replaced = [
                id_ for id_, image in before.items() if image.digest != stacks[name][id_].digest
            ]
            if replaced and name not in self.partial:
                kept = EarlierImages(
                    images=before,
                    until=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
                    rolled_back=any(images[id_].rolled_back for id_ in replaced),
                )
                earlier[name] = (kept, *earlier.get(name, ()))[:_KEPT]
            if partial:
                parts.add(name)
            else:
                parts.discard(name)
        return Lock(self.path, stacks, self.bases if bases is None else bases, earlier, parts)

    def to_json(self) -> bytes:
        """Return the file's bytes, which are the same for the same images."""
        stacks = {
            name: _sealed(name, images, self.earlier.get(name, ()), partial=name in self.partial)
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
    *,
    partial: bool = False,
    expected: Lock | None = None,
    unless_kept: bool = False,
) -> bool:
    """Add images to the lock file; concurrent changes by others are kept.

    Args:
        path: The file; created if missing.
        changes: The images, by stack and id.
        bases: All base images from now on. Default: those that the file has.
        partial: Whether other images of the stacks were to be published, and failed.
        expected: What these stacks have to be pinned to until now. Default: anything.
        unless_kept: Whether images stay that a promotion or a rollback has pinned meanwhile.

    Returns:
        Whether the file changed.

    Raises:
        LockError: It was edited, cannot be written, or is not as expected; it is left unchanged.
    """
    from filelock import FileLock  # noqa: PLC0415 - synth reads only

    try:
        # In the folder of temporary files, so that nothing is left beside the lock file.
        with FileLock(_guard(path), timeout=60):
            before = Lock.read(path)
            if expected is not None:
                _check_unchanged(before, expected, changes)
            if unless_kept:
                changes = {name: before.not_kept(name, each) for name, each in changes.items()}
            content = before.updated(changes, bases, partial=partial).to_json()
            _parse(path, content)  # whatever is written can be read
            if path.exists() and path.read_bytes() == content:
                return False
            replace_file(path, content)
    except (OSError, TimeoutError) as error:
        raise LockError(f"{path}: cannot be written: {error}") from error
    return True


def _check_unchanged(now: Lock, expected: Lock, stacks: Iterable[str]) -> None:
    for name in stacks:
        if now.stacks.get(name) != expected.stacks.get(name):
            raise LockError(f"{now.path}: stack {name!r} was changed meanwhile; try again")


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
        if stack != _sealed(name, stack.images, stack.earlier, partial=stack.partial):
            raise LockError(f"{path}: was edited: the seal of stack {name!r} is broken; {_REMEDY}")
    bases = file.bases.images if file.bases is not None else {}
    if file.bases is not None and file.bases.seal != _seal(_OF_BASES, bases):
        raise LockError(
            f"{path}: was edited: the seal of the bases is broken; restore it from version control,"
            " or remove their part and run lambda-container bases --update"
        )
    return Lock(
        path,
        {name: stack.images for name, stack in file.stacks.items()},
        bases,
        {name: stack.earlier for name, stack in file.stacks.items() if stack.earlier},
        [name for name, stack in file.stacks.items() if stack.partial],
    )


# No name of a stack.
_OF_BASES = "/bases"
_REMEDY = (
    "restore it from version control, or remove the stack's part and publish or promote again,"
    " which rebuilds no image that is in the registry"
)


def _sealed(
    name: str, images: Mapping[str, LockedImage], earlier: Sequence[EarlierImages], *, partial: bool
) -> _Stack:
    # What is empty is left out, so that older files have the same seals.
    more: list[object] = [*([earlier] if earlier else []), *(["partial"] if partial else [])]
    seal = _seal(name, images, *more)
    return _Stack(images=dict(images), seal=seal, earlier=tuple(earlier), partial=partial)


def _seal(part: str, *content: object) -> str:
    sealed = msgspec.json.encode([part, *content], order="deterministic")
    return hashlib.sha256(sealed).hexdigest()
