"""Copy one image of a stack to the repository of another stack."""

from __future__ import annotations

from dataclasses import dataclass

from lambda_container.aws_api.ecr import Registry, RemoteImage
from lambda_container.aws_api.errors import RepositoryMissing, ResourceMissing, TagExists
from lambda_container.aws_api.functions import image_of_function
from lambda_container.aws_api.image_copy import copy_image
from lambda_container.aws_api.image_scan import ScannedImage
from lambda_container.aws_api.session import Aws
from lambda_container.build.image_tag import published_tag
from lambda_container.errors import LambdaContainerError
from lambda_container.manifest.entries import ImageEntry, StackManifest
from lambda_container.manifest.lock_file import Lock
from lambda_container.manifest.locked_image import LockedImage
from lambda_container.operations.publish.progress import Progress
from lambda_container.operations.publish.wanted_image import Wanted


@dataclass(frozen=True, kw_only=True, slots=True)
class Promotion:
    """An image that the target now has.

    Attributes:
        wanted: The image of the target.
        locked: Its entry for the lock file.
        is_new: Whether it was copied.
    """

    wanted: Wanted
    locked: LockedImage
    is_new: bool


@dataclass(frozen=True, kw_only=True, eq=False, slots=True)
class ImagePromotion:
    """The promotion of one image."""

    source: StackManifest
    image: ImageEntry
    wanted: Wanted
    lock: Lock
    origin: Registry
    target: Registry
    aws: Aws
    progress: Progress
    running: bool
    create: bool
    copy: bool

    @property
    def label(self) -> str:
        """Its name in messages."""
        return self.wanted.label

    @property
    def _repository(self) -> str:
        return Wanted(self.source, self.image).repository

    def find(self) -> RemoteImage:
        """The image of the source."""
        origin = self._repository
        self.progress.step(self.label, "checking")
        digest = self._digest_that_runs() if self.running else self._digest_published(origin)
        found = self.origin.find(origin, digest=digest)
        if found is None:
            raise LambdaContainerError(f"{self.origin.where}: {origin} has no image {digest}")
        if not found.is_single:
            raise LambdaContainerError(f"{origin}@{digest} is an index, which Lambda refuses")
        return found

    def scanned(self, found: RemoteImage) -> ScannedImage:
        """Where the scans of the image are."""
        self.progress.step(self.label, "waiting for its scan")
        return ScannedImage(
            region=self.origin.region,
            registry_id=self.image.repository.registry_id,
            repository=self._repository,
            digest=found.digest,
        )

    def run(self, found: RemoteImage) -> Promotion:
        """Copy the image."""
        origin, digest = self._repository, found.digest
        if self.copy:
            self._ensure_repository()
            tag, is_new = self._copied(origin, found)
        else:
            tag, is_new = self._tag_of(origin, digest), False
        locked = LockedImage(
            digest=digest,
            repository=self.wanted.repository,
            tag=tag,
            content_hash=self._content_hash(digest),
            promoted_from=self.source.name,
        )
        done = "copied" if is_new else "present"
        self.progress.done(self.label, done if self.copy else "pinned")
        return Promotion(wanted=self.wanted, locked=locked, is_new=is_new)

    def _tag_of(self, origin: str, digest: str) -> str:
        """A tag of an image, which it has in the target, too, once it is copied."""
        for tag, _ in self.origin.tags(origin, digest=digest):
            return tag
        return f"promoted-{published_tag(digest[7:])}"

    def _copied(self, origin: str, image: RemoteImage) -> tuple[str, bool]:
        """Copy an image, unless the target has it under a tag, which keeps it from expiring."""
        repository = self.wanted.repository
        if self.target.find(repository, digest=image.digest) is not None:
            for tag, _ in self.target.tags(repository, digest=image.digest):
                return tag, False
        self.progress.step(self.label, "copying")
        tags = [tag for tag, _ in self.origin.tags(origin, digest=image.digest)]
        # No other image can have the second tag.
        for tag in [*tags[:1], f"promoted-{published_tag(image.digest[7:])}"]:
            try:
                copy_image(
                    image,
                    source=(self.origin, origin),
                    target=(self.target, repository),
                    tag=tag,
                    show=lambda line: self.progress.detail(self.label, line),
                )
            except TagExists:
                found = self.target.find(repository, tag=tag)
                if found is None or found.digest != image.digest:
                    continue
            return tag, True
        raise LambdaContainerError(
            f"{self.target.where}: {repository} has another image of that tag"
        )

    def _digest_that_runs(self) -> str:
        functions = [f for f in self.source.functions if f.image == self.image.id]
        digests: dict[str, str] = {}
        for function in functions:
            if function.function_name is None or function.region is None:
                raise LambdaContainerError(
                    f"{function.path}: its name or Region is known only after apply; use"
                    " --published to copy the published images instead"
                )
            try:
                uri = image_of_function(self.aws, function.function_name, function.region)
            except ResourceMissing as error:
                raise LambdaContainerError(
                    f"{error}; if {self.source.name} was never deployed, use --published to copy"
                    " what was published for it"
                ) from error
            if uri is None:
                raise LambdaContainerError(f"{function.path}: runs an image without a digest")
            digests[function.path] = uri.partition("@")[2]
        if len(set(digests.values())) != 1:
            shown = ", ".join(f"{path} {digest[:19]}..." for path, digest in digests.items())
            raise LambdaContainerError(f"its functions run different images: {shown}")
        return next(iter(digests.values()))

    def _digest_published(self, origin: str) -> str:
        if self.image.digest is not None:
            return self.image.digest
        if self.image.tag is None:
            raise LambdaContainerError(
                f"Terraform builds it in {self.source.name}, so its tag is unknown; omit"
                " --published"
            )
        found = self.origin.find(origin, tag=self.image.tag)
        if found is None:
            raise LambdaContainerError(
                f"it was not published: run lambda-container publish {self.source.name} first"
            )
        return found.digest

    def _content_hash(self, digest: str) -> str | None:
        locked = self.lock.image(self.source.name, self.image.id)
        return locked.content_hash if locked is not None and locked.digest == digest else None

    def _ensure_repository(self) -> None:
        repository = self.wanted.repository
        if self.create and not self.wanted.image.repository.managed:
            self.target.create(repository)
        elif not self.target.exists(repository):
            raise RepositoryMissing(
                f"{self.target.where} has no repository {repository!r}: create it, or let promote"
                " create it with --create-repositories"
            )
