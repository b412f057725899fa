"""Local images of the project that the source no longer makes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import msgspec

from lambda_container.engine.engine_process import EngineError
from lambda_container.manifest.entries import RepositoryEntry, StackManifest
from lambda_container.operations.gc.local_images import (
    LocalImage,
    delete_local_images,
    unused_local_images,
)
from lambda_container.operations.invoke.local_image import local_tag
from tests.lambda_container.operations.publish.stand_ins import entry, stack_of

ECR = "111122223333.dkr.ecr.eu-west-1.amazonaws.com"
IMAGE = entry(content_hash="ab" * 32)
STACK = stack_of("dev", IMAGE)
TERRAFORMS = "20261128191500-0b4a3280"


class StandInEngine:
    """An engine that lists images, and removes them."""

    def __init__(self, *names: str) -> None:
        self.names = list(names)
        self.used: set[str] = set()

    def read(self, arguments: Sequence[str]) -> str:
        match arguments:
            case ["image", "ls", "--no-trunc", "--format", "{{.Repository}}\t{{.Tag}}\t{{.ID}}"]:
                rows = [name.rpartition(":") for name in self.names]
                return "".join(f"{name}\t{tag}\tsha256:{tag}\n" for name, _, tag in rows)
            case ["image", "inspect", "--format", "{{.Size}}", *ids]:
                return "7\n" * len(ids)
            case ["image", "rm", name] if name not in self.used:
                self.names.remove(name)
                return ""
        raise EngineError("image is being used by a container")


def unused(*names: str, everything: Sequence[StackManifest] = (STACK,)) -> list[str]:
    found = unused_local_images(cast("Any", StandInEngine(*names)), [STACK], everything)
    return [image.name for image in found]


def test_builds_of_terraform_and_of_publish() -> None:
    old, published = f"{ECR}/dev/hello:{'c' * 12}-{TERRAFORMS}", f"{ECR}/dev/hello:{'c' * 32}"
    now = [f"{ECR}/dev/hello:{'ab' * 6}-{TERRAFORMS}", f"{ECR}/dev/hello:{'ab' * 16}"]
    assert unused(old, published, *now) == [old, published]


def test_those_that_invoke_built() -> None:
    current = local_tag(STACK, IMAGE, "linux/amd64")
    old = current.replace("ab" * 6, "c" * 12)
    assert unused(current, current.replace("amd64", "arm64"), old) == [old]


def test_what_is_not_the_projects_is_left_alone() -> None:
    others = [
        f"{ECR}/dev/other:1",
        f"{ECR.replace('eu-west-1', 'us-east-1')}/dev/hello:1",
        "dev/hello:1",
        "docker.io/dev/hello:1",
        "localhost/lambda-container/other:1-amd64",
        "postgres:17",
        f"{ECR}/dev/hello:<none>",
    ]
    assert unused(*others) == []


def test_of_a_repository_whose_account_is_known_only_that_account() -> None:
    repository = RepositoryEntry(name="dev/hello", registry_id="111122223333")
    stack = stack_of("dev", msgspec.structs.replace(IMAGE, repository=repository))
    names = [f"{ECR}/dev/hello:1", f"{ECR.replace('1111', '9999')}/dev/hello:1"]
    found = unused_local_images(cast("Any", StandInEngine(*names)), [stack], [stack])
    assert [image.name for image in found] == names[:1]


def test_what_another_stack_makes_today_stays() -> None:
    name = f"{ECR}/dev/hello:{'c' * 32}"
    other = stack_of("prod", entry(content_hash="c" * 64))
    assert unused(name) == [name]
    assert unused(name, everything=[STACK, other]) == []


def test_one_that_a_container_has_is_kept() -> None:
    names = [f"{ECR}/dev/hello:{each}" for each in "12"]
    engine = StandInEngine(*names)
    engine.used.add(names[0])
    images = [LocalImage(name=name, id=name, size=7) for name in names]
    kept = delete_local_images(cast("Any", engine), images)
    assert kept == {names[0]: "image is being used by a container"}
    assert engine.names == [names[0]]
