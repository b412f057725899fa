"""Publish what changed, and let the functions run it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from queue import Queue

from lambda_container.aws_api.errors import ResourceMissing
from lambda_container.aws_api.function_update import publish_version, update_code
from lambda_container.aws_api.function_versions import aliases_of_function, move_alias
from lambda_container.aws_api.functions import image_of_function
from lambda_container.aws_api.session import Aws
from lambda_container.errors import LambdaContainerError
from lambda_container.manifest.entries import FunctionEntry, ImageEntry, StackManifest
from lambda_container.operations.own_account import check_account
from lambda_container.operations.publish.publisher import Action, Published, Publisher
from lambda_container.operations.publish.recorded_publish import publish_and_record
from lambda_container.operations.publish.wanted_image import Wanted

_AT_ONCE = 8


class SyncError(LambdaContainerError):
    """A function is not to be changed, or could not be."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Synced:
    """A function that runs what its source makes.

    Attributes:
        function: The function.
        digest: The digest that it runs.
        action: What was done with its image.
        is_updated: Whether it ran another one before.
        version: The version that the alias names now, if one was moved.
        behind: Its aliases that follow the newest version, and do not run this image.
        seconds: How long its update took, without its image.
        problem: Why it could not be updated; then it runs what it ran.
    """

    function: FunctionEntry
    digest: str
    action: Action
    is_updated: bool = False
    version: str | None = None
    behind: tuple[str, ...] = ()
    seconds: float = 0.0
    problem: str | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Target:
    """A function to bring up to date.

    Attributes:
        stack: Its stack.
        function: The function.
        image: Its image.
    """

    stack: StackManifest
    function: FunctionEntry
    image: ImageEntry


def target_of(stack: StackManifest, function: FunctionEntry) -> Target:
    """Return a function as a target.

    Raises:
        SyncError: It may not be changed without Terraform, or its image is not published.
    """
    if not stack.sync:
        raise SyncError(
            f"{stack.name}: is not marked for sync: set sync = true in its environment, or call"
            " allow_sync(stack); otherwise deploy it"
        )
    if function.image is None:
        raise SyncError(f"{function.path}: runs an existing image, which is not built")
    image = stack.image(function.image)
    if image.build != "published":
        raise SyncError(f"{function.path}: Terraform builds its image: set build='published'")
    if image.is_kept:
        how = "rolled back" if image.rolled_back else f"promoted from {image.promoted_from}"
        raise SyncError(
            f"{function.path}: its image was {how}, and stays: run lambda-container publish"
            f" {stack.name} --unpin first"
        )
    if function.function_name is None or function.region is None:
        raise SyncError(f"{function.path}: its name or Region is known only after apply")
    return Target(stack, function, image)


def sync(
    targets: Sequence[Target],
    publisher: Publisher,
    aws: Aws,
    *,
    alias: str | None = None,
    on_done: Callable[[Synced], None] = lambda _: None,
) -> list[Synced]:
    """Publish the images of functions, and let the functions run them.

    The lock file is written as soon as an image is in the registry: what ends this before a
    function is updated is finished by the next sync, or by a deployment.

    Args:
        targets: The functions.
        publisher: Publishes.
        aws: Identity that updates.
        alias: An alias that is moved to a new version, of the functions that have it.
        on_done: Called with each function once it is done.

    Raises:
        AnotherAccount: The credentials are of another account than the stack is for.
        PublishError: An image could not be published; no function was changed.
    """
    check_account(aws, [each.function for each in targets])
    published = publish_and_record(publisher, _wanted(targets))
    images = {(each.wanted.stack.name, each.wanted.image.id): each for each in published}

    def one(target: Target) -> Synced:
        return _updated(target, images[target.stack.name, target.image.id], aws, alias)

    done: dict[Target, Synced] = {}
    for target, synced in _each_at_once(targets, one):
        done[target] = synced
        on_done(synced)
    return [done[target] for target in targets]


def _each_at_once(
    targets: Sequence[Target], work: Callable[[Target], Synced]
) -> Iterator[tuple[Target, Synced]]:
    """Yield what becomes of each target, in the order in which they are done.

    The threads do not outlive the program: Ctrl-C does not wait for Lambda, which goes on.
    """
    results: Queue[tuple[Target, Synced | BaseException]] = Queue()
    turns = threading.Semaphore(_AT_ONCE)

    def run(target: Target) -> None:
        with turns:
            try:
                results.put((target, work(target)))
            except BaseException as error:
                results.put((target, error))

    for target in targets:
        threading.Thread(target=run, args=(target,), daemon=True).start()
    for _ in targets:
        target, result = results.get()
        if isinstance(result, BaseException):
            raise result
        yield target, result


def _wanted(targets: Iterable[Target]) -> list[Wanted]:
    """The images of the functions, each once."""
    images = {(each.stack.name, each.image.id): each for each in targets}
    return [Wanted(each.stack, each.image) for each in images.values()]


def _updated(target: Target, image: Published, aws: Aws, alias: str | None) -> Synced:
    started = time.monotonic()
    function = target.function
    name, region = function.function_name, function.region
    assert name is not None  # noqa: S101 - see target_of
    assert region is not None  # noqa: S101
    version: str | None = None
    is_updated = False
    problem: str | None = None
    behind: tuple[str, ...] = ()
    try:
        runs = image_of_function(aws, name, region)
        if runs is None or not runs.endswith(f"@{image.digest}"):
            registry = aws.registry(image.wanted.region, target.image.repository.registry_id)
            update_code(
                aws, name, region, f"{registry.url(image.wanted.repository)}@{image.digest}"
            )
            is_updated = True
        if alias is not None:
            version = _moved(aws, name, region, alias)
        behind = tuple(_behind(aws, function, name, region, image.digest))
    except LambdaContainerError as error:
        problem = str(error)
    return Synced(
        function=function,
        digest=image.digest,
        action=image.action,
        is_updated=is_updated,
        version=version,
        behind=behind,
        seconds=time.monotonic() - started,
        problem=problem,
    )


def _moved(aws: Aws, name: str, region: str, alias: str) -> str | None:
    """Publish a version, and let the alias name it; nothing if the function has no such alias."""
    found = {each.name: each for each in aliases_of_function(aws, name, region)}
    if alias not in found:
        return None
    version = publish_version(aws, name, region)  # the last one, if it is the same
    if found[alias].version != version or found[alias].weights:
        move_alias(aws, name, region, alias, version)
        return version
    return None


def _behind(
    aws: Aws, function: FunctionEntry, name: str, region: str, digest: str
) -> Iterator[str]:
    """The aliases that follow the newest version, as Terraform has them, and run another image."""
    for alias in function.aliases:
        if alias.is_newest:
            try:
                uri = image_of_function(aws, name, region, qualifier=alias.name)
            except ResourceMissing:
                continue  # not deployed yet
            if uri is None or not uri.endswith(f"@{digest}"):
                yield alias.name
