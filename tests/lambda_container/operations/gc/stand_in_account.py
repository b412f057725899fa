"""Accounts with repositories and functions in memory; each client has the methods of botocore's."""

# ruff: noqa: N803 - arguments have AWS's own names

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from tests.lambda_container.operations.botocore_shapes import valid
from tests.lambda_container.operations.stand_in_lambda import StandInFunction, StandInLambda

# The machine's day: the command reads its clock.
NOW = datetime.now(UTC)
_PAGE = 3
_CONFIG = "application/vnd.oci.image.config.v1+json"


def digest_of(name: str) -> str:
    """A digest that follows from a name of letters and digits."""
    return f"sha256:{name.encode().hex():0>64}"


@dataclass
class StandInImage:
    """An image of a repository."""

    digest: str
    tags: tuple[str, ...] = ()
    age: int = 100
    pulled: int | None = None
    artifact: str | None = _CONFIG
    layers: dict[str, int] = field(default_factory=dict)
    parts: tuple[str, ...] = ()


@dataclass
class StandInRepository:
    """A repository with its policy."""

    images: list[StandInImage] = field(default_factory=list)
    policy: dict[str, Any] | None = None


class StandInEcr:
    """A client of one account's registry in one Region."""

    def __init__(self, repositories: dict[str, StandInRepository]) -> None:
        self.repositories = repositories
        self.calls: list[str] = []
        self.policy: dict[str, Any] | None = None

    def get_paginator(self, operation: str) -> StandInEcr:
        assert operation == "describe_images"
        return self

    def paginate(
        self, *, registryId: str, repositoryName: str, PaginationConfig: Any
    ) -> Iterator[Any]:
        details = [
            {
                "registryId": registryId,
                "repositoryName": repositoryName,
                "imageDigest": image.digest,
                "imagePushedAt": NOW - timedelta(days=image.age),
                "imageSizeInBytes": sum(image.layers.values()),
                **({"imageTags": list(image.tags)} if image.tags else {}),
                **({"artifactMediaType": image.artifact} if image.artifact else {}),
                **(
                    {}
                    if image.pulled is None
                    else {"lastRecordedPullTime": NOW - timedelta(days=image.pulled)}
                ),
            }
            for image in self._repository(repositoryName).images
        ]
        assert PaginationConfig["PageSize"] == 1000
        for start in range(0, max(len(details), 1), _PAGE):
            page = {"imageDetails": details[start : start + _PAGE]}
            yield valid("ecr", "DescribeImages", page)

    def batch_get_image(
        self,
        *,
        registryId: str,
        repositoryName: str,
        imageIds: Sequence[dict[str, str]],
        acceptedMediaTypes: Sequence[str],
    ) -> Any:
        assert 0 < len(imageIds) <= 100
        wanted = {each["imageDigest"] for each in imageIds}
        images = [
            {
                "imageId": {"imageDigest": image.digest},
                "imageManifest": json.dumps(_manifest(image)),
            }
            for image in self._repository(repositoryName).images
            if image.digest in wanted
        ]
        return valid("ecr", "BatchGetImage", {"images": images, "failures": []})

    def batch_delete_image(
        self, *, registryId: str, repositoryName: str, imageIds: Sequence[dict[str, str]]
    ) -> Any:
        assert 0 < len(imageIds) <= 100
        self.calls.append("batch_delete_image")
        repository = self._repository(repositoryName)
        failures = []
        for each in imageIds:
            digest = each["imageDigest"]
            if any(digest in image.parts for image in repository.images):
                code = "ImageReferencedByManifestList"
                failures.append(
                    {"imageId": each, "failureCode": code, "failureReason": "referenced"}
                )
            else:
                repository.images = [i for i in repository.images if i.digest != digest]
        return valid("ecr", "BatchDeleteImage", {"failures": failures})

    def get_repository_policy(self, *, registryId: str, repositoryName: str) -> Any:
        policy = self._repository(repositoryName).policy
        if policy is None:
            raise _error("RepositoryPolicyNotFoundException")
        return valid("ecr", "GetRepositoryPolicy", {"policyText": json.dumps(policy)})

    def get_registry_policy(self) -> Any:
        if self.policy is None:
            raise _error("RegistryPolicyNotFoundException")
        return valid("ecr", "GetRegistryPolicy", {"policyText": json.dumps(self.policy)})

    def _repository(self, name: str) -> StandInRepository:
        if name not in self.repositories:
            raise _error("RepositoryNotFoundException")
        return self.repositories[name]


def _manifest(image: StandInImage) -> dict[str, Any]:
    if image.parts:
        return {"manifests": [{"digest": part, "size": 1} for part in image.parts]}
    layers = [{"digest": name, "size": size} for name, size in image.layers.items()]
    return {"layers": layers}


def _error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "Operation")


class StandInAccount:
    """An account, and the identity that reads it.

    Attributes:
        number: Its number.
        registries: ECR by Region.
        lambdas: Lambda by Region.
        denied: Regions whose functions the identity may not read.
    """

    def __init__(self, number: str, regions: Sequence[str] = ("eu-west-1",)) -> None:
        self.number = number
        self.registries = {region: StandInEcr({}) for region in regions}
        self.lambdas = {region: StandInLambda({}) for region in regions}
        self.denied: set[str] = set()

    def account(self) -> str:
        return self.number

    def client(self, service: str, region: str) -> Any:
        if service == "ecr":
            return self.registries[region]
        assert service == "lambda"
        if region in self.denied:
            raise_denied: Any = _Denied()
            return raise_denied
        return self.lambdas[region]

    def repository(self, name: str, region: str = "eu-west-1") -> StandInRepository:
        return self.registries[region].repositories.setdefault(name, StandInRepository())

    def run(self, name: str, digest: str, region: str = "eu-west-1") -> StandInFunction:
        """Publish a version of a function."""
        functions = self.lambdas[region].functions
        function = functions.setdefault(name, StandInFunction(digest))
        function.publish(digest)
        return function


class _Denied:
    def get_paginator(self, _operation: str) -> _Denied:
        return self

    def paginate(self, **_: Any) -> Iterator[Any]:
        raise _error("AccessDeniedException")
        yield


def may_pull(*accounts: str) -> dict[str, Any]:
    """A policy that lets other accounts, and their functions, pull."""
    actions = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    functions = [f"arn:aws:lambda:eu-west-1:{account}:function:*" for account in accounts]
    return {
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": [f"arn:aws:iam::{account}:root" for account in accounts]},
                "Action": actions,
            },
            {
                "Effect": "Allow",
                "Principal": {"Service": "lambda.amazonaws.com"},
                "Action": actions,
                "Condition": {"ArnLike": {"aws:SourceArn": functions}},
            },
        ]
    }
