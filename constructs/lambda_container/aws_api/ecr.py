"""The private registry of one account in one Region."""

from __future__ import annotations

import base64
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from lambda_container import defaults
from lambda_container.aws_api.errors import AwsError, RepositoryMissing, explained
from lambda_container.repository_policy import (
    LAMBDA,
    LAMBDA_SID,
    READ_ACTIONS,
    UNTAGGED_DESCRIPTION,
    expiry_rule,
    functions_arn,
    since_image_pushed,
)

# Lambda runs these, and refuses an index of several platforms, or of one and its attestation.
SINGLE = frozenset(
    {
        "application/vnd.docker.distribution.manifest.v2+json",
        "application/vnd.oci.image.manifest.v1+json",
    }
)
MEDIA_TYPES = (
    *sorted(SINGLE),
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.image.index.v1+json",
)
"""What a repository may hold, of what this library reads."""

_HOST = re.compile(r"https?://(?P<account>[0-9]{12})(?P<rest>\.dkr\.ecr[a-z-]*\.[^/]+)")
# A token that expires during a push would interrupt it.
_REMAINING = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Login:
    """The login of a registry's clients; the ``repr`` omits the password."""

    host: str
    user: str
    password: str

    def __repr__(self) -> str:
        return f"Login(host={self.host!r})"


@dataclass(frozen=True, kw_only=True, slots=True)
class RemoteImage:
    """An image that a repository holds.

    Attributes:
        digest: Its digest.
        media_type: Media type of its manifest.
        manifest: The manifest, byte for byte.
    """

    digest: str
    media_type: str
    manifest: str

    @property
    def is_single(self) -> bool:
        """Whether it is an image of one platform, as Lambda requires."""
        return self.media_type in SINGLE

    @property
    def blobs(self) -> list[tuple[str, int]]:
        """Digest and size of each blob, the configuration last."""
        manifest = json.loads(self.manifest)
        parts = [*manifest["layers"], manifest["config"]]
        return list({part["digest"]: (part["digest"], part["size"]) for part in parts}.values())


class Registry:
    """A registry, as used by one identity.

    Args:
        client: botocore's ECR client.
        region: The Region.
        registry_id: The account; None for the identity's account.
        ca_bundle: The CA bundle for its host; None for the default one.

    Attributes:
        region: The Region.
        ca_bundle: The CA bundle for its host.
    """

    def __init__(
        self, client: Any, *, region: str, registry_id: str | None, ca_bundle: str | None
    ) -> None:
        self._client, self.region, self._registry_id = client, region, registry_id
        self.ca_bundle = ca_bundle
        self._login: tuple[Login, datetime] | None = None
        self._own: str | None = None
        self._guard = threading.Lock()

    @property
    def where(self) -> str:
        """The registry's name in messages."""
        of = "" if self._registry_id is None else f" of {self._registry_id}"
        return f"ECR{of} in {self.region}"

    @property
    def _account(self) -> dict[str, str]:
        return {} if self._registry_id is None else {"registryId": self._registry_id}

    @property
    def host(self) -> str:
        """Its host name, which requires a login."""
        return self.login().host

    def url(self, repository: str) -> str:
        """Return the name of a repository for Docker clients."""
        return f"{self.host}/{repository}"

    def login(self, *, renew: bool = False) -> Login:
        """Return a login that is valid for at least half an hour.

        Args:
            renew: Whether to request a new one in any case.
        """
        with self._guard:
            now = datetime.now(UTC)
            if renew or self._login is None or self._login[1] - now < _REMAINING:
                with explained(self.where):
                    (data,) = self._client.get_authorization_token()["authorizationData"]
                user, _, password = (
                    base64.b64decode(data["authorizationToken"]).decode().partition(":")
                )
                match = _HOST.match(data["proxyEndpoint"])
                if match is None:
                    raise AwsError(f"{self.where}: unrecognised registry endpoint")
                host = f"{self._registry_id or match['account']}{match['rest']}"
                self._own = match["account"]
                self._login = Login(host, user, password), data["expiresAt"]
            return self._login[0]

    def find(
        self, repository: str, *, tag: str | None = None, digest: str | None = None
    ) -> RemoteImage | None:
        """Find the image with a tag or digest; None if the repository does not have it.

        Raises:
            RepositoryMissing: There is no such repository.
        """
        id_ = {"imageTag": tag} if digest is None else {"imageDigest": digest}
        with explained(self.where):
            answer = self._client.batch_get_image(
                repositoryName=repository,
                imageIds=[id_],
                acceptedMediaTypes=list(MEDIA_TYPES),
                **self._account,
            )
        if not answer["images"]:
            return None
        image = answer["images"][0]
        media_type = image.get("imageManifestMediaType") or json.loads(image["imageManifest"]).get(
            "mediaType", ""
        )
        return RemoteImage(
            digest=image["imageId"]["imageDigest"],
            media_type=media_type,
            manifest=image["imageManifest"],
        )

    def tags(self, repository: str, *, digest: str | None = None) -> Iterator[tuple[str, str]]:
        """Yield tag and digest of the images in a repository, the newest push first.

        Args:
            repository: Its name.
            digest: Restricts the tags to this image.
        """
        ids = {} if digest is None else {"imageIds": [{"imageDigest": digest}]}
        with explained(self.where):
            pages = self._client.get_paginator("describe_images").paginate(
                repositoryName=repository, **ids, **self._account
            )
            details = [detail for page in pages for detail in page["imageDetails"]]
        details.sort(key=lambda detail: detail["imagePushedAt"], reverse=True)
        for detail in details:
            for tag in sorted(detail.get("imageTags", [])):
                yield tag, detail["imageDigest"]

    def put(self, repository: str, image: RemoteImage, tag: str) -> None:
        """Tag an image, whose blobs must be in the repository.

        Raises:
            TagExists: The tag belongs to another image, and tags are immutable.
        """
        with explained(f"{self.where}: {repository}:{tag}"):
            try:
                self._client.put_image(
                    repositoryName=repository,
                    imageManifest=image.manifest,
                    imageManifestMediaType=image.media_type,
                    imageTag=tag,
                    imageDigest=image.digest,
                    **self._account,
                )
            except self._client.exceptions.ImageAlreadyExistsException:
                return  # with this tag

    def create(self, repository: str) -> bool:
        """Create a repository with the defaults of ``Repository``; return whether it is new.

        Images are encrypted with the AWS managed key, tags are immutable, images are scanned on
        push, untagged images expire after 14 days, and the account's Lambda functions may pull.

        Raises:
            AwsError: The repository belongs to another account than the identity.
        """
        self.login()
        if self._registry_id not in (None, self._own):
            raise AwsError(
                f"{self.where}: repository {repository!r} cannot be created with credentials of the"
                f" account {self._own}"
            )
        made = False
        with explained(f"{self.where}: {repository}"):
            try:
                self._client.create_repository(
                    repositoryName=repository,
                    imageTagMutability=defaults.IMAGE_TAG_MUTABILITY,
                    imageScanningConfiguration={"scanOnPush": defaults.SCAN_ON_PUSH},
                    encryptionConfiguration={"encryptionType": defaults.ENCRYPTION_TYPE},
                )
                made = True
            except self._client.exceptions.RepositoryAlreadyExistsException:
                try:
                    # The policy is set last: a repository that has one is complete.
                    self._client.get_repository_policy(repositoryName=repository)
                except self._client.exceptions.RepositoryPolicyNotFoundException:
                    pass
                else:
                    return False
            self._client.put_lifecycle_policy(
                repositoryName=repository, lifecyclePolicyText=json.dumps(_lifecycle_policy())
            )
            arn = self._client.describe_repositories(repositoryNames=[repository])["repositories"][
                0
            ]["repositoryArn"]
            self._client.set_repository_policy(
                repositoryName=repository, policyText=json.dumps(_policy(arn))
            )
        return made

    def exists(self, repository: str) -> bool:
        """Whether a repository exists."""
        try:
            with explained(self.where):
                self._client.describe_repositories(repositoryNames=[repository], **self._account)
        except RepositoryMissing:
            return False
        return True


def _lifecycle_policy() -> dict[str, object]:
    selection = {"tagStatus": "untagged", **since_image_pushed(defaults.UNTAGGED_IMAGE_DAYS)}
    return {"rules": [expiry_rule(1, selection, UNTAGGED_DESCRIPTION)]}


def _policy(arn: str) -> dict[str, object]:
    _, partition, _, region, account, _ = arn.split(":", 5)
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": LAMBDA_SID,
                "Effect": "Allow",
                "Principal": {"Service": LAMBDA},
                "Action": list(READ_ACTIONS),
                "Condition": {
                    "ArnLike": {"aws:SourceArn": functions_arn(partition, region, account)}
                },
            }
        ],
    }
