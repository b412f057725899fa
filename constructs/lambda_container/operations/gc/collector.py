"""Find the images that nothing uses in the repositories of stacks, and delete them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from lambda_container.aws_api.errors import AwsError, RepositoryMissing
from lambda_container.aws_api.session import Aws
from lambda_container.aws_api.stored_images import (
    Place,
    StoredImage,
    delete_images,
    layers_of,
    list_images,
    registry_policy,
    repository_policy,
)
from lambda_container.errors import LambdaContainerError
from lambda_container.manifest.entries import ImageEntry, StackManifest
from lambda_container.manifest.lock_file import Lock
from lambda_container.operations.gc.garbage import (
    KEEP,
    OLDER_THAN_DAYS,
    Garbage,
    freed_bytes,
    unused_images,
    without_kept,
)
from lambda_container.operations.gc.pulling_accounts import ANYBODY, pulling_accounts
from lambda_container.operations.gc.usage import Usage, functions_in_use, usage_of_project
from lambda_container.operations.publish.wanted_image import Wanted


@dataclass(frozen=True, kw_only=True, slots=True)
class Deletion:
    """What became of one repository.

    Attributes:
        garbage: What was found.
        deleted: The images that were deleted.
        kept: Why an image was kept after all, by its digest.
    """

    garbage: Garbage
    deleted: tuple[StoredImage, ...]
    kept: Mapping[str, str]


class Collector:
    """Collects the garbage of some stacks' repositories.

    Args:
        stacks: All stacks of the project; the sources of all count as use.
        chosen: Those whose repositories are looked at.
        locks: Reads the lock files that count as use.
        identities: Identities, by account, that read functions; and images, of their own account.
        trusts_policies: Whether a repository is left alone if its policy lets accounts pull that
            no identity reads.
        older_than: See ``unused_images``.
        keep: See ``unused_images``.
        now: The clock.
    """

    def __init__(
        self,
        stacks: Sequence[StackManifest],
        chosen: Sequence[StackManifest],
        *,
        locks: Callable[[], Mapping[str, Lock]],
        identities: Mapping[str, Aws],
        trusts_policies: bool = True,
        older_than: int = OLDER_THAN_DAYS,
        keep: int = KEEP,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._stacks, self._chosen, self._locks = stacks, chosen, locks
        self._identities, self._trusts_policies = identities, trusts_policies
        self._older_than, self._keep, self._now = older_than, keep, now

    def find(self) -> list[Garbage]:
        """Find what nothing uses.

        Raises:
            AwsError: Functions could not be read, so that the use of no image is known.
            LockError: A lock file could not be read.
            LambdaContainerError: Where a repository is becomes known only after apply.
        """
        places = sorted({self._place(stack, image) for stack, image in self._images()})
        # Before its use: what is pushed and run meanwhile is not listed.
        stored = {place: self._list(place) for place in places}
        project = usage_of_project(self._stacks, self._locks())
        regions = {place.region for place in places} | set(self._regions())
        functions = functions_in_use(tuple(self._identities.values()), regions) if places else {}
        usage = project.with_functions(functions)
        return [self._judged(place, stored[place], usage) for place in places]

    def delete(self, found: Sequence[Garbage]) -> Iterator[Deletion]:
        """Delete what was found, and is still unused.

        Everything is read again, so that what came into use since it was found stays.

        Raises:
            As ``find`` does; what was deleted before stays so.
        """
        again = {each.place: each for each in self.find()}
        for garbage in [each for each in found if each.unused]:
            now = again.get(garbage.place)
            still = set() if now is None else {(each.digest, each.tags) for each in now.unused}
            unused = [each for each in garbage.unused if (each.digest, each.tags) in still]
            kept = {
                each.digest: (now and now.problem) or "it came into use, or got a tag"
                for each in garbage.unused
                if each not in unused
            }
            aws = self._identities[garbage.place.account]
            digests = [each.digest for each in unused]
            refused = delete_images(aws, garbage.place, digests) if digests else {}
            # An index is deleted before what it names.
            if refused:
                refused = delete_images(aws, garbage.place, list(refused))
            yield Deletion(
                garbage=garbage,
                deleted=tuple(each for each in unused if each.digest not in refused),
                kept={**kept, **refused},
            )

    def _images(self) -> Iterator[tuple[StackManifest, ImageEntry]]:
        for stack in self._chosen:
            for image in stack.images:
                yield stack, image

    def _regions(self) -> Iterator[str]:
        for stack in self._stacks:
            found = [function.region for function in stack.functions]
            found += [image.repository.region for image in stack.images]
            yield from (region for region in found if region is not None)

    def _place(self, stack: StackManifest, image: ImageEntry) -> Place:
        wanted = Wanted(stack, image)
        account = image.repository.registry_id
        if account is None:
            if len(self._identities) != 1:
                raise LambdaContainerError(
                    f"{wanted.label}: the account of its repository must be known at synth, or one"
                    " profile be given: set allowed_account_ids on the AWS provider"
                )
            (account,) = self._identities
        return Place(account=account, region=wanted.region, name=wanted.repository)

    def _list(self, place: Place) -> list[StoredImage]:
        if place.account not in self._identities:
            return []
        try:
            return list_images(self._identities[place.account], place)
        except RepositoryMissing:
            return []  # before the first deployment

    def _judged(self, place: Place, images: Sequence[StoredImage], usage: Usage) -> Garbage:
        if place.account not in self._identities:
            return Garbage(place=place, problem=f"name a --profile of the account {place.account}")
        unused = unused_images(
            images, usage, now=self._now(), older_than=self._older_than, keep=self._keep
        )
        if not unused:
            return Garbage(place=place, images=len(images))
        aws = self._identities[place.account]
        try:
            problem = self._unread(aws, place) if self._trusts_policies else None
            digests = [image.digest for image in images]
            blobs = {} if problem is not None else layers_of(aws, place, digests)
        except AwsError as error:
            problem, blobs = str(error), {}
        if problem is not None:
            return Garbage(place=place, images=len(images), problem=problem)
        unused = without_kept(unused, images, blobs)
        return Garbage(
            place=place, images=len(images), unused=tuple(unused), freed=freed_bytes(unused, blobs)
        )

    def _unread(self, aws: Aws, place: Place) -> str | None:
        """Why not all functions that may run the images were read."""
        policies = (repository_policy(aws, place), registry_policy(aws, place))
        accounts = {each for policy in policies for each in pulling_accounts(policy)}
        accounts -= self._identities.keys()
        if not accounts:
            return None
        named = sorted(accounts - {ANYBODY})
        whose = "accounts that it does not name" if ANYBODY in accounts else ", ".join(named)
        return (
            f"its policy, or its registry's, lets {whose} pull, whose functions were not read:"
            " name a --profile of"
            " each, or say --no-other-accounts"
        )
