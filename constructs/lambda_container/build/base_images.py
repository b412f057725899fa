"""The base images of a build, and a Dockerfile that names them by digest."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lambda_container.build.dockerfile import Dockerfile
from lambda_container.build.image_name import ImageName
from lambda_container.build.image_uses import ImageUse, image_uses
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
    uses = image_uses(dockerfile, platform=platform, target=target, build_args=build_args)
    found = {_base_of(use) for use in uses}
    return sorted(base for base in found if _is_pinnable(base.name))


def unknown_names(
    dockerfile: Dockerfile, *, platform: str, target: str | None, build_args: Mapping[str, str]
) -> list[str]:
    """The names of images that only the build knows, as far as they are known; sorted."""
    uses = image_uses(dockerfile, platform=platform, target=target, build_args=build_args)
    return sorted({use.name for use in uses if "$" in use.name})


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
    try:
        text = path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidArgument(path.name, "file", "be readable as UTF-8", str(error)) from None
    lines = text.split("\n")  # with what else ends a line, such as \r
    options: dict[str, Any] = {"platform": platform, "target": target, "build_args": build_args}
    for use in _uses(path, text, options):
        digest = bases.get(_base_of(use).key)
        if digest is not None:
            first, last = use.lines
            by_digest = f"{_without_tag(use.name)}@{digest}"
            lines[first - 1 : last] = _with_digest(lines[first - 1 : last], use, by_digest)
    pinned = "\n".join(lines)
    for use in _uses(path, pinned, options):
        if _base_of(use).key in bases:
            rule = f"name {use.written!r} in one piece, so that it can be pinned"
            shown = lines[use.lines[0] - 1].strip()
            raise InvalidArgument(path.name, f"line {use.lines[0]}", rule, shown)
    return pinned


def _uses(path: Path, text: str, options: Mapping[str, Any]) -> list[ImageUse]:
    return image_uses(Dockerfile.parse(text, name=path.name, subject=path.name), **options)


def _with_digest(lines: list[str], use: ImageUse, by_digest: str) -> list[str]:
    """The lines of an instruction with a digest in the place of an image's name."""
    place = _PLACES[use.instruction](re.escape(use.written))
    replaced = list(lines)
    for i, line in enumerate(lines):
        if line.lstrip().startswith("#"):  # a comment between continued lines
            continue
        replaced[i], count = place.subn(lambda match: f"{match[1]}{by_digest}", line, 1)
        if count:
            break
    return replaced


def _base_of(use: ImageUse) -> BaseImage:
    """The image of a place; its platform is empty where it depends on the machine that builds."""
    return BaseImage(use.name, "" if "$" in use.platform else use.platform)


# An image's name: what FROM begins with behind its flags, the value of --from=, and that of from=
# in a mount. Each pattern has what stands before the name in its first group.
_PLACES: dict[str, Callable[[str], re.Pattern[str]]] = {
    "FROM": lambda name: re.compile(
        rf"^(\s*(?:(?i:FROM)\s+)?(?:--\S+\s+)*[\"']?){name}(?=[\"'\s]|$)"
    ),
    "COPY": lambda name: re.compile(rf"((?:^|\s)--from=[\"']?){name}(?=[\"'\s]|$)"),
    "RUN": lambda name: re.compile(
        rf"((?:^|\s)--mount=(?:\S*,)?[\"']?(?:(?i:from))=[\"']?){name}(?=[\"',\s]|$)"
    ),
}


def _without_tag(name: str) -> str:
    head, colon, tail = name.rpartition(":")
    return head if colon and "/" not in tail else name


def _is_pinnable(name: str) -> bool:
    parsed = ImageName.parse(name)
    return name != _NOTHING and parsed is not None and parsed.digest is None
