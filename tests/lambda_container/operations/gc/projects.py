"""A project with repositories and functions in memory, and its collector."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from lambda_container.manifest.entries import RepositoryEntry, StackManifest
from lambda_container.manifest.lock_file import Lock
from lambda_container.manifest.locked_image import LockedImage
from lambda_container.operations.gc.collector import Collector
from lambda_container.operations.gc.garbage import Garbage
from tests.lambda_container.operations.gc.stand_in_account import (
    NOW,
    StandInAccount,
    StandInImage,
    digest_of,
)
from tests.lambda_container.operations.publish.stand_ins import entry, stack_of

OWN, OTHER = "111122223333", "444455556666"
REGIONS = ("eu-west-1", "us-east-1")


def stack(name: str = "dev", account: str | None = OWN, **changes: Any) -> StackManifest:
    """A stack with one image, in the repository ``NAME/hello``."""
    repository = RepositoryEntry(name=f"{name}/hello", region="eu-west-1", registry_id=account)
    image = entry(content_hash="f" * 64, repository=repository)
    return stack_of(name, msgspec.structs.replace(image, **changes))


def locked(digest: str, tag: str = "1") -> LockedImage:
    return LockedImage(digest=digest, repository="dev/hello", tag=tag)


class Project:
    """A stack in an account, with what is in its repository."""

    def __init__(self) -> None:
        self.own, self.other = StandInAccount(OWN, REGIONS), StandInAccount(OTHER, REGIONS)
        self.identities = [self.own]
        self.stacks = [stack()]
        self.locks: dict[str, Lock] = {}
        self.repository = self.own.repository("dev/hello")

    def push(self, name: str, **changes: Any) -> str:
        image = StandInImage(digest_of(name), tags=(name,), **changes)
        self.repository.images.append(image)
        return image.digest

    def collector(self, **options: Any) -> Collector:
        identities: Mapping[str, Any] = {each.number: each for each in self.identities}
        arguments = {"older_than": 14, "keep": 0, "now": lambda: NOW, **options}
        return Collector(
            self.stacks, self.stacks, locks=lambda: self.locks, identities=identities, **arguments
        )

    def find(self, **options: Any) -> Garbage:
        return self.collector(**options).find()[0]

    def unused(self, **options: Any) -> list[str]:
        return [image.tags[0] for image in self.find(**options).unused]
