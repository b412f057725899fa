"""The base images of a build, and a Dockerfile that names them by digest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lambda_container.build.dockerfile import Dockerfile
from lambda_container.build.image_name import ImageName
from lambda_container.errors import InvalidArgument

_NOTHING = "scratch"


@dataclass(frozen=True, order=True, slots=True)
class BaseImage:
    """An image that a build starts from or copies from.

    Attributes:
        name: Its name, with the values of the build in place of variables.
        platform: Such as ``linux/arm64``; empty for the platform of the machine that builds.
    """

    name: str
    platform: str

    @property
    def key(self) -> str:
        """Its key in the lock file and in build inputs."""
        return f"{self.name} {self.platform}".rstrip()


def variables_of(platform: str, build_args: Mapping[str, str]) -> dict[str, str]:
    """The variables that a Dockerfile may use in ``FROM``, as far as every machine has the same."""
    system, processor, *variant = platform.split("/")
    return {
        "TARGETPLATFORM": platform,
        "TARGETOS": system,
        "TARGETARCH": processor,
        "TARGETVARIANT": "".join(variant),
        **build_args,
    }


def base_images(
    dockerfile: Dockerfile, *, platform: str, target: str | None, build_args: Mapping[str, str]
) -> list[BaseImage]:
    """The images that a build needs, sorted; without those whose name only the build knows.

    Args:
        dockerfile: The Dockerfile.
        platform: The platform that is built for.
        target: The stage that is built. Default: the last.
        build_args: Values of ``ARG``.
    """
    uses = dockerfile.image_uses(target, variables_of(platform, build_args), platform)
    found = {BaseImage(use.name, _known(use.platform)) for use in uses}
    return sorted(base for base in found if _is_pinnable(base.name))


def pinned_dockerfile(
    path: Path,
    bases: Mapping[str, str],
    *,
    platform: str,
    target: str | None,
    build_args: Mapping[str, str],
) -> str:
    """The text of a Dockerfile with digests in place of the tags of its bases.

    Lines keep their numbers, so that messages of a build lead to the same line of the original.

    Args:
        path: The Dockerfile.
        bases: Digests by ``BaseImage.key``.
        platform: The platform that is built for.
        target: The stage that is built. Default: the last.
        build_args: Values of ``ARG``.

    Raises:
        InvalidArgument: The file cannot be read, or a base cannot be replaced in it.
    """
    dockerfile = Dockerfile.read(path, subject=path.name)
    lines = path.read_bytes().decode().split("\n")  # with what else ends a line, such as \r
    for use in dockerfile.image_uses(target, variables_of(platform, build_args), platform):
        digest = bases.get(BaseImage(use.name, _known(use.platform)).key)
        if digest is None:
            continue
        first, last = use.lines
        before = "\n".join(lines[first - 1 : last])
        by_digest = f"{_without_tag(use.name)}@{digest}"
        after, replaced = _places_of(use.written).subn(by_digest, before, 1)
        if not replaced:
            rule = f"name {use.written!r} in one piece, so that it can be pinned"
            raise InvalidArgument(path.name, f"line {first}", rule, before.strip())
        lines[first - 1 : last] = after.split("\n")
    return "\n".join(lines)


def _places_of(written: str) -> re.Pattern[str]:
    """Where an image's name stands: behind FROM, in --from= or in a mount's from=."""
    return re.compile(rf"(?<=[\s=\"']){re.escape(written)}(?=[\s,\"']|$)")


def _without_tag(name: str) -> str:
    head, colon, tail = name.rpartition(":")
    return head if colon and "/" not in tail else name


def _known(platform: str) -> str:
    """A platform, or nothing where it depends on the machine that builds."""
    return "" if "$" in platform else platform


def _is_pinnable(name: str) -> bool:
    parsed = ImageName.parse(name)
    return name != _NOTHING and parsed is not None and parsed.digest is None
