"""The image of a function, as its stack defines it, on this machine's engine."""

from __future__ import annotations

import re
from collections.abc import Callable

from lambda_container.build.image_tag import hash_prefix
from lambda_container.engine.build_request import Build, LocalImage
from lambda_container.engine.engine import Engine
from lambda_container.engine.engine_process import EngineError
from lambda_container.manifest.entries import ImageEntry, StackManifest


def ensure_image(
    engine: Engine,
    stack: StackManifest,
    image: ImageEntry,
    *,
    platform: str | None = None,
    rebuild: bool = False,
    show: Callable[[str], None] | None = None,
) -> LocalImage:
    """Build an image unless the engine has one of the same content.

    Args:
        engine: What builds it.
        stack: Its stack.
        image: What to build.
        platform: Default: the image's own.
        rebuild: Whether to build it even so: a newer base image may be there.
        show: Is given each line of the build.

    Raises:
        EngineError: It does not build.
    """
    platform = platform or image.inputs.platform
    tag = local_tag(stack, image, platform)
    if not rebuild:
        try:
            return engine.inspect(tag)
        except EngineError:
            pass  # it is not there; an engine that is away says so when it is to build
    inputs = stack.inputs(image).replace(platform=platform)
    return engine.build(Build(inputs=inputs, tags=[tag]), show=show)


def local_tag(stack: StackManifest, image: ImageEntry, platform: str) -> str:
    """What an image of that content is called on this machine; no registry has it."""
    name = re.sub(r"[^a-z0-9]+", "-", f"{stack.name}-{image.id}".lower()).strip("-")
    architecture = platform.partition("/")[2]
    return f"localhost/lambda-container/{name}:{hash_prefix(image.content_hash)}-{architecture}"
