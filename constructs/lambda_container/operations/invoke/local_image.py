"""The image of a function, as its stack defines it, on this machine's engine."""

from __future__ import annotations

import re
from collections.abc import Callable

from lambda_container.engine.build_request import Build, BuildSecretSource, LocalImage
from lambda_container.engine.engine import Engine, EngineError
from lambda_container.manifest.entries import ImageEntry, StackManifest

_HASH_LENGTH = 12


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
    platform = platform or image.platform
    tag = local_tag(stack, image, platform)
    if not rebuild:
        try:
            return engine.inspect(tag)
        except EngineError:
            pass  # it is not there; an engine that is away says so when it is to build
    return engine.build(build_of(stack, image, tag, platform), show=show)


def local_tag(stack: StackManifest, image: ImageEntry, platform: str) -> str:
    """What an image of that content is called on this machine; no registry has it."""
    name = re.sub(r"[^a-z0-9]+", "-", f"{stack.name}-{image.id}".lower()).strip("-")
    architecture = platform.partition("/")[2]
    return f"localhost/lambda-container/{name}:{image.content_hash[:_HASH_LENGTH]}-{architecture}"


def build_of(stack: StackManifest, image: ImageEntry, tag: str, platform: str) -> Build:
    """How to build an image."""
    return Build(
        context=stack.path(image.context),
        dockerfile=stack.path(image.dockerfile),
        platform=platform,
        tags=[tag],
        target=image.target,
        build_args=image.build_args,
        labels=image.labels,
        secrets=[
            BuildSecretSource(
                id=secret.id,
                env=secret.env,
                src=None if secret.src is None else stack.path(secret.src),
            )
            for secret in image.secrets
        ],
    )
