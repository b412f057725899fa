"""An image that ``lambda-container publish`` builds and pushes, and that Terraform looks up."""

from __future__ import annotations

from pathlib import Path

from cdktf_cdktf_provider_aws.data_aws_ecr_image import DataAwsEcrImage
from constructs import Construct

from lambda_container.manifest.lock_file import Lock
from lambda_container.manifest.locked_image import LockedImage
from lambda_container.repository.repository import AnyRepository
from lambda_container.terraform.construct_tree import once_a_stack, stack_of
from lambda_container.terraform.library_construct import LibraryConstruct


class PublishedImage(LibraryConstruct):
    """An image in a repository, by its digest: from the lock file, or resolved from the tag.

    Attributes:
        data: The ``aws_ecr_image`` data source; None if the lock file has the digest.
        digest: The digest, as a reference or from the lock file.
        image_uri: The image that Lambda runs: repository and digest.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - constructs' own name
        *,
        repository: AnyRepository,
        tag: str,
        locked: LockedImage | None,
    ) -> None:
        super().__init__(scope, id)
        self.data: DataAwsEcrImage | None = None
        if locked is not None:
            self.digest = locked.digest
        else:
            registry = repository.registry
            self.data = DataAwsEcrImage(
                self,
                "Resource",
                repository_name=repository.name,
                registry_id=repository.registry_id,
                image_tag=tag,
                region=registry.region,
                provider=registry.provider,
            )
            self.digest = self.data.image_digest
        self.image_uri = f"{repository.repository_url}@{self.digest}"


def read_lock(scope: Construct, path: Path) -> Lock:
    """A lock file, read once per stack."""
    stack = stack_of(scope)
    lock: Lock = once_a_stack(stack, None, f"Lock-{path}", lambda *_: Lock.read(path))
    return lock
