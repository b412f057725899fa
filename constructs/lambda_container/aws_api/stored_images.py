"""All images of a repository: list, measure and delete them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from botocore.exceptions import ClientError

from lambda_container.aws_api.ecr import MEDIA_TYPES
from lambda_container.aws_api.errors import explained
from lambda_container.aws_api.session import Aws

# The most that one call takes: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/
_PAGE = 1000
_AT_ONCE = 100
_CALLS = 8
_NO_POLICY = ("RepositoryPolicyNotFoundException", "RegistryPolicyNotFoundException")


@dataclass(frozen=True, kw_only=True, order=True, slots=True)
class Place:
    """A repository of one account in one Region.

    Attributes:
        account: The account that owns it.
        region: Its Region.
        name: Its name.
    """

    account: str
    region: str
    name: str

    @property
    def where(self) -> str:
        """Its name in messages."""
        return f"{self.name} of {self.account} in {self.region}"

    @property
    def arguments(self) -> dict[str, str]:
        """The arguments of ECR's calls that name it."""
        return {"registryId": self.account, "repositoryName": self.name}


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredImage:
    """An image of a repository.

    Attributes:
        digest: Its digest.
        tags: Its tags, sorted.
        pushed: When it was pushed.
        pulled: When it was last pulled, to a day; ``None`` if ECR does not tell.
        size: The size in bytes of all of its layers.
        artifact: The media type of its configuration; ``None`` for an index.
    """

    digest: str
    tags: tuple[str, ...]
    pushed: datetime
    pulled: datetime | None
    size: int
    artifact: str | None


def list_images(aws: Aws, place: Place) -> list[StoredImage]:
    """Return all images of a repository, the newest push first.

    Raises:
        RepositoryMissing: There is no such repository.
        AwsError: ECR refuses.
    """
    with explained(f"ECR: {place.where}"):
        pages = (
            aws.client("ecr", place.region)
            .get_paginator("describe_images")
            .paginate(**place.arguments, PaginationConfig={"PageSize": _PAGE})
        )
        found = [_image(detail) for page in pages for detail in page["imageDetails"]]
    return sorted(found, key=lambda image: (image.pushed, image.digest), reverse=True)


def _image(detail: Mapping[str, Any]) -> StoredImage:
    return StoredImage(
        digest=detail["imageDigest"],
        tags=tuple(sorted(detail.get("imageTags", ()))),
        pushed=detail["imagePushedAt"],
        pulled=detail.get("lastRecordedPullTime"),
        size=detail.get("imageSizeInBytes", 0),
        artifact=detail.get("artifactMediaType"),
    )


def layers_of(aws: Aws, place: Place, digests: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return the blobs of images: for each digest that is there, sizes by the blobs' digests.

    An index has the manifests that it names, whose sizes count nothing.

    Raises:
        AwsError: ECR refuses.
    """
    client = aws.client("ecr", place.region)

    def ask(part: Sequence[str]) -> dict[str, dict[str, int]]:
        with explained(f"ECR: {place.where}"):
            answer = client.batch_get_image(
                **place.arguments,
                imageIds=[{"imageDigest": digest} for digest in part],
                acceptedMediaTypes=list(MEDIA_TYPES),
            )
        return {
            image["imageId"]["imageDigest"]: dict(_blobs(image["imageManifest"]))
            for image in answer["images"]
        }

    with ThreadPoolExecutor(_CALLS) as pool:
        parts = list(pool.map(ask, _chunks(digests)))
    return {digest: blobs for part in parts for digest, blobs in part.items()}


def _blobs(manifest: str) -> Iterator[tuple[str, int]]:
    whole = json.loads(manifest)
    for part in [*whole.get("layers", ()), *([whole["config"]] if "config" in whole else ())]:
        yield part["digest"], part["size"]
    for part in whole.get("manifests", ()):
        yield part["digest"], 0


def delete_images(aws: Aws, place: Place, digests: Sequence[str]) -> dict[str, str]:
    """Delete images with all of their tags.

    Returns:
        Why an image was not deleted, by its digest.

    Raises:
        AwsError: ECR refuses; what was deleted before stays so.
    """
    kept: dict[str, str] = {}
    client = aws.client("ecr", place.region)
    for part in _chunks(digests):
        with explained(f"ECR: {place.where}"):
            answer = client.batch_delete_image(
                **place.arguments, imageIds=[{"imageDigest": digest} for digest in part]
            )
        for failure in answer.get("failures", ()):
            digest = failure.get("imageId", {}).get("imageDigest", "?")
            kept[digest] = f"{failure.get('failureCode')}: {failure.get('failureReason')}"
    return kept


def repository_policy(aws: Aws, place: Place) -> Mapping[str, Any]:
    """Return the policy of a repository, which is empty if there is none.

    Raises:
        AwsError: ECR refuses, or the repository does not exist.
    """
    client = aws.client("ecr", place.region)
    return _policy(place, partial(client.get_repository_policy, **place.arguments))


def registry_policy(aws: Aws, place: Place) -> Mapping[str, Any]:
    """Return the policy of a repository's registry, which is empty if there is none.

    Raises:
        AwsError: ECR refuses.
    """
    return _policy(place, aws.client("ecr", place.region).get_registry_policy)


def _policy(place: Place, ask: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
    with explained(f"ECR: {place.where}"):
        try:
            text = ask()["policyText"]
        except ClientError as error:
            if error.response["Error"]["Code"] in _NO_POLICY:
                return {}
            raise
    policy: Mapping[str, Any] = json.loads(text)
    return policy


def _chunks(digests: Sequence[str]) -> Iterable[Sequence[str]]:
    return [digests[start : start + _AT_ONCE] for start in range(0, len(digests), _AT_ONCE)]
