"""The resource that builds and pushes an image."""

from __future__ import annotations

from collections.abc import Mapping

from cdktf import Fn, TerraformResourceLifecycle
from cdktf_cdktf_provider_docker.registry_image import RegistryImage
from constructs import Construct

from lambda_container.build import image_tag
from lambda_container.image.docker_provider import log_in
from lambda_container.repository.repository import AnyRepository
from lambda_container.terraform.library_construct import LibraryConstruct


class ImageBuildAndPush(LibraryConstruct):
    """One ``docker_registry_image`` with a ``build`` block: each replacement builds and pushes.

    The tag is ``HASH-TIME-KEY``. An IMMUTABLE repository rejects an existing tag: the time of the
    plan makes each build's tag unique, even if a change is reverted or a push is missing from the
    state. The key distinguishes images of equal content that are built in the same second.

    Attributes:
        registry_image: The ``docker_registry_image``.
        image_uri: The image that Lambda runs: repository and digest.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - constructs' own name
        *,
        repository: AnyRepository,
        content_hash: str,
        hash_prefix: str,
        key: str,
        build: Mapping[str, object],
    ) -> None:
        super().__init__(scope, id)
        log_in(self, repository.registry)
        time = Fn.formatdate(image_tag.TIME_FORMAT, Fn.plantimestamp())
        self.registry_image = RegistryImage(
            self,
            "Resource",
            name=f"{repository.repository_url}:{hash_prefix}-{time}-{key}",
            # A replaced repository is empty.
            triggers={"content_hash": content_hash, "repository": repository.repository_url},
            # Older versions of the function may still run the previous image.
            keep_remotely=True,
            # Only the triggers cause a build: another time or a checkout in another folder is not
            # a change.
            lifecycle=TerraformResourceLifecycle(ignore_changes=["name", "build"]),
        )
        self.registry_image.add_override("build", build)
        self.image_uri = f"{repository.repository_url}@{self.registry_image.sha256_digest}"
