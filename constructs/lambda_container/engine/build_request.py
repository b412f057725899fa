"""A build request to an engine, and the resulting image."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lambda_container.build.build_inputs import BuildInputs


@dataclass(frozen=True, kw_only=True, slots=True)
class Build:
    """A build request.

    Attributes:
        inputs: The build inputs, with absolute paths.
        tags: The image's names; none if its digest is its name.
        cache_from: Caches to read, in the syntax of buildx: ``type=registry,ref=...``.
        cache_to: Caches to write, in the same syntax.
        pull: Whether to ask the registries for newer bases, as far as they are not pinned.
        labels: Labels that are no inputs: the image is the same one without them.
    """

    inputs: BuildInputs
    tags: Sequence[str] = ()
    cache_from: Sequence[str] = ()
    cache_to: Sequence[str] = ()
    pull: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def caches(self) -> Sequence[str]:
        """All caches, which only buildx knows."""
        return [*self.cache_from, *self.cache_to]

    def options(self) -> list[str]:
        """The options and the argument of an engine's command that builds it."""
        inputs = self.inputs
        options = ["--platform", inputs.platform, "--file", inputs.dockerfile]
        for tag in self.tags:
            options += ["--tag", tag]
        if inputs.target is not None:
            options += ["--target", inputs.target]
        for key, value in inputs.build_args.items():
            options += ["--build-arg", f"{key}={value}"]
        for key, value in {**self.labels, **inputs.labels}.items():
            options += ["--label", f"{key}={value}"]
        for secret in inputs.secrets:
            source = f"env={secret.env}" if secret.src is None else f"src={secret.src}"
            options += ["--secret", f"id={secret.id},{_quoted(source)}"]
        if self.pull:
            options.append("--pull")
        for cache in self.cache_from:
            options += ["--cache-from", cache]
        for cache in self.cache_to:
            options += ["--cache-to", cache]
        return [*options, inputs.context]


@dataclass(frozen=True, kw_only=True, slots=True)
class LocalImage:
    """An image that the engine has.

    Attributes:
        id: Its id in the engine.
        platform: Such as ``linux/arm64``.
        entry_point: Its ENTRYPOINT.
        command: Its CMD.
    """

    id: str
    platform: str
    entry_point: tuple[str, ...]
    command: tuple[str, ...]


def _quoted(field: str) -> str:
    """A field of a line of CSV, which engines read such an option as."""
    return '"{}"'.format(field.replace('"', '""')) if set(field) & set(',"') else field
