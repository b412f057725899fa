"""What a deployed function runs, compared with its lock file and its source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from lambda_container.aws_api.errors import ResourceMissing
from lambda_container.aws_api.function_metrics import sums
from lambda_container.aws_api.function_versions import LATEST, DeployedAlias, aliases_of_function
from lambda_container.aws_api.functions import (
    DeployedFunction,
    deployed_function,
    image_of_function,
)
from lambda_container.aws_api.image_config import image_config, labels_of
from lambda_container.aws_api.session import Aws
from lambda_container.build.image_tag import hash_prefix
from lambda_container.errors import LambdaContainerError
from lambda_container.manifest.entries import FunctionEntry, ImageEntry, StackManifest
from lambda_container.manifest.lock_file import Lock
from lambda_container.operations.bases.pins import age_in_days
from lambda_container.operations.publish.provenance import REVISION

Comparison = Literal["same", "differs"]

_PERIOD = timedelta(hours=1)
_METRICS = ("Invocations", "Errors", "Throttles")
_AT_ONCE = 32
_IMAGE_URI = ".dkr.ecr"


@dataclass(frozen=True, kw_only=True)
class FunctionStatus:
    """A function, and what runs of it.

    Attributes:
        function: The function of the stack.
        deployed: The deployed function; ``None`` if it is not deployed.
        aliases: Its aliases.
        behind: Its aliases that follow the newest version, and run another image than ``$LATEST``.
        digest: The digest of the image that runs; ``None`` if Lambda does not tell.
        revision: The revision of the source, if the image has a label of it.
        base_age: The age of its base image in days, if it is pinned and what runs was built on it.
        lock: What runs, compared with what the lock file pins; ``None`` if that pins nothing.
        source: What runs, compared with what the source makes now; ``None`` if no build of it.
        invocations: Invocations in the last hour.
        errors: Those that failed.
        throttles: Those that were throttled.
        problem: Why something of it could not be read.
    """

    function: FunctionEntry
    deployed: DeployedFunction | None = None
    aliases: tuple[DeployedAlias, ...] = ()
    behind: tuple[str, ...] = ()
    digest: str | None = None
    revision: str | None = None
    base_age: int | None = None
    lock: Comparison | None = None
    source: Comparison | None = None
    invocations: int = 0
    errors: int = 0
    throttles: int = 0
    problem: str | None = None

    @property
    def differs(self) -> bool:
        """Whether something else runs than the lock file, or without one the source, says."""
        return (self.lock or self.source) == "differs" or bool(self.behind)


def status_of(stack: StackManifest, lock: Lock, aws: Aws, now: datetime) -> list[FunctionStatus]:
    """Return the status of a stack's functions.

    Args:
        stack: The stack.
        lock: Its lock file.
        aws: Identity that reads.
        now: The current time.
    """
    reader = _Reader(stack, lock, aws, now)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        found = list(pool.map(reader.read, stack.functions))
    return _with_metrics(found, aws, now)


@dataclass(frozen=True)
class _Reader:
    stack: StackManifest
    lock: Lock
    aws: Aws
    now: datetime

    def read(self, function: FunctionEntry) -> FunctionStatus:
        status = FunctionStatus(function=function)
        name, region = function.function_name, function.region
        if name is None or region is None:
            return replace(status, problem="its name or Region is known only after apply")
        try:
            deployed = deployed_function(self.aws, name, region)
            aliases = tuple(aliases_of_function(self.aws, name, region))
            status = replace(status, deployed=deployed, aliases=aliases)
            status = replace(status, behind=self._behind(status, name, region))
            return self._compared(status, deployed.image, region)
        except ResourceMissing:
            return status
        except LambdaContainerError as error:
            return replace(status, problem=str(error))

    def _compared(self, status: FunctionStatus, uri: str | None, region: str) -> FunctionStatus:
        if uri is None:
            return status
        address, _, digest = uri.partition("@")
        host, _, repository = address.partition("/")
        status = replace(status, digest=digest, lock=self._lock(status.function, digest))
        if _IMAGE_URI not in host:
            return status
        registry = self.aws.registry(region, host.partition(".")[0])
        image = registry.find(repository, digest=digest)
        if image is None:
            gone = f"{registry.where}: {repository} no longer has the image that it runs, {digest}"
            return replace(status, problem=gone)
        if not image.is_single:
            return status
        tags = [tag for tag, _ in registry.tags(repository, digest=digest)]
        return self._described(status, labels_of(image_config(registry, repository, image)), tags)

    def _behind(self, status: FunctionStatus, name: str, region: str) -> tuple[str, ...]:
        assert status.deployed is not None  # noqa: S101 - for mypy
        newest = {alias.name for alias in status.function.aliases if alias.is_newest}
        followers = [each for each in status.aliases if each.name in newest]
        return tuple(
            each.name
            for each in followers
            if image_of_function(self.aws, name, region, qualifier=each.version)
            != status.deployed.image
        )

    def _lock(self, function: FunctionEntry, digest: str) -> Comparison | None:
        locked = self.lock.image(self.stack.name, function.image) if function.image else None
        if locked is None:
            return None
        return "same" if locked.digest == digest else "differs"

    def _described(
        self, status: FunctionStatus, labels: Mapping[str, str], tags: Sequence[str]
    ) -> FunctionStatus:
        status = replace(status, revision=labels.get(REVISION))
        if status.function.image is None:
            return status
        image = self.stack.image(status.function.image)
        prefix = hash_prefix(image.content_hash)
        if not any(tag.startswith(prefix) for tag in tags):
            return replace(status, source="differs")
        return replace(status, source="same", base_age=self._base_age(image))

    def _base_age(self, image: ImageEntry) -> int | None:
        """The age of the oldest base that the image is pinned to."""
        pins = [
            self.lock.bases[key]
            for key, digest in image.inputs.bases.items()
            if key in self.lock.bases and self.lock.bases[key].digest == digest
        ]
        ages = [age_in_days(base, self.now) for base in pins]
        return max((age for age in ages if age is not None), default=None)


def _with_metrics(found: Iterable[FunctionStatus], aws: Aws, now: datetime) -> list[FunctionStatus]:
    by_region: dict[str, list[FunctionStatus]] = defaultdict(list)
    whole = list(found)
    for status in whole:
        if status.deployed is not None:
            by_region[status.deployed.region].append(status)
    counted: dict[str, FunctionStatus] = {}
    for region, statuses in by_region.items():
        names = [each.deployed.name for each in statuses if each.deployed is not None]
        try:
            numbers = sums(aws, region, names, _METRICS, end=now, period=_PERIOD)
        except LambdaContainerError as error:
            told = str(error)
            counted |= {
                each.function.path: replace(each, problem=each.problem or told) for each in statuses
            }
            continue
        for name, each in zip(names, statuses, strict=True):
            invocations, errors, throttles = (numbers[name, metric] for metric in _METRICS)
            counted[each.function.path] = replace(
                each, invocations=invocations, errors=errors, throttles=throttles
            )
    return [counted.get(each.function.path, each) for each in whole]


def runs_at(alias: DeployedAlias) -> str:
    """What an alias sends its traffic to, such as ``live 7, 8 at 10 %``."""
    version = "latest" if alias.version == LATEST else alias.version
    others = (f", {other} at {weight:.0%}" for other, weight in sorted(alias.weights.items()))
    return f"{alias.name} {version}{''.join(others)}"
