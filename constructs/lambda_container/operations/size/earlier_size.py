"""Remember the sizes of an image, to compare with those of the one before."""

from __future__ import annotations

import hashlib
import re

import msgspec

from lambda_container import user_cache
from lambda_container.manifest.entries import ImageEntry, StackManifest
from lambda_container.operations.size.analysis import Analysis


class Sizes(msgspec.Struct, frozen=True, kw_only=True):
    """The sizes of an image.

    Attributes:
        content_hash: The hash of the content that it was built from.
        size: Its bytes.
        packages: Bytes by the name of each distribution that is not of the base.
    """

    content_hash: str
    size: int
    packages: dict[str, int]

    @classmethod
    def of(cls, image: ImageEntry, analysis: Analysis) -> Sizes:
        """The sizes of an image that was analysed."""
        packages = {each.name: each.size for each in analysis.packages if each.is_own}
        return cls(content_hash=image.content_hash, size=analysis.size, packages=packages)


def compare(stack: StackManifest, image: ImageEntry, sizes: Sizes) -> Sizes | None:
    """Remember the sizes of an image; return those of the last other content, if known.

    They are kept in the user's cache, for each project's folder, stack and image.
    """
    name = _name(stack, image)
    known = _read(f"{name}.now"), _read(f"{name}.before")
    now, before = known
    if now is not None and now.content_hash != sizes.content_hash:
        before = now
        user_cache.write(f"{name}.before", msgspec.json.encode(before).decode())
    user_cache.write(f"{name}.now", msgspec.json.encode(sizes).decode())
    return before if before is None or before.content_hash != sizes.content_hash else None


def _name(stack: StackManifest, image: ImageEntry) -> str:
    whole = f"{stack.folder}\n{image.id}"
    readable = re.sub(r"[^A-Za-z0-9]+", "-", f"{stack.name}-{image.id}")[:40]
    return f"sizes/{readable}-{hashlib.sha256(whole.encode()).hexdigest()[:16]}"


def _read(name: str) -> Sizes | None:
    text = user_cache.read(name)
    try:
        return None if text is None else msgspec.json.decode(text, type=Sizes)
    except msgspec.DecodeError:
        return None
