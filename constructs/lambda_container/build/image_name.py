"""Names of images, as Docker's clients read them."""

from __future__ import annotations

import re
from dataclasses import dataclass

# https://github.com/distribution/reference: an image's name, a tag and a digest.
_NAME = re.compile(
    r"(?P<path>[a-z0-9]+(?:(?:\.|_|__|-+|/|:[0-9]+/)[a-z0-9]+)*)"
    r"(?::(?P<tag>[A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?"
    r"(?:@(?P<digest>sha256:[0-9a-f]{64}))?",
    re.IGNORECASE,
)
_HUB = "docker.io"
_LATEST = "latest"


@dataclass(frozen=True, slots=True)
class ImageName:
    """The name of an image in a registry.

    Attributes:
        host: The registry, such as ``public.ecr.aws``; Docker Hub is ``docker.io``.
        repository: Such as ``lambda/python``; official images of Docker Hub are in ``library``.
        tag: The tag; ``latest`` by default.
        digest: ``sha256:`` and 64 digits, if the name has one.
    """

    host: str
    repository: str
    tag: str
    digest: str | None = None

    @classmethod
    def parse(cls, text: str) -> ImageName | None:
        """Read a name such as ``python:3.13-slim``; ``None`` if it is none."""
        match = _NAME.fullmatch(text)
        if match is None:
            return None
        first, slash, rest = match["path"].partition("/")
        if slash and ("." in first or ":" in first or first == "localhost"):
            host, repository = first.lower(), rest
        else:
            host, repository = _HUB, match["path"] if slash else f"library/{match['path']}"
        if repository != repository.lower():
            return None
        return cls(host, repository, match["tag"] or _LATEST, match["digest"])
