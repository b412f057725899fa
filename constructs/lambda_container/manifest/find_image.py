"""Find images by name."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from lambda_container.errors import LambdaContainerError
from lambda_container.manifest.entries import ImageEntry, StackManifest
from lambda_container.suggestion import did_you_mean


class UnknownImage(LambdaContainerError):  # noqa: N818 - reads as what it says
    """No stack has an image or function with that name."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """An image with one content, in one or more stacks.

    Attributes:
        found: Each stack that has it, and the image there.
    """

    found: tuple[tuple[StackManifest, ImageEntry], ...]

    @property
    def manifest(self) -> StackManifest:
        """The first stack, which represents all."""
        return self.found[0][0]

    @property
    def image(self) -> ImageEntry:
        """The image in the first stack."""
        return self.found[0][1]

    @property
    def stacks(self) -> tuple[str, ...]:
        """The names of all stacks."""
        return tuple(dict.fromkeys(manifest.name for manifest, _ in self.found))

    @property
    def build_logs(self) -> tuple[Path, ...]:
        """The existing logs of Terraform's builds of it."""
        logs = [manifest.path(image.build_log) for manifest, image in self.found if image.build_log]
        return tuple(log for log in logs if log.is_file())


def choose(manifests: Sequence[StackManifest], name: str) -> list[Choice]:
    """Find the images with a name, each content once.

    Args:
        manifests: The stacks.
        name: An image's or a function's id or path, a function's name in AWS, or the folder that an
            image is built from, by its name or its path.

    Raises:
        UnknownImage: There is no such image; the message suggests similar names.
    """
    found = [
        (manifest, image)
        for manifest in manifests
        for image in manifest.images
        if name in _names(manifest, image) or _is_context(manifest, image, name)
    ]
    if not found:
        known = {
            one for stack in manifests for image in stack.images for one in _names(stack, image)
        }
        hint = did_you_mean(name, sorted(known))
        what = f"there is no image or function {name!r} in the stacks"
        raise UnknownImage(f"{what}; {hint}" if hint else what)
    choices: dict[str, list[tuple[StackManifest, ImageEntry]]] = {}
    for manifest, image in found:
        choices.setdefault(image.content_hash, []).append((manifest, image))
    return [Choice(found=tuple(same)) for same in choices.values()]


def _is_context(manifest: StackManifest, image: ImageEntry, name: str) -> bool:
    context = manifest.path(image.inputs.context)
    return os.sep in name and Path(name).resolve() == context


def _names(manifest: StackManifest, image: ImageEntry) -> Iterator[str]:
    yield image.id
    yield f"{manifest.name}/{image.id}"
    yield PurePosixPath(image.inputs.context).name
    for function in manifest.functions:
        if function.image == image.id:
            yield from (function.id, function.path)
            if function.function_name is not None:
                yield function.function_name
