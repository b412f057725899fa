"""Decide which images of a repository nothing uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lambda_container.aws_api.stored_images import Place, StoredImage
from lambda_container.operations.gc.usage import Usage

OLDER_THAN_DAYS = 14
"""How old an image must be by default: as untagged ones in a repository of this library."""

KEEP = 5
"""How many of the newest images of each repository stay by default."""

# https://aws.amazon.com/ecr/pricing/, 2026-11: private repositories, in US dollars.
_DOLLARS_PER_GB_MONTH = 0.10
_GB = 10**9
_ATTACHED = re.compile(r"sha256-(?P<digest>[0-9a-f]{64})(?:\.|$)")
# What Lambda runs; ECR also stores charts, caches, signatures.
_IMAGES = frozenset(
    {"application/vnd.docker.container.image.v1+json", "application/vnd.oci.image.config.v1+json"}
)


@dataclass(frozen=True, kw_only=True)
class Garbage:
    """The images of one repository that nothing uses.

    Attributes:
        place: The repository.
        images: Number of all of its images.
        unused: Those that nothing uses, the newest push first.
        freed: Bytes that deleting them frees: of layers that no other image has.
        problem: Why the use of its images is not known; then ``unused`` is empty.
    """

    place: Place
    images: int = 0
    unused: tuple[StoredImage, ...] = ()
    freed: int = 0
    problem: str | None = None

    @property
    def gigabytes(self) -> float:
        """``freed`` in GB."""
        return self.freed / _GB

    @property
    def dollars(self) -> float:
        """What storing them costs in a month, in US dollars."""
        return self.gigabytes * _DOLLARS_PER_GB_MONTH


def unused_images(
    images: Sequence[StoredImage],
    usage: Usage,
    *,
    now: datetime,
    older_than: int = OLDER_THAN_DAYS,
    keep: int = KEEP,
) -> list[StoredImage]:
    """Return the images that nothing uses.

    Args:
        images: All images of a repository, the newest push first.
        usage: What is in use.
        now: The current time.
        older_than: Days since the push, and since the last pull, from which an image is listed.
        keep: Number of newest images that are never listed.
    """
    before = now - timedelta(days=older_than)
    return [
        image
        for image in images[keep:]
        if (image.artifact is None or image.artifact in _IMAGES)
        and image.pushed <= before
        and (image.pulled is None or image.pulled <= before)
        and usage.of(image) is None
    ]


def without_kept(
    unused: Iterable[StoredImage],
    images: Sequence[StoredImage],
    blobs: Mapping[str, Mapping[str, int]],
) -> list[StoredImage]:
    """Leave out images that belong to one that stays.

    An index and the images that it names belong together, and so do an image and what was attached
    to it by a tag: signatures, attestations, lists of contents.

    Args:
        unused: Images that nothing uses.
        images: All images of the repository.
        blobs: What each image of the repository consists of.
    """
    listed = {image.digest: image for image in unused}
    known = {image.digest for image in images}
    links = [
        (image.digest, other)
        for image in images
        for other in (*blobs.get(image.digest, ()), *_attached_to(image))
        if other in known
    ]
    while True:
        split = {
            digest
            for pair in links
            if (pair[0] in listed) != (pair[1] in listed)
            for digest in pair
            if digest in listed
        }
        if not split:
            return list(listed.values())
        for digest in split:
            del listed[digest]


def _attached_to(image: StoredImage) -> Iterator[str]:
    """The images that an image is a signature or the like of, by its tags.

    https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md and
    https://github.com/opencontainers/distribution-spec/blob/main/spec.md#referrers-tag-schema
    """
    for tag in image.tags:
        if (match := _ATTACHED.match(tag)) is not None:
            yield f"sha256:{match['digest']}"


def freed_bytes(unused: Iterable[StoredImage], blobs: Mapping[str, Mapping[str, int]]) -> int:
    """Return the size of the blobs that only these images have.

    Args:
        unused: The images.
        blobs: What each image of the repository consists of.
    """
    digests = blobs.keys() & {image.digest for image in unused}
    kept = {blob for digest in blobs.keys() - digests for blob in blobs[digest]}
    sizes = {blob: size for digest in digests for blob, size in blobs[digest].items()}
    return sum(size for blob, size in sizes.items() if blob not in kept)
