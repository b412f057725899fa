"""The images that a name means."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from lambda_container.errors import LambdaContainerError
from lambda_container.manifest import ImageEntry, StackManifest


class UnknownImage(LambdaContainerError):  # noqa: N818 - reads as what it says
    """No stack has an image or function of that name."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """An image of one content; the first stack that has it stands for all.

    Attributes:
        manifest: The first stack.
        image: The image in it.
        stacks: The names of all stacks that have it.
    """

    manifest: StackManifest
    image: ImageEntry
    stacks: tuple[str, ...]


def choose(manifests: Sequence[StackManifest], name: str) -> list[Choice]:
    """The images of a name, each content once.

    Args:
        manifests: The stacks.
        name: An image's or a function's id or path, a function's name in AWS, or the name of the
            folder that an image is built from.

    Raises:
        UnknownImage: There is none; the message suggests names that are close.
    """
    found = [
        (manifest, image)
        for manifest in manifests
        for image in manifest.images
        if name in _names(manifest, image)
    ]
    if not found:
        known = {
            one for stack in manifests for image in stack.images for one in _names(stack, image)
        }
        close = difflib.get_close_matches(name, sorted(known), n=3)
        hint = f"; did you mean {' or '.join(map(repr, close))}?" if close else ""
        raise UnknownImage(f"there is no image or function {name!r} in the stacks{hint}")
    choices: dict[str, Choice] = {}
    for manifest, image in found:
        same = choices.get(image.content_hash)
        stacks = (*(same.stacks if same else ()), manifest.name)
        first = same or Choice(manifest=manifest, image=image, stacks=())
        choices[image.content_hash] = Choice(
            manifest=first.manifest, image=first.image, stacks=tuple(dict.fromkeys(stacks))
        )
    return list(choices.values())


def _names(manifest: StackManifest, image: ImageEntry) -> Iterator[str]:
    yield image.id
    yield f"{manifest.name}/{image.id}"
    yield PurePosixPath(image.context).name
    for function in manifest.functions:
        if function.image == image.id:
            yield from (function.id, function.path)
            if function.function_name is not None:
                yield function.function_name
