from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import msgspec
import pytest

from lambda_container.manifest.entries import StackManifest
from lambda_container.manifest.lock_file import Lock
from lambda_container.manifest.locked_image import LockedImage
from lambda_container.operations.publish import image_promotion
from lambda_container.operations.publish.image_promotion import Promotion
from lambda_container.operations.publish.promoter import PromoteError, promote
from tests.lambda_container.operations.publish.stand_ins import (
    INDEX,
    StandInAws,
    StandInRegistry,
    Steps,
    entry,
    remote,
    stack_of,
)

RUNS = remote("runs")


@pytest.fixture(autouse=True)
def _copies(monkeypatch: pytest.MonkeyPatch) -> None:
    def copy(image: Any, *, source: Any, target: Any, tag: str, show: object) -> None:
        target[0].put(target[1], image, tag)

    monkeypatch.setattr(image_promotion, "copy_image", copy)


class Workbench:
    """dev, which runs an image, and prod in another account."""

    def __init__(self) -> None:
        self.dev, self.prod = StandInRegistry(), StandInRegistry("777788889999")
        self.dev.repositories["dev/hello"] = {"1": RUNS}
        self.prod.repositories["prod/hello"] = {}
        self.runs = {"dev-hello": f"{self.dev.host}/dev/hello@{RUNS.digest}"}
        self.source = stack_of("dev", entry())
        self.target = stack_of("prod", entry(stack="prod"))
        self.lock = Lock(Path("lock.json"), {})

    def promote(self, **options: Any) -> list[Promotion]:
        stacks: tuple[StackManifest, StackManifest] = (self.source, self.target)
        return promote(
            *stacks,
            lock=self.lock,
            from_aws=cast("Any", StandInAws(self.dev, self.runs)),
            to_aws=cast("Any", StandInAws(self.prod)),
            progress=Steps(),
            **options,
        )


@pytest.fixture
def workbench() -> Workbench:
    return Workbench()


def test_what_runs_is_copied_by_digest_and_pinned(workbench: Workbench) -> None:
    (promotion,) = workbench.promote()
    assert promotion.is_new
    assert workbench.prod.repositories["prod/hello"] == {"1": RUNS}
    assert promotion.locked == LockedImage(
        digest=RUNS.digest, repository="prod/hello", tag="1", promoted_from="dev"
    )


def test_the_second_time_nothing_is_copied(workbench: Workbench) -> None:
    first, second = workbench.promote(), workbench.promote()
    assert not second[0].is_new
    assert first[0].locked == second[0].locked


def test_the_content_hash_of_what_was_published_goes_along(workbench: Workbench) -> None:
    published = LockedImage(digest=RUNS.digest, repository="x", tag="1", content_hash="c" * 64)
    workbench.lock = Lock(Path("x"), {"dev": {"Image-hello": published}})
    assert workbench.promote()[0].locked.content_hash == "c" * 64


def test_a_tag_that_means_another_image_there_is_left_alone(workbench: Workbench) -> None:
    other = remote("other")
    workbench.prod.repositories["prod/hello"] = {"1": other}
    (promotion,) = workbench.promote()
    assert promotion.locked.tag == f"promoted-{RUNS.digest[7:39]}"
    assert workbench.prod.repositories["prod/hello"]["1"] == other


def test_what_was_published_can_be_meant_instead(workbench: Workbench) -> None:
    workbench.runs = {}
    image = entry()
    assert image.tag is not None
    workbench.dev.repositories["dev/hello"][image.tag] = remote("published")
    (promotion,) = workbench.promote(running=False)
    assert promotion.locked.digest == remote("published").digest


def test_an_image_of_terraform_is_promoted_too(workbench: Workbench) -> None:
    workbench.source = stack_of("dev", entry(build="terraform", tag=None, lock=None))
    assert workbench.promote()[0].locked.digest == RUNS.digest
    with pytest.raises(PromoteError, match="omit --published"):
        workbench.promote(running=False)


def test_repositories_are_made_when_asked(workbench: Workbench) -> None:
    del workbench.prod.repositories["prod/hello"]
    with pytest.raises(PromoteError, match="let promote create it with --create-repositories"):
        workbench.promote()
    workbench.promote(create_repositories=True)
    assert workbench.prod.made == ["prod/hello"]


class TestWhatCannotBePromoted:
    def test_a_function_that_is_not_deployed(self, workbench: Workbench) -> None:
        workbench.runs = {}
        with pytest.raises(PromoteError, match="prod is unchanged:\nprod hello: there is no fun"):
            workbench.promote()

    def test_functions_that_run_different_images(self, workbench: Workbench) -> None:
        one = stack_of("dev", entry()).functions[0]
        more = msgspec.structs.replace(one, function_name="dev-other", path="dev/other")
        functions = (one, more)
        workbench.source = StackManifest(
            name="dev", folder=Path("/x"), images=(entry(),), functions=functions
        )
        workbench.runs["dev-other"] = f"x@{remote('other').digest}"
        with pytest.raises(PromoteError, match="its functions run different images"):
            workbench.promote()

    def test_an_index(self, workbench: Workbench) -> None:
        index = remote("runs", media_type=INDEX)
        workbench.dev.repositories["dev/hello"] = {"1": index}
        with pytest.raises(PromoteError, match="is an index, which Lambda refuses"):
            workbench.promote()

    def test_an_image_that_is_gone(self, workbench: Workbench) -> None:
        workbench.dev.repositories["dev/hello"] = {}
        with pytest.raises(PromoteError, match="dev/hello has no image sha256:"):
            workbench.promote()

    def test_what_was_never_published(self, workbench: Workbench) -> None:
        with pytest.raises(PromoteError, match="run lambda-container publish dev first"):
            workbench.promote(running=False)

    def test_what_the_source_does_not_have(self, workbench: Workbench) -> None:
        workbench.target = stack_of("prod", entry("other", stack="prod"))
        with pytest.raises(PromoteError, match="dev has no image 'Image-other', which prod needs"):
            workbench.promote()

    def test_another_architecture(self, workbench: Workbench) -> None:
        workbench.target = stack_of("prod", entry(stack="prod", architecture="arm64"))
        with pytest.raises(PromoteError, match="needs arm64, but dev has x86_64"):
            workbench.promote()

    def test_a_target_that_terraform_builds(self, workbench: Workbench) -> None:
        workbench.target = stack_of("prod", entry(stack="prod", build="terraform", tag=None))
        with pytest.raises(PromoteError, match="prod has no image that can be pinned"):
            workbench.promote()
