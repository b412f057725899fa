"""What the lock file says of images: those that a stack runs or ran, and bases."""

from __future__ import annotations

from typing import Annotated

import msgspec

_TIME = r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z"


class LockedImage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One image of a stack.

    Attributes:
        digest: ``sha256:`` and 64 hexadecimal digits.
        repository: The repository that holds it.
        tag: A tag that it has there.
        content_hash: The hash of the content that it was built from, if known.
        promoted_from: The stack that it was promoted from. A promoted image stays until the next
            promotion, whatever the source; any other applies only to the source of its build.
        rolled_back: Whether a rollback pinned it, so that it stays, too.
    """

    digest: Annotated[str, msgspec.Meta(pattern=r"\Asha256:[0-9a-f]{64}\Z")]
    repository: Annotated[str, msgspec.Meta(pattern=r"\A[a-z0-9][a-z0-9./_-]{1,255}\Z")]
    tag: Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9_][A-Za-z0-9._-]{0,127}\Z")]
    content_hash: Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")] | None = None
    promoted_from: Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9_-]+\Z")] | None = None
    rolled_back: bool = False

    def applies_to(self, content_hash: str) -> bool:
        """Whether it applies to a stack whose source now has this hash."""
        return self.is_kept or self.content_hash == content_hash

    @property
    def is_kept(self) -> bool:
        """Whether it stays whatever the source is, because a promotion or a rollback pinned it."""
        return self.promoted_from is not None or self.rolled_back


class PinnedBase(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A base image that builds are pinned to.

    Attributes:
        digest: ``sha256:`` and 64 hexadecimal digits.
        created: When it was built, as its registry tells: ``2026-11-29T08:00:00Z``.
    """

    digest: Annotated[str, msgspec.Meta(pattern=r"\Asha256:[0-9a-f]{64}\Z")]
    created: Annotated[str, msgspec.Meta(pattern=_TIME)] | None = None


class EarlierImages(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a stack was pinned to before.

    Attributes:
        images: By image id.
        until: When other images replaced them, in UTC: ``2026-11-29T08:00:00Z``.
        rolled_back: Whether a rollback replaced them, so that they are not gone back to.
    """

    images: dict[str, LockedImage]
    until: Annotated[str, msgspec.Meta(pattern=_TIME)]
    rolled_back: bool = False
