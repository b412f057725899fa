"""What a stack goes back to, and what is in the way of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

from lambda_container.manifest.lock_file import Lock, LockError, update_lock
from lambda_container.manifest.locked_image import LockedImage
from lambda_container.operations.rollback.rollback import (
    Return,
    RollbackError,
    check_returns,
    returns_of,
)
from tests.lambda_container.operations.publish.stand_ins import (
    StandInAws,
    StandInRegistry,
    entry,
    remote,
    stack_of,
)

STACK = stack_of("dev", entry(), entry("other"))


def locked(name: str, *, image: str = "hello", **changes: Any) -> LockedImage:
    return LockedImage(digest=remote(name).digest, repository=f"dev/{image}", tag=name, **changes)


class History:
    """A lock file, and what was written to it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def pin(self, hello: str, other: str = "fixed", **changes: Any) -> None:
        images = {
            "Image-hello": locked(hello, **changes),
            "Image-other": locked(other, image="other"),
        }
        update_lock(self.path, {"dev": images})

    def back(self, number: int | None = None) -> list[str]:
        returns = returns_of(STACK, Lock.read(self.path), number)
        images = {each.wanted.image.id: each.after for each in returns}
        update_lock(self.path, {"dev": images})
        return [
            f"{each.wanted.image.id[6:]} {each.before.tag} {each.after.tag}" for each in returns
        ]


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "lock.json")


def test_it_goes_back_one_step(history: History) -> None:
    for name in ("a", "b", "c"):
        history.pin(name)
    assert history.back() == ["hello c b"]


def test_again_it_goes_on_with_the_same(history: History) -> None:
    for name in ("a", "b", "c"):
        history.pin(name)
    history.back()
    before = history.path.read_bytes()
    assert history.back() == ["hello b b"]
    assert history.back(2) == ["hello b b"], "named by its number, too"
    assert history.path.read_bytes() == before
    assert history.back(3) == ["hello b a"]


def test_only_what_differs_goes_back(history: History) -> None:
    history.pin("a", "x")
    history.pin("a", "y")
    history.pin("b", "y")
    assert history.back() == ["hello b a"]


def test_a_set_of_which_some_failed_to_be_published_is_none(history: History) -> None:
    history.pin("a", "x")
    images = {"Image-hello": locked("b")}
    update_lock(history.path, {"dev": images}, partial=True)
    assert Lock.read(history.path).partial == {"dev"}
    history.pin("b", "y")
    assert Lock.read(history.path).partial == frozenset()
    assert history.back() == ["hello b a", "other y x"]


def test_an_image_of_another_repository_is_not_gone_back_to(history: History) -> None:
    update_lock(history.path, {"dev": {"Image-hello": locked("a", image="renamed")}})
    history.pin("b")
    with pytest.raises(RollbackError, match=r"its image then was in the repository 'dev/renamed'"):
        history.back()


def test_what_somebody_pinned_meanwhile_stays(history: History) -> None:
    history.pin("a")
    history.pin("b")
    seen = Lock.read(history.path)
    history.pin("c")
    with pytest.raises(LockError, match="stack 'dev' was changed meanwhile; try again"):
        update_lock(history.path, {"dev": {"Image-hello": locked("a")}}, expected=seen)
    assert Lock.read(history.path).image("dev", "Image-hello") == locked("c")


def test_what_was_rolled_back_counts_again_once_it_is_pinned_again(history: History) -> None:
    for name in ("a", "b"):
        history.pin(name)
    history.back()
    for name in ("b", "c"):
        history.pin(name)
    assert history.back() == ["hello c b"]


def test_a_number_is_one_of_the_list(history: History) -> None:
    for name in ("a", "b", "c"):
        history.pin(name)
    assert history.back(2) == ["hello c a"]
    with pytest.raises(RollbackError, match=r"--to must be 1 to 3, as rollback --list shows; it i"):
        history.back(4)


def test_it_stays_whatever_the_source_is(history: History) -> None:
    history.pin("a", content_hash="a" * 64)
    history.pin("b", content_hash="b" * 64)
    history.back()
    image = Lock.read(history.path).image("dev", "Image-hello")
    assert image == locked("a", content_hash="a" * 64, rolled_back=True)
    assert image.applies_to("c" * 64)


def test_an_image_that_the_stack_no_longer_has_is_left_out(history: History) -> None:
    history.pin("a", "x")
    history.pin("b", "y")
    returns = returns_of(stack_of("dev", entry()), Lock.read(history.path))
    assert [each.wanted.image.id for each in returns] == ["Image-hello"]


def test_without_earlier_images_there_is_nothing_to_go_back_to(history: History) -> None:
    history.pin("a")
    with pytest.raises(RollbackError, match=r"dev: lock\.json knows no earlier images of it"):
        history.back()


def test_what_terraform_builds_is_not_pinned(history: History) -> None:
    stack = stack_of("dev", entry(build="terraform", tag=None, lock=None))
    with pytest.raises(RollbackError, match="dev: Terraform builds its images, so that none is"):
        returns_of(stack, Lock.read(history.path))


class TestTheRegistry:
    def returns(self, history: History) -> list[Return]:
        history.pin("a")
        history.pin("b")
        return returns_of(STACK, Lock.read(history.path))

    def test_has_to_have_the_images(self, history: History) -> None:
        registry = StandInRegistry()
        registry.repositories = {"dev/hello": {"b": remote("b")}}
        returns = self.returns(history)
        with pytest.raises(RollbackError, match=r"dev hello: ECR of .* no longer has sha256:"):
            check_returns(returns, cast("Any", StandInAws(registry)))
        registry.repositories["dev/hello"]["a"] = remote("a")
        check_returns(returns, cast("Any", StandInAws(registry)))
