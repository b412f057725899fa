"""The images that stacks take from the registry."""

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
        """What people know it by, such as ``dev hello``."""
        return f"{self.stack.name} {self.image.id.removesuffix('/Image')}"

    @property
    def tag(self) -> str:
        """Its tag, known because it is published."""
        assert self.image.tag is not None  # noqa: S101 - for mypy
        return self.image.tag

    @property
    def region(self) -> str:
        """The Region of its repository.

        Raises:
            LambdaContainerError: Only Terraform knows it.
        """
        if self.image.repository.region is None:
            raise LambdaContainerError(
                f"{self.label}: the Region of its repository must be known at synth: give the AWS"
                " provider a literal region, or the repository"
            )
        return self.image.repository.region

    @property
    def repository(self) -> str:
        """The name of its repository.

        Raises:
            LambdaContainerError: Only Terraform knows it.
        """
        name = self.image.repository.name
        if "${" in name:
            raise LambdaContainerError(
                f"{self.label}: its repository's name must be known at synth"
            )
        return name


def wanted_of(manifests: Iterable[StackManifest], *, unpin: bool = False) -> list[Wanted]:
    """The images that are to be published, in the order of stacks and ids.

    Args:
        manifests: The stacks.
        unpin: Whether to include those that a promotion pinned.
    """
    return [
        Wanted(manifest, image)
        for manifest in manifests
        for image in manifest.images
        if image.build == "published" and (unpin or image.promoted_from is None)
    ]
