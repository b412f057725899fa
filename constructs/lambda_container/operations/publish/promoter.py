"""Copy the images of one stack to another stack's repositories, to pin that stack to them."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from lambda_container.aws_api.ecr import Registry, RemoteImage
from lambda_container.aws_api.errors import RepositoryMissing, ResourceMissing, TagExists
from lambda_container.aws_api.functions import image_of_function
from lambda_container.aws_api.image_copy import copy_image
from lambda_container.aws_api.session import Aws
from lambda_container.build.image_tag import published_tag
from lambda_container.errors import LambdaContainerError
from lambda_container.manifest.entries import ImageEntry, StackManifest
from lambda_container.manifest.lock_file import Lock
from lambda_container.manifest.locked_image import LockedImage
from lambda_container.operations.publish.progress import Progress
from lambda_container.operations.publish.wanted_image import Wanted, wanted_of

_AT_ONCE = 4


class PromoteError(LambdaContainerError):
    """Some images could not be promoted, so nothing was pinned; the message says why."""


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


def promote(
    source: StackManifest,
    target: StackManifest,
    *,
    lock: Lock,
    from_aws: Aws,
    to_aws: Aws,
    progress: Progress,
    running: bool = True,
    create_repositories: bool = False,
    copy: bool = True,
) -> list[Promotion]:
    """Copy the images of ``source`` to the repositories of ``target``; the caller writes the lock.

    Args:
        source: The stack whose images are copied.
        target: The stack that is to run them.
        lock: The images that the stacks are pinned to.
        from_aws: Identity that reads.
        to_aws: Identity that writes.
        progress: Receives progress reports.
        running: Whether to copy the images that the deployed functions of ``source`` run;
            otherwise those published for it.
        create_repositories: Whether to create missing repositories that Terraform does not create.
        copy: Whether to copy; otherwise ``target`` is only pinned, to plan it.

    Raises:
        PromoteError: An image cannot be copied; those copied are found by the next attempt.
    """
    pairs = [(_image_of(source, wanted), wanted) for wanted in _wanted(target)]
    jobs = [
        _Job(
            source=source,
            image=image,
            wanted=wanted,
            lock=lock,
            origin=from_aws.registry(_region(source, image), image.repository.registry_id),
            target=to_aws.registry(wanted.region, wanted.image.repository.registry_id),
            aws=from_aws,
            progress=progress,
            running=running,
            create=create_repositories,
            copy=copy,
        )
        for image, wanted in pairs
    ]
    failed: dict[str, LambdaContainerError] = {}
    promotions: list[Promotion] = []
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        futures = [(job, pool.submit(job.run)) for job in jobs]
        for job, future in futures:
            try:
                promotions.append(future.result())
            except LambdaContainerError as error:
                failed[job.label] = error
                progress.done(job.label, "failed")
    if failed:
        whole = "\n".join(f"{label}: {error}" for label, error in failed.items())
        raise PromoteError(
            f"{len(failed)} of {len(jobs)} images not promoted; {target.name} is unchanged:"
            f"\n{whole}"
        )
    return promotions


@dataclass(frozen=True, kw_only=True, slots=True)
class _Job:
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
        return self.wanted.label

    def run(self) -> Promotion:
        origin = Wanted(self.source, self.image).repository
        self.progress.step(self.label, "checking")
        digest = self._digest_that_runs() if self.running else self._digest_published(origin)
        found = self.origin.find(origin, digest=digest)
        if found is None:
            raise LambdaContainerError(f"{self.origin.where}: {origin} has no image {digest}")
        if not found.is_single:
            raise LambdaContainerError(f"{origin}@{digest} is an index, which Lambda refuses")
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


def _wanted(target: StackManifest) -> Sequence[Wanted]:
    wanted = wanted_of([target], unpin=True)
    if not wanted:
        raise PromoteError(f"{target.name} has no image that can be pinned: set build='published'")
    return wanted


def _image_of(source: StackManifest, wanted: Wanted) -> ImageEntry:
    try:
        image = source.image(wanted.image.id)
    except KeyError:
        raise PromoteError(
            f"{source.name} has no image {wanted.image.id!r}, which {wanted.stack.name} needs"
        ) from None
    if image.architecture != wanted.image.architecture:
        raise PromoteError(
            f"{wanted.label}: needs {wanted.image.architecture}, but {source.name} has"
            f" {image.architecture}"
        )
    return image


def _region(source: StackManifest, image: ImageEntry) -> str:
    return Wanted(source, image).region
