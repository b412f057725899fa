"""The images that stacks need in the registry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lambda_container.errors import LambdaContainerError
from lambda_container.manifest.entries import ImageEntry, StackManifest


@dataclass(frozen=True, eq=False, slots=True)
class Wanted:
    """One image of one stack.

    Attributes:
        stack: The stack.
        image: The image.
    """

    stack: StackManifest
    image: ImageEntry

    @property
    def label(self) -> str:
        """Its name in messages, such as ``dev hello``."""
        return f"{self.stack.name} {self.image.id.removeprefix('Image-')}"

    @property
    def tag(self) -> str:
        """Its tag, which is known for every published image."""
        assert self.image.tag is not None  # noqa: S101 - for mypy
        return self.image.tag

    @property
    def region(self) -> str:
        """The Region of its repository.

        Raises:
            LambdaContainerError: The Region is a Terraform reference.
        """
        if self.image.repository.region is None:
            raise LambdaContainerError(
                f"{self.label}: the Region of its repository must be known at synth: set a literal"
                " region on the AWS provider or on the repository"
            )
        return self.image.repository.region

    @property
    def repository(self) -> str:
        """The name of its repository.

        Raises:
            LambdaContainerError: The name is a Terraform reference.
        """
        name = self.image.repository.name
        if "${" in name:
            raise LambdaContainerError(
                f"{self.label}: its repository's name must be known at synth"
            )
        return name


def wanted_of(manifests: Iterable[StackManifest], *, unpin: bool = False) -> list[Wanted]:
    """Return the images to publish, in the order of stacks and ids.

    Args:
        manifests: The stacks.
        unpin: Whether to include those that a promotion or a rollback pinned.
    """
    return [
        Wanted(manifest, image)
        for manifest in manifests
        for image in manifest.images
        if image.build == "published" and (unpin or not image.is_kept)
    ]
