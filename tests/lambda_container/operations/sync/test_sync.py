"""Which functions are brought up to date, and how far."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest

from lambda_container.aws_api.errors import AwsError
from lambda_container.manifest.entries import AliasEntry, ImageEntry, StackManifest
from lambda_container.manifest.lock_file import Lock
from lambda_container.operations.own_account import AnotherAccount
from lambda_container.operations.publish.publisher import Publisher, PublishError
from lambda_container.operations.sync import sync as module
from lambda_container.operations.sync.sync import Synced, SyncError, Target, sync, target_of
from tests.lambda_container.operations.publish.stand_ins import (
    StandInEngine,
    StandInRegistry,
    Steps,
    entry,
    stack_of,
)
from tests.lambda_container.operations.stand_in_lambda import StandInFunction, StandInLambda


class World:
    """A marked stack with two functions, of which each runs something old."""

    def __init__(self, folder: Path) -> None:
        self.registry_ = StandInRegistry()
        self.registry_.repositories = {"dev/hello": {}, "dev/other": {}}
        self.engine = StandInEngine(self.registry_)
        self.functions = {f"dev-{name}": StandInFunction("old") for name in ("hello", "other")}
        self.lambda_ = StandInLambda(self.functions)
        self.folder = folder
        self.fails: set[str] = set()

    def stack(self, *images: ImageEntry, marked: bool = True) -> StackManifest:
        images = images or (entry(), entry("other"))
        stack = stack_of("dev", *images, folder=self.folder)
        return msgspec.structs.replace(stack, sync=marked)

    def registry(self, *_: object) -> StandInRegistry:
        return self.registry_

    def account(self) -> str:
        return "111122223333"

    def client(self, service: str, _region: str) -> StandInLambda:
        assert service == "lambda"
        return self.lambda_

    def sync(self, stack: StackManifest | None = None, **options: Any) -> list[Synced]:
        stack = stack or self.stack()
        aws = cast("Any", self)
        publisher = Publisher(aws, Steps(), find_engine=lambda: cast("Any", self.engine))
        targets = [target_of(stack, function) for function in stack.functions]
        return sync(targets, publisher, aws, **options)

    def update(self, _aws: Any, name: str, region: str, uri: str) -> None:
        assert region == "eu-west-1"
        if name in self.fails:
            raise AwsError("its update failed")
        self.functions[name].digest = uri.partition("@")[2]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    world = World(tmp_path)
    monkeypatch.setattr(module, "update_code", world.update)

    def publish(_aws: Any, name: str, _region: str) -> str:
        function = world.functions[name]
        return function.publish(function.digest)

    monkeypatch.setattr(module, "publish_version", publish)
    return world


def test_functions_run_what_was_built_and_the_lock_file_says_so(world: World) -> None:
    done = world.sync()
    assert [(each.action, each.is_updated) for each in done] == [("built", True)] * 2
    lock = Lock.read(world.folder / "lock.json")
    for name in ("hello", "other"):
        locked = lock.image("dev", f"Image-{name}")
        assert locked is not None
        assert world.functions[f"dev-{name}"].digest == locked.digest


def test_the_second_time_nothing_is_done(world: World) -> None:
    world.sync()
    done = world.sync()
    assert [(each.action, each.is_updated) for each in done] == [("present", False)] * 2
    assert len(world.engine.builds) == 2


def test_an_alias_moves_to_a_new_version_where_there_is_one(world: World) -> None:
    world.functions["dev-hello"].aliases["live"] = ("1", {"2": 0.5})
    done = world.sync(alias="live")
    assert [each.version for each in done] == ["1", None]
    assert world.functions["dev-hello"].aliases["live"] == ("1", {})


def test_what_fails_keeps_the_others_from_nothing(world: World) -> None:
    world.fails.add("dev-hello")
    failed, updated = world.sync()
    assert (failed.problem, failed.is_updated) == ("its update failed", False)
    assert (updated.problem, updated.is_updated) == (None, True)


def test_a_function_that_is_not_deployed_is_told(world: World) -> None:
    del world.functions["dev-hello"]
    failed, _ = world.sync()
    assert "ResourceNotFoundException" in (failed.problem or "")


def test_nothing_is_updated_if_an_image_was_not_published(world: World) -> None:
    stack = world.stack(entry(), entry("other", build_args={"fails": "1"}))
    with pytest.raises(PublishError):
        world.sync(stack)
    assert {each.digest for each in world.functions.values()} == {"old"}


def test_functions_are_updated_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    both = threading.Barrier(2, timeout=20)
    monkeypatch.setattr(module, "update_code", lambda *_: both.wait())
    assert all(each.is_updated for each in world.sync())


def test_functions_of_one_image_share_its_build(world: World) -> None:
    stack = world.stack(entry())
    function = msgspec.structs.replace(stack.functions[0], function_name="dev-other", id="other")
    stack = msgspec.structs.replace(stack, functions=(*stack.functions, function))
    assert all(each.is_updated for each in world.sync(stack))
    assert len(world.engine.builds) == 1


def test_aliases_that_stay_behind_are_told(world: World) -> None:
    world.functions["dev-hello"].publish("old")
    world.functions["dev-hello"].aliases["live"] = ("1", {})
    stack = world.stack()
    live = AliasEntry(name="live", is_newest=True, is_gradual=False)
    functions = [msgspec.structs.replace(each, aliases=(live,)) for each in stack.functions]
    stack = msgspec.structs.replace(stack, functions=tuple(functions))
    assert [each.behind for each in world.sync(stack)] == [("live",), ()]


def test_another_account_is_left_alone(world: World) -> None:
    stack = world.stack()
    functions = [msgspec.structs.replace(each, account="999999999999") for each in stack.functions]
    with pytest.raises(AnotherAccount, match="is for the account 999999999999, and the AWS cred"):
        world.sync(msgspec.structs.replace(stack, functions=tuple(functions)))
    assert world.engine.builds == []


class TestRefused:
    def target(self, stack: StackManifest, **changes: Any) -> Target:
        return target_of(stack, msgspec.structs.replace(stack.functions[0], **changes))

    def test_a_stack_that_is_not_marked(self, world: World) -> None:
        with pytest.raises(SyncError, match=r"dev: is not marked for sync: set sync = true in its"):
            self.target(world.stack(marked=False))

    def test_what_terraform_builds(self, world: World) -> None:
        stack = world.stack(entry(build="terraform", tag=None, lock=None))
        with pytest.raises(SyncError, match="dev/hello: Terraform builds its image: set build="):
            self.target(stack)

    @pytest.mark.parametrize(
        ("kept", "how"),
        [({"promoted_from": "test"}, "promoted from test"), ({"rolled_back": True}, "rolled back")],
    )
    def test_what_is_pinned_to_stay(self, world: World, kept: dict[str, Any], how: str) -> None:
        with pytest.raises(SyncError, match=f"its image was {how}, and stays: run lambda-cont"):
            self.target(world.stack(entry(**kept)))

    @pytest.mark.parametrize("unknown", ["function_name", "region"])
    def test_a_function_that_is_not_known(self, world: World, unknown: str) -> None:
        with pytest.raises(SyncError, match="its name or Region is known only after apply"):
            self.target(world.stack(), **{unknown: None})

    def test_an_existing_image(self, world: World) -> None:
        with pytest.raises(SyncError, match="runs an existing image, which is not built"):
            self.target(world.stack(), image=None)
