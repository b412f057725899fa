"""Build and push the images missing from the registry, several at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Literal, TypeVar

from lambda_container.aws_api.ecr import Registry, RemoteImage
from lambda_container.aws_api.errors import RepositoryMissing, TagExists
from lambda_container.aws_api.image_copy import copy_image
from lambda_container.aws_api.session import Aws
from lambda_container.build.image_tag import hash_prefix
from lambda_container.engine.engine import Engine
from lambda_container.errors import LambdaContainerError
from lambda_container.operations.publish.image_maker import ImageMaker
from lambda_container.operations.publish.image_push import Pushed
from lambda_container.operations.publish.progress import Progress
from lambda_container.operations.publish.wanted_image import Wanted

Action = Literal["present", "built", "copied", "tagged"]
T = TypeVar("T")

_LOOKS_AT_ONCE = 16


class PublishError(LambdaContainerError):
    """Some images were not published; the message says which, and why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """An image that the registry now has.

    Attributes:
        wanted: The image.
        digest: Its digest.
        action: What ``publish`` did with it.
    """

    wanted: Wanted
    digest: str
    action: Action


class Publisher:
    """Publishes images.

    Args:
        aws: Identity that publishes.
        progress: Receives progress reports.
        find_engine: Finds the engine when one is needed.
        jobs: Number of parallel builds. Default: one per processor, at most 4; 16 on a builder
            elsewhere.
        cache: Repository for build caches, if any.
        create_repositories: Whether to create missing repositories that Terraform does not create.
        pull: Whether builds ask for newer bases, as far as they are not pinned.
        labels: Labels of what is built, which are no inputs: they change no tag.
    """

    def __init__(
        self,
        aws: Aws,
        progress: Progress,
        *,
        find_engine: Callable[[], Engine],
        jobs: int | None = None,
        cache: str | None = None,
        create_repositories: bool = False,
        pull: bool = True,
        labels: Mapping[str, str] = {},
    ) -> None:
        self._aws, self._progress, self._create = aws, progress, create_repositories
        self._maker = ImageMaker(
            progress, find_engine=find_engine, jobs=jobs, cache=cache, pull=pull, labels=labels
        )

    def publish(
        self, wanted: Sequence[Wanted], on_done: Callable[[Published], None] = lambda _: None
    ) -> list[Published]:
        """Publish the missing images; only check the others.

        Args:
            wanted: The images.
            on_done: Called with each image as soon as the registry has it.

        Raises:
            PublishError: Some images could not be published; the others were.
        """
        for each in wanted:
            self._registry(each)  # one of an unknown Region ends it
        failed: dict[str, LambdaContainerError] = {}
        published: list[Published] = []

        def done(each: Published) -> None:
            published.append(each)
            on_done(each)
            self._progress.done(each.wanted.label, each.action)

        present = self._look(wanted, failed)
        for each, image in present.items():
            if image is not None:
                done(Published(wanted=each, digest=image.digest, action="present"))
        absent: dict[str, list[Wanted]] = defaultdict(list)
        for each, image in present.items():
            if image is None:
                absent[each.image.content_hash].append(each)
        sources = {
            each.image.content_hash: (each, image) for each, image in present.items() if image
        }
        self._make(absent, sources, done, failed)
        if failed:
            alike: dict[str, list[str]] = defaultdict(list)
            for label, error in sorted(failed.items()):
                alike[str(error)].append(label)
            whole = "\n".join(f"{', '.join(labels)}: {said}" for said, labels in alike.items())
            raise PublishError(f"{len(failed)} of {len(wanted)} images not published:\n{whole}")
        order = {each: i for i, each in enumerate(wanted)}
        return sorted(published, key=lambda each: order[each.wanted])

    def _registry(self, wanted: Wanted) -> Registry:
        return self._aws.registry(wanted.region, wanted.image.repository.registry_id)

    def _look(
        self, wanted: Sequence[Wanted], failed: dict[str, LambdaContainerError]
    ) -> dict[Wanted, RemoteImage | None]:
        def look(each: Wanted) -> RemoteImage | None:
            registry = self._registry(each)
            try:
                found = registry.find(each.repository, tag=each.tag)
            except RepositoryMissing:
                if not self._create or each.image.repository.managed:
                    raise RepositoryMissing(_missing(registry, each)) from None
                registry.create(each.repository)
                return None
            if found is None and self._create and not each.image.repository.managed:
                registry.create(each.repository)  # completes an interrupted creation
            if found is not None and not found.is_single:
                raise LambdaContainerError(_index(each, found))
            return found

        with ThreadPoolExecutor(_LOOKS_AT_ONCE) as pool:
            futures = {each: pool.submit(look, each) for each in wanted}
        return _results(futures, failed)

    def _make(
        self,
        absent: dict[str, list[Wanted]],
        sources: dict[str, tuple[Wanted, RemoteImage]],
        done: Callable[[Published], None],
        failed: dict[str, LambdaContainerError],
    ) -> None:
        def one(group: list[Wanted]) -> None:
            source = sources.get(group[0].image.content_hash)
            for each in group:
                try:
                    made = self._one(each, source)
                    source = source or (each, made[1])
                    done(Published(wanted=each, digest=made[1].digest, action=made[0]))
                except LambdaContainerError as error:
                    self._progress.done(each.label, "failed")
                    failed[each.label] = error
                    if source is None:
                        failed.update({other.label: error for other in group if other is not each})
                        return

        pool = ThreadPoolExecutor(self._maker.at_once(builds=not absent.keys() <= sources.keys()))
        try:
            futures = [pool.submit(one, group) for group in absent.values()]
            wait(futures, return_when=FIRST_EXCEPTION)
            for future in futures:
                if future.done():
                    future.result()
        except BaseException:
            # Interrupted, or a bug: end the engine's commands instead of waiting for them.
            pool.shutdown(wait=False, cancel_futures=True)
            self._maker.stop()
            raise
        finally:
            pool.shutdown()

    def _one(
        self, wanted: Wanted, source: tuple[Wanted, RemoteImage] | None
    ) -> tuple[Action, RemoteImage]:
        registry = self._registry(wanted)
        if source is not None:
            self._progress.step(wanted.label, "copying")
            return self._copied(wanted, *source)
        if (found := self._of_terraform(wanted)) is not None:
            self._progress.step(wanted.label, "tagging")
            self._tag(registry, wanted, found)
            return "tagged", found
        pushed = self._maker.push_of(wanted, registry).run()
        return "built" if pushed.is_own else "present", self._verified(wanted, pushed)

    def _copied(
        self, wanted: Wanted, source: Wanted, image: RemoteImage
    ) -> tuple[Action, RemoteImage]:
        registry = self._registry(wanted)
        try:
            copy_image(
                image,
                source=(self._registry(source), source.repository),
                target=(registry, wanted.repository),
                tag=wanted.tag,
                show=lambda line: self._progress.detail(wanted.label, line),
            )
        except TagExists:
            # Another publish was faster.
            found = registry.find(wanted.repository, tag=wanted.tag)
            assert found is not None  # noqa: S101 - for mypy
            return "present", found
        return "copied", image

    def _of_terraform(self, wanted: Wanted) -> RemoteImage | None:
        """Find the image with the same content that Terraform built, before it was published."""
        registry = self._registry(wanted)
        prefix = f"{hash_prefix(wanted.image.content_hash)}-"
        for tag, digest in registry.tags(wanted.repository):
            if tag.startswith(prefix):
                found = registry.find(wanted.repository, digest=digest)
                return found if found is not None and found.is_single else None
        return None

    @staticmethod
    def _tag(registry: Registry, wanted: Wanted, image: RemoteImage) -> None:
        try:
            registry.put(wanted.repository, image, wanted.tag)
        except TagExists:
            if registry.find(wanted.repository, tag=wanted.tag) is None:
                raise

    def _verified(self, wanted: Wanted, pushed: Pushed) -> RemoteImage:
        self._progress.step(wanted.label, "verifying")
        found = self._registry(wanted).find(wanted.repository, tag=wanted.tag)
        if found is None:
            raise LambdaContainerError(f"{wanted.repository}:{wanted.tag} is absent after the push")
        if not found.is_single:
            raise LambdaContainerError(_index(wanted, found))
        if pushed.is_own and pushed.digest not in (None, found.digest):
            raise LambdaContainerError(
                f"{wanted.repository}:{wanted.tag} is {found.digest}, but"
                f" {pushed.digest} was pushed"
            )
        return found


def _results(
    futures: dict[Wanted, Future[T]], failed: dict[str, LambdaContainerError]
) -> dict[Wanted, T]:
    results: dict[Wanted, T] = {}
    for each, future in futures.items():
        try:
            results[each] = future.result()
        except LambdaContainerError as error:
            failed[each.label] = error
    return results


def _missing(registry: Registry, wanted: Wanted) -> str:
    missing = f"{registry.where} has no repository {wanted.repository!r}"
    if wanted.image.repository.managed:
        return (
            f"{missing}: the stack {wanted.stack.name} creates it; run `terraform apply"
            f" -target={wanted.image.repository.address}` in {wanted.stack.folder} first"
        )
    return f"{missing}: create it, or let publish create it with --create-repositories"


def _index(wanted: Wanted, found: RemoteImage) -> str:
    return (
        f"{wanted.repository}:{wanted.tag} is an index ({found.media_type}), which Lambda refuses:"
        " it was not pushed by publish; delete it and publish again"
    )
