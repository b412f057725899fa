"""Copy the images of one stack to another stack's repositories, to pin that stack to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from lambda_container.aws_api.image_scan import ScannedImage
from lambda_container.aws_api.session import Aws
from lambda_container.errors import LambdaContainerError
from lambda_container.manifest.entries import ImageEntry, StackManifest
from lambda_container.manifest.lock_file import Lock
from lambda_container.operations.publish.image_promotion import ImagePromotion, Promotion
from lambda_container.operations.publish.progress import Progress
from lambda_container.operations.publish.scan_gate import Judgement
from lambda_container.operations.publish.wanted_image import Wanted, wanted_of

Judge = Callable[[str, ScannedImage], Judgement]
_AT_ONCE = 4


class PromoteError(LambdaContainerError):
    """Some images could not be promoted, so nothing was pinned; the message says why."""


class GateClosedError(PromoteError):
    """Scans found what keeps images from being promoted; nothing was copied or pinned."""


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
    judge: Judge | None = None,
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
        judge: Judges each image before any is copied. Default: none is judged.

    Raises:
        GateClosedError: An image was judged unfit; nothing was copied.
        PromoteError: An image cannot be copied; those copied are found by the next attempt.
    """
    pairs = [(_image_of(source, wanted), wanted) for wanted in _wanted(target)]
    jobs = [
        ImagePromotion(
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
    sources = _all(jobs, ImagePromotion.find, target)
    if judge is not None:
        judged = _all(jobs, lambda job: judge(job.label, job.scanned(sources[job])), target)
        failed = [each.label for each in judged.values() if not each.passes]
        for label in failed:
            progress.done(label, "not passed")
        if failed:
            raise GateClosedError(
                f"{len(failed)} of {len(jobs)} images did not pass the gate;"
                f" {target.name} is unchanged: {', '.join(failed)}"
            )
    return list(_all(jobs, lambda job: job.run(sources[job]), target).values())


T = TypeVar("T")


def _all(
    jobs: Sequence[ImagePromotion], work: Callable[[ImagePromotion], T], target: StackManifest
) -> dict[ImagePromotion, T]:
    """Do a step for all images at once.

    Raises:
        PromoteError: It failed for some.
    """
    failed: dict[str, LambdaContainerError] = {}
    done: dict[ImagePromotion, T] = {}
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        futures = {job: pool.submit(work, job) for job in jobs}
        for job, future in futures.items():
            try:
                done[job] = future.result()
            except LambdaContainerError as error:
                failed[job.label] = error
                job.progress.done(job.label, "failed")
    if failed:
        whole = "\n".join(f"{label}: {error}" for label, error in failed.items())
        raise PromoteError(
            f"{len(failed)} of {len(jobs)} images not promoted; {target.name} is unchanged:"
            f"\n{whole}"
        )
    return done


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
