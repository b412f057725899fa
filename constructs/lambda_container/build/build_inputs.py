"""Everything that an image is built from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

NOT_HASHED = frozenset({"context", "dockerfile"})
"""Inputs that the content hash covers by their content, and not by their path."""


class SecretSource(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a build finds a secret; exactly one of ``env`` and ``src``.

    Attributes:
        id: The secret's name in the Dockerfile.
        env: An environment variable.
        src: A file; relative like the paths of the inputs, or absolute.
    """

    id: str
    env: str | None = None
    src: str | None = None


class BuildInputs(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The inputs of one build, held by constructs, manifest, record and engine alike.

    A new build option is a new field here. A field that the content hash misses fails a test.

    Attributes:
        context: The folder that the build is sent.
        dockerfile: The Dockerfile.
        platform: Such as ``linux/arm64``.
        target: The stage to build; ``None`` for the last.
        build_args: Values of ``ARG``.
        labels: Labels of the image.
        secrets: What ``RUN --mount=type=secret`` may read.
        extra_hash: Anything else that forces a new build when it changes. Manifests omit it.
    """

    platform: str
    context: str = "."
    dockerfile: str = "Dockerfile"
    target: str | None = None
    build_args: Mapping[str, str] = {}
    labels: Mapping[str, str] = {}
    secrets: tuple[SecretSource, ...] = ()
    extra_hash: str | None = None

    def replace(self, **changes: Any) -> BuildInputs:
        """A copy with other values."""
        return msgspec.structs.replace(self, **changes)

    def located(self, locate: Callable[[str], str]) -> BuildInputs:
        """A copy whose paths, those of secrets included, are mapped."""
        secrets = tuple(
            each if each.src is None else msgspec.structs.replace(each, src=locate(each.src))
            for each in self.secrets
        )
        context, dockerfile = locate(self.context), locate(self.dockerfile)
        return self.replace(context=context, dockerfile=dockerfile, secrets=secrets)
