"""The resource that builds and pushes an image."""

from __future__ import annotations

from collections.abc import Mapping

from cdktf import Fn, TerraformResourceLifecycle
from cdktf_cdktf_provider_docker.registry_image import RegistryImage
from constructs import Construct

from lambda_container.build import image_tag
from lambda_container.image.docker_provider import log_in
from lambda_container.repository.existing_repository import ExistingRepository
from lambda_container.repository.repository import Repository


class ImageBuildAndPush(Construct):
    """One ``docker_registry_image`` with a ``build`` block: each replacement builds and pushes.

    The tag is ``HASH-TIME-KEY``. An IMMUTABLE repository refuses a tag that it has: the time of the
    plan gives each build a tag of its own, also where a change is reverted or a push was lost from
    the state. The key keeps images of equal content apart that are built in the same second.

    Attributes:
        registry_image: The ``docker_registry_image``.
        image_uri: What Lambda runs: repository and digest.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - constructs' own name
        *,
        repository: Repository | ExistingRepository,
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
            # A repository that is replaced has none of the images that it had.
            triggers={"content_hash": content_hash, "repository": repository.repository_url},
            # An older version of the function may run what was pushed before.
            keep_remotely=True,
            # The triggers alone say when to build: neither another time nor a checkout in another
            # folder is a change.
            lifecycle=TerraformResourceLifecycle(ignore_changes=["name", "build"]),
        )
        self.registry_image.add_override("build", build)
        self.image_uri = f"{repository.repository_url}@{self.registry_image.sha256_digest}"
