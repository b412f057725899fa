"""Which bases the images of a project have, what they are pinned to, and what is newer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import msgspec

from lambda_container.build.base_images import BaseImage, base_images, unknown_names
from lambda_container.build.dockerfile import Dockerfile
from lambda_container.errors import InvalidArgument, LambdaContainerError
from lambda_container.file_system import LOCK_FILE
from lambda_container.manifest.entries import ImageEntry, StackManifest
from lambda_container.manifest.lock_file import Lock, update_lock
from lambda_container.manifest.locked_image import PinnedBase

State = Literal["current", "outdated", "unpinned"]
Find = Callable[[BaseImage], PinnedBase]
MAX_AGE_DAYS = 30
"""Age from which a pinned base is too old, if there is a newer one."""

_AT_ONCE = 8
_DAY = timedelta(days=1)


class BaseUse(msgspec.Struct, frozen=True, kw_only=True):
    """A base image of the project.

    Attributes:
        base: The image.
        lock: The lock file that pins it.
        pinned: What it is pinned to, if it is.
        stacks: The stacks that build on it.
        users: The functions on it, or the images that no function runs.
    """

    base: BaseImage
    lock: Path
    pinned: PinnedBase | None
    stacks: tuple[str, ...]
    users: tuple[str, ...]


class BaseReport(msgspec.Struct, frozen=True, kw_only=True):
    """A base image, and the newest of its tag.

    Attributes:
        use: The base image.
        newest: What its registry has now; ``None`` if it does not tell.
        problem: Why it does not tell.
    """

    use: BaseUse
    newest: PinnedBase | None
    problem: str | None = None

    @property
    def state(self) -> State | None:
        """How the pin compares with the newest image; ``None`` if that is not known."""
        if self.use.pinned is None:
            return "unpinned"
        if self.newest is None:
            return None
        return "current" if self.use.pinned.digest == self.newest.digest else "outdated"

    def is_stale(self, days: int, now: datetime) -> bool:
        """Whether there is a newer image, and the pinned one is older than so many days."""
        if self.state != "outdated" or self.use.pinned is None:
            return False
        age = age_in_days(self.use.pinned, now)
        return age is None or age > days


def bases_of(
    stacks: Iterable[StackManifest], project: Path, note: Callable[[str], None] = lambda _: None
) -> list[BaseUse]:
    """The bases of the images of some stacks, sorted by name.

    Args:
        stacks: The stacks.
        project: The folder of cdktf.json, whose lock file pins what Terraform builds.
        note: Called with what cannot be pinned, and why.

    Raises:
        LockError: A lock file was edited.
    """
    found: dict[tuple[Path, BaseImage], tuple[set[str], set[str]]] = defaultdict(
        lambda: (set(), set())
    )
    for stack in stacks:
        for image in stack.images:
            lock = project / LOCK_FILE if image.lock is None else stack.path(image.lock)
            users = [f.id for f in stack.functions if f.image == image.id] or [image.id]
            for base in _bases_of_image(stack, image, note):
                stack_names, user_names = found[lock, base]
                stack_names.add(stack.name)
                user_names.update(users)
    pins = {lock: Lock.read(lock).bases for lock in {lock for lock, _ in found}}
    return [
        BaseUse(
            base=base,
            lock=lock,
            pinned=pins[lock].get(base.key),
            stacks=tuple(sorted(stack_names)),
            users=tuple(sorted(user_names)),
        )
        for (lock, base), (stack_names, user_names) in sorted(found.items())
    ]


def _bases_of_image(
    stack: StackManifest, image: ImageEntry, note: Callable[[str], None]
) -> list[BaseImage]:
    subject = f"{stack.name}/{image.id}"
    inputs = stack.inputs(image)
    options: dict[str, Any] = {
        "platform": inputs.platform,
        "target": inputs.target,
        "build_args": inputs.build_args,
    }
    try:
        dockerfile = Dockerfile.read(Path(inputs.dockerfile), subject=subject)
    except InvalidArgument as error:  # perhaps one of another frontend, which builds all the same
        note(f"{error}: its bases are not pinned")
        return []
    for name in unknown_names(dockerfile, **options):
        note(f"{subject}: {name} is not pinned: only the build knows its name")
    return base_images(dockerfile, **options)


def compared(uses: Iterable[BaseUse], find: Find) -> list[BaseReport]:
    """Ask for the newest image of each base, each once, several at once."""
    uses = list(uses)
    wanted = sorted({use.base for use in uses})
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        found = dict(zip(wanted, pool.map(lambda base: _asked(find, base), wanted), strict=True))
    return [
        BaseReport(use=use, newest=found[use.base][0], problem=found[use.base][1]) for use in uses
    ]


def pin(reports: Iterable[BaseReport], *, all_of: Path | None) -> dict[Path, bool]:
    """Pin bases to their newest images.

    Args:
        reports: The bases; those that a registry does not tell of stay as they are.
        all_of: The project's lock file, if they are all bases of it: other pins are removed.

    Returns:
        Whether each lock file changed.

    Raises:
        LockError: A lock file was edited, or cannot be written.
    """
    newest: dict[Path, dict[str, PinnedBase]] = defaultdict(dict)
    if all_of is not None and all_of.exists():
        newest[all_of] = {}
    for report in reports:
        pins = newest[report.use.lock]
        if (to := report.newest or report.use.pinned) is not None:
            pins[report.use.base.key] = to
    return {
        lock: update_lock(lock, {}, {**({} if all_of else Lock.read(lock).bases), **bases})
        for lock, bases in newest.items()
    }


def age_in_days(base: PinnedBase, now: datetime) -> int | None:
    """How many days ago an image was built; ``None`` if it does not say."""
    if base.created is None:
        return None
    try:
        age = now - datetime.fromisoformat(base.created)
    except ValueError:  # no day of any calendar
        return None
    # A clock may be a little behind; an image of the future does not say when it was built.
    return max(0, age.days) if age > -_DAY else None


def _asked(find: Find, base: BaseImage) -> tuple[PinnedBase | None, str | None]:
    try:
        return find(base), None
    except LambdaContainerError as error:
        return None, str(error)
