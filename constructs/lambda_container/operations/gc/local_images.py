"""Local images of the project that its source no longer makes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lambda_container.build.image_tag import hash_prefix
from lambda_container.engine.engine import Engine
from lambda_container.engine.engine_process import EngineError
from lambda_container.manifest.entries import StackManifest
from lambda_container.operations.invoke.local_image import local_tag

_ECR = re.compile(r"[0-9]{12}\.dkr\.ecr[a-z-]*\.[a-z0-9.-]+/(?P<name>.+)")
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


def unused_local_images(engine: Engine, stacks: Iterable[StackManifest]) -> list[LocalImage]:
    """Return the images that builds and ``invoke`` left, unless the source makes them today.

    Raises:
        EngineError: The engine cannot be asked.
    """
    repositories: set[str] = set()
    invoked: set[str] = set()
    current: set[str] = set()
    for stack in stacks:
        for image in stack.images:
            repositories.add(image.repository.name)
            repository, _, tag = local_tag(stack, image, image.inputs.platform).rpartition(":")
            invoked.add(repository)
            current |= {hash_prefix(image.content_hash), tag.partition("-")[0]}
    found = []
    for line in engine.read(["image", "ls", "--no-trunc", "--format", _FORMAT]).splitlines():
        name, tag, id_ = [*line.split("\t"), "", ""][:3]
        match = _ECR.fullmatch(name)
        is_ours = name in invoked or (match is not None and match["name"] in repositories)
        is_current = any(tag.startswith(each) for each in current)
        if is_ours and tag not in ("", "<none>") and not is_current:
            found.append((f"{name}:{tag}", id_))
    sizes = dict(_sizes(engine, sorted({id_ for _, id_ in found})))
    return [LocalImage(name=name, id=id_, size=sizes.get(id_, 0)) for name, id_ in sorted(found)]


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
