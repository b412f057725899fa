"""What an engine is asked to build, and what it has afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, kw_only=True, slots=True)
class BuildSecretSource:
    """Where a build finds a secret: exactly one of ``env`` and ``src``, an absolute path."""

    id: str
    env: str | None = None
    src: Path | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Build:
    """What to build.

    Attributes:
        context: The folder that the build is sent.
        dockerfile: The Dockerfile.
        platform: Such as ``linux/arm64``.
        tags: What the image is called afterwards.
        target: The stage; None for the last.
        build_args: Values of ARG.
        labels: The image's labels.
        secrets: What the build may read.
        cache_from: References of caches to read, for buildx as in ``type=registry,ref=...``.
        cache_to: Where to write caches to.
    """

    context: Path
    dockerfile: Path
    platform: str
    tags: Sequence[str]
    target: str | None = None
    build_args: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    secrets: Sequence[BuildSecretSource] = ()
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
