"""All inputs of an image build."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

NOT_HASHED = frozenset({"context", "dockerfile"})
"""Inputs that the content hash covers by content, not by path."""


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
    """The inputs of one build, shared by constructs, manifest, record and engine.

    A new build option is a new field here; a test fails if the content hash does not cover it.

    Attributes:
        context: The folder of the build context.
        dockerfile: The Dockerfile.
        platform: Such as ``linux/arm64``.
        target: The stage to build; ``None`` for the last.
        build_args: Values of ``ARG``.
        labels: Labels of the image.
        secrets: Secrets for ``RUN --mount=type=secret``.
        extra_hash: Any other string whose change forces a new build. Manifests omit it.
        bases: Digests that the build's base images are pinned to, by ``BaseImage.key``.
    """

    platform: str
    context: str = "."
    dockerfile: str = "Dockerfile"
    target: str | None = None
    build_args: Mapping[str, str] = {}
    labels: Mapping[str, str] = {}
    secrets: tuple[SecretSource, ...] = ()
    extra_hash: str | None = None
    bases: Mapping[str, str] = {}

    def replace(self, **changes: Any) -> BuildInputs:
        """Return a copy with other values."""
        return msgspec.structs.replace(self, **changes)

    def located(self, locate: Callable[[str], str]) -> BuildInputs:
        """Return a copy with mapped paths, including those of secrets."""
        secrets = tuple(
            each if each.src is None else msgspec.structs.replace(each, src=locate(each.src))
            for each in self.secrets
        )
        context, dockerfile = locate(self.context), locate(self.dockerfile)
        return self.replace(context=context, dockerfile=dockerfile, secrets=secrets)
