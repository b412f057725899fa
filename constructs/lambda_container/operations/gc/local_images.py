"""Local images of the project that its source no longer makes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lambda_container.build.image_tag import hash_prefix
from lambda_container.engine.engine import Engine
from lambda_container.engine.engine_process import EngineError
from lambda_container.manifest.entries import ImageEntry, RepositoryEntry, StackManifest
from lambda_container.operations.invoke.local_image import local_tag

_ECR = re.compile(
    r"(?P<account>[0-9]{12})\.dkr\.ecr[a-z-]*\.(?P<region>[a-z0-9-]+)\.[a-z0-9.-]+/(?P<name>.+)"
)
_FORMAT = "{{.Repository}}\t{{.Tag}}\t{{.ID}}"
_AT_ONCE = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class LocalImage:
    """A local image.

    Attributes:
        name: Its name with its tag.
        id: Its id.
        size: Its size in bytes, with layers that other images have, too.
    """

    name: str
    id: str
    size: int


def unused_local_images(
    engine: Engine, stacks: Iterable[StackManifest], everything: Iterable[StackManifest]
) -> list[LocalImage]:
    """Return the images that builds and ``invoke`` left, unless the source makes them today.

    Args:
        engine: The engine.
        stacks: The stacks whose images are looked for.
        everything: All stacks; what the source of any makes today stays.

    Raises:
        EngineError: The engine cannot be asked.
    """
    repositories = {image.repository for stack in stacks for image in stack.images}
    invoked = {_invoked(stack, image)[0] for stack in stacks for image in stack.images}
    current: set[str] = set()
    for stack in everything:
        for image in stack.images:
            current |= {hash_prefix(image.content_hash), _invoked(stack, image)[1]}
    found = []
    for line in engine.read(["image", "ls", "--no-trunc", "--format", _FORMAT]).splitlines():
        name, tag, id_ = [*line.split("\t"), "", ""][:3]
        is_ours = name in invoked or any(_is_of(name, each) for each in repositories)
        is_current = any(tag.startswith(each) for each in current)
        if is_ours and tag not in ("", "<none>") and not is_current:
            found.append((f"{name}:{tag}", id_))
    sizes = dict(_sizes(engine, sorted({id_ for _, id_ in found})))
    return [LocalImage(name=name, id=id_, size=sizes.get(id_, 0)) for name, id_ in sorted(found)]


def _invoked(stack: StackManifest, image: ImageEntry) -> tuple[str, str]:
    """The name and the hash of an image that ``invoke`` builds."""
    name, _, tag = local_tag(stack, image, image.inputs.platform).rpartition(":")
    return name, tag.partition("-")[0]


def _is_of(name: str, repository: RepositoryEntry) -> bool:
    """Whether a local name is of a repository, as far as the account and Region are known."""
    match = _ECR.fullmatch(name)
    return (
        match is not None
        and match["name"] == repository.name
        and repository.registry_id in (None, match["account"])
        and repository.region in (None, match["region"])
    )


def _sizes(engine: Engine, ids: Sequence[str]) -> Iterator[tuple[str, int]]:
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        said = engine.read(["image", "inspect", "--format", "{{.Size}}", *part])
        yield from zip(part, map(int, said.split()), strict=True)


def delete_local_images(engine: Engine, images: Iterable[LocalImage]) -> dict[str, str]:
    """Delete local images; returns why one was kept, by its name."""
    kept: dict[str, str] = {}
    for image in images:
        try:
            engine.read(["image", "rm", image.name])
        except EngineError as error:  # a container has it
            kept[image.name] = str(error)
    return kept
