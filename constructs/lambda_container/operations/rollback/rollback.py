"""Return a stack to the images that it was pinned to before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from lambda_container.aws_api.session import Aws
from lambda_container.errors import LambdaContainerError
from lambda_container.manifest.entries import StackManifest
from lambda_container.manifest.lock_file import Lock
from lambda_container.manifest.locked_image import EarlierImages, LockedImage
from lambda_container.operations.publish.wanted_image import Wanted, wanted_of


class RollbackError(LambdaContainerError):
    """There is nothing to go back to, or it is gone; nothing was changed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Return:
    """An image that goes back, or went back and may not have arrived everywhere.

    Attributes:
        wanted: The image of the stack.
        before: What it was pinned to until now.
        after: What it is pinned to from now on.
    """

    wanted: Wanted
    before: LockedImage
    after: LockedImage


def returns_of(stack: StackManifest, lock: Lock, number: int | None = None) -> list[Return]:
    """Return what changes if a stack goes back.

    Args:
        stack: The stack.
        lock: The images that it is, and was, pinned to.
        number: Which of ``lock.earlier``, from 1, the newest. Default: the newest that no rollback
            replaced and that differs from what is pinned now; or, if a rollback pinned that, the
            same again: it may have been interrupted before it was deployed.

    Raises:
        RollbackError: There are no such earlier images, or they are in another repository.
    """
    wanted = wanted_of([stack], unpin=True)
    if not wanted:
        raise RollbackError(
            f"{stack.name}: Terraform builds its images, so that none is pinned; check out an"
            " earlier revision and deploy it, or set build='published'"
        )
    earlier = lock.earlier.get(stack.name, ())
    if not earlier:
        raise RollbackError(
            f"{stack.name}: {lock.path.name} knows no earlier images of it; publish and promote"
            " keep them there when they pin others"
        )
    if number is None:
        found = _again(wanted, lock) or _newest(wanted, lock, earlier)
        if not found:
            raise RollbackError(
                f"{stack.name}: {lock.path.name} has no earlier images that differ from those that"
                " are pinned and were not rolled back; rollback --list shows all"
            )
    elif 1 <= number <= len(earlier):
        # Those that are pinned already: what was interrupted goes on.
        found = _returns(wanted, lock, earlier[number - 1]) or _again(wanted, lock)
        if not found:
            raise RollbackError(f"{stack.name}: is pinned to these images already")
    else:
        raise RollbackError(
            f"{stack.name}: --to must be 1 to {len(earlier)}, as rollback --list shows; it is"
            f" {number}"
        )
    for each in found:
        if each.after.repository != each.wanted.repository:
            raise RollbackError(
                f"{each.wanted.label}: its image then was in the repository"
                f" {each.after.repository!r}, and it is in {each.wanted.repository!r} now"
            )
    return found


def _newest(wanted: Sequence[Wanted], lock: Lock, earlier: Sequence[EarlierImages]) -> list[Return]:
    rolled_back = []
    for each in earlier:
        if each.rolled_back:
            rolled_back.append(_digests(each))
        # Also not to what it was before it was rolled back.
        elif _digests(each) not in rolled_back and (found := _returns(wanted, lock, each)):
            return found
    return []


def _returns(wanted: Sequence[Wanted], lock: Lock, earlier: EarlierImages) -> list[Return]:
    returns = []
    for each in wanted:
        now = lock.image(each.stack.name, each.image.id)
        then = earlier.images.get(each.image.id)
        if now is not None and then is not None and now.digest != then.digest:
            after = msgspec.structs.replace(then, rolled_back=True)
            returns.append(Return(wanted=each, before=now, after=after))
    return returns


def _again(wanted: Sequence[Wanted], lock: Lock) -> list[Return]:
    """The images that a rollback pinned already."""
    pinned = [(each, lock.image(each.stack.name, each.image.id)) for each in wanted]
    return [
        Return(wanted=each, before=now, after=now)
        for each, now in pinned
        if now is not None and now.rolled_back
    ]


def _digests(earlier: EarlierImages) -> dict[str, str]:
    return {id_: image.digest for id_, image in earlier.images.items()}


def check_returns(returns: Sequence[Return], aws: Aws) -> None:
    """Check that the registry still has the images.

    Raises:
        RollbackError: It does not have one.
        AwsError: It cannot be asked.
    """
    gone = []
    for each in returns:
        image = each.wanted.image
        registry = aws.registry(each.wanted.region, image.repository.registry_id)
        if registry.find(each.after.repository, digest=each.after.digest) is None:
            gone.append(
                f"{each.wanted.label}: {registry.where}: {each.after.repository} no longer has"
                f" {each.after.digest}"
            )
    if gone:
        raise RollbackError("nothing was changed, because images are gone:\n" + "\n".join(gone))
