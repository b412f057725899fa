"""Build the image of a function locally, as its stack defines it."""

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
    note: Callable[[str], None] | None = None,
) -> LocalImage:
    """Build an image unless the engine has one with the same content.

    Args:
        engine: Engine that builds the image.
        stack: Stack of the image.
        image: The image.
        platform: Platform to build for. Default: the image's own.
        rebuild: Whether to build in any case, for instance on a newer base image.
        show: Called with each line of the build's output.
        note: Called with a message before a build.

    Raises:
        EngineError: The build fails.
    """
    platform = platform or image.inputs.platform
    tag = local_tag(stack, image, platform)
    if not rebuild:
        try:
            return engine.inspect(tag)
        except EngineError:
            pass  # not present; if the engine is unreachable, the build reports it
    if note is not None:
        note(f"{stack.name}/{image.id}: building")
    inputs = stack.inputs(image).replace(platform=platform)
    if platform != image.inputs.platform:  # the digests are of the other one
        inputs = inputs.replace(bases={})
    return engine.build(Build(inputs=inputs, tags=[tag], pull=rebuild), show=show)


def local_tag(stack: StackManifest, image: ImageEntry, platform: str) -> str:
    """Return the local name of an image with this content; no registry has it."""
    name = re.sub(r"[^a-z0-9]+", "-", f"{stack.name}-{image.id}".lower()).strip("-")
    architecture = platform.partition("/")[2]
    return f"localhost/lambda-container/{name}:{hash_prefix(image.content_hash)}-{architecture}"
