"""What an engine is asked to build, and what it has afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lambda_container.build.build_inputs import BuildInputs


@dataclass(frozen=True, kw_only=True, slots=True)
class Build:
    """What to build.

    Attributes:
        inputs: What it is built from; its paths are absolute.
        tags: What the image is called afterwards.
        cache_from: References of caches to read, for buildx as in ``type=registry,ref=...``.
        cache_to: Where to write caches to.
    """

    inputs: BuildInputs
    tags: Sequence[str]
    cache_from: Sequence[str] = ()
    cache_to: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class LocalImage:
    """An image that the engine has.

    Attributes:
        id: The engine's id of it.
        platform: Such as ``linux/arm64``.
        entry_point: Its ENTRYPOINT.
        command: Its CMD.
    """

    id: str
    platform: str
    entry_point: tuple[str, ...]
    command: tuple[str, ...]
