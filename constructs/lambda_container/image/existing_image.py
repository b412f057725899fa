"""Images that are built outside this stack."""

from __future__ import annotations

from cdktf_cdktf_provider_aws.data_aws_ecr_image import DataAwsEcrImage
from constructs import Construct

from lambda_container.caller import warn
from lambda_container.checks.arguments import Arguments
from lambda_container.checks.aws_names import (
    IMAGE_DIGEST,
    IMAGE_DIGEST_RULE,
    IMAGE_TAG,
    IMAGE_TAG_RULE,
    IMAGE_URI,
)
from lambda_container.image.container_image import BoundImage, ContainerImage
from lambda_container.image.usable_repository import check_usable
from lambda_container.repository.repository import AnyRepository
from lambda_container.repository.repository_argument import check_repository
from lambda_container.terraform.placement import Placement
from lambda_container.terraform.references import is_token

URI_RULE = (
    "be an image in a private ECR repository, with tag or digest, such as"
    " '111122223333.dkr.ecr.eu-west-1.amazonaws.com/hello@sha256:...'"
)
DIGEST_OR_TAG_RULE = "be given, or tag instead, and not both"


class RepositoryImage(ContainerImage):
    """An image in a repository, by digest; returned by ``ContainerImage.from_repository``."""

    def __init__(self, repository: AnyRepository, *, digest: str | None, tag: str | None) -> None:
        arguments = Arguments("ContainerImage.from_repository")
        check_repository(arguments, repository)
        if (digest is None) == (tag is None):
            arguments.fail("digest", DIGEST_OR_TAG_RULE, digest)
        arguments.optional(arguments.pattern, "digest", digest, IMAGE_DIGEST, IMAGE_DIGEST_RULE)
        arguments.optional(arguments.pattern, "tag", tag, IMAGE_TAG, IMAGE_TAG_RULE)
        self._repository, self._digest, self._tag = repository, digest, tag

    @property
    def placement(self) -> Placement:
        """Region and provider of its repository, as far as known."""
        return self._repository.placement

    def bind(self, scope: Construct) -> BoundImage:
        """Declare ``data.aws_ecr_image`` if a tag must be resolved."""
        check_usable("ContainerImage.from_repository", self._repository, scope)
        digest = self._digest
        if digest is None:
            registry = self._repository.registry
            digest = DataAwsEcrImage(
                scope,
                "Image",
                repository_name=self._repository.name,
                registry_id=self._repository.registry_id,
                image_tag=self._tag,
                region=registry.region,
                provider=registry.provider,
            ).image_digest
        return BoundImage(
            image_uri=f"{self._repository.repository_url}@{digest}",
            dependencies=self._repository.dependencies,
        )


class UriImage(ContainerImage):
    """An image by its URI; returned by ``ContainerImage.from_uri``."""

    def __init__(self, uri: str) -> None:
        arguments = Arguments("ContainerImage.from_uri")
        arguments.pattern("uri", uri, IMAGE_URI, URI_RULE)
        self._uri = self.literal_uri = uri
        if is_token(uri):
            return
        match = IMAGE_URI.fullmatch(uri)
        if match is None or not (match["tag"] or match["digest"]):
            arguments.fail("uri", URI_RULE, uri)
        if not match["digest"]:
            warn(
                f"{arguments.subject}: {uri!r} has no digest: Terraform sees no change when the"
                " tag moves; use ContainerImage.from_repository(Repository.from_arn(...), tag=...)"
            )

    def bind(self, scope: Construct) -> BoundImage:
        """Nothing to declare."""
        return BoundImage(image_uri=self._uri)
