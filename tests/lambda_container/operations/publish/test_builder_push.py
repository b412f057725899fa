"""Publishing from a builder elsewhere, with a registry in memory."""

from __future__ import annotations

import os
from typing import Any, cast

import pytest
import stamina

from lambda_container.engine.engine import Engine
from lambda_container.engine.engine_process import EngineError
from lambda_container.operations.publish import builder_push
from lambda_container.operations.publish.image_maker import ImageMaker
from lambda_container.operations.publish.publisher import Published, Publisher, PublishError
from lambda_container.operations.publish.wanted_image import Wanted
from tests.lambda_container.operations.publish.stand_ins import (
    INDEX,
    StandInAws,
    StandInEngine,
    StandInFarm,
    StandInRegistry,
    Steps,
    entry,
    remote,
    wanted,
)


@pytest.fixture(autouse=True)
def config(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The configuration of every image in the registry."""
    config = {"os": "linux", "architecture": "amd64"}
    monkeypatch.setattr(builder_push, "image_config", lambda *_: config)
    return config


@pytest.fixture
def registry() -> StandInRegistry:
    registry = StandInRegistry()
    registry.repositories = {"dev/hello": {}, "dev/other": {}}
    return registry


@pytest.fixture
def farm(registry: StandInRegistry) -> StandInFarm:
    return StandInFarm(registry)


def publish(
    registry: StandInRegistry, engine: StandInEngine, images: list[Wanted], **options: Any
) -> tuple[list[Published], Steps]:
    steps = Steps()
    aws = cast("Any", StandInAws(registry))
    find = lambda: cast("Engine", engine)  # noqa: E731
    return Publisher(aws, steps, find_engine=find, **options).publish(images), steps


def failing(farm: StandInFarm, *said: str) -> None:
    """Let the first builds fail, one for each of these."""

    def fail(before: int) -> None:
        if before < len(said):
            output = said[before].splitlines()
            raise EngineError("docker buildx build failed (1)", output=output)

    farm.fail = fail


def test_it_is_pushed_without_a_tag_checked_and_tagged(
    registry: StandInRegistry, farm: StandInFarm
) -> None:
    (image,) = wanted(entry())
    (done,), steps = publish(registry, farm, [image])

    repository = f"{registry.host}/dev/hello"
    pushed = remote(f"built-{repository}", layer_bytes=1)
    assert (done.action, done.digest) == ("built", pushed.digest)
    assert registry.repositories["dev/hello"] == {image.tag: pushed}
    ((exported, _),) = farm.options
    assert exported == (
        f"--output=type=image,name={repository},push=true,push-by-digest=true,name-canonical=true"
    )
    assert [each.tags for each in farm.builds] == [()]
    assert farm.pushes == []
    assert [doing for _, doing in steps.told] == [
        "building on farm",
        "pushing",
        "verifying",
        "built",
    ]


def test_an_engines_own_builder_builds_in_the_engine(
    registry: StandInRegistry, farm: StandInFarm
) -> None:
    farm.told = "Name: default\nDriver: docker\n\nNodes:\nName: default\n"
    publish(registry, farm, wanted(entry()))
    assert (len(farm.pushes), farm.options) == (1, [])


class TestWhatLambdaWouldRefuse:
    def test_another_platform(
        self, registry: StandInRegistry, farm: StandInFarm, config: dict[str, str]
    ) -> None:
        config["architecture"] = "arm64"
        with pytest.raises(PublishError, match="is for linux/arm64, but the function needs linux/"):
            publish(registry, farm, wanted(entry()))
        assert registry.repositories["dev/hello"] == {}

    def test_an_image_that_is_too_large(self, registry: StandInRegistry, farm: StandInFarm) -> None:
        farm.layer_bytes = 11 * 1024**3
        with pytest.raises(PublishError, match=r"has 11\.0 GB compressed, but Lambda allows"):
            publish(registry, farm, wanted(entry()))
        assert registry.repositories["dev/hello"] == {}

    def test_an_index(self, registry: StandInRegistry, farm: StandInFarm) -> None:
        farm.media_type = INDEX
        with pytest.raises(PublishError, match=r"farm pushed an index \(.*\), which Lamb"):
            publish(registry, farm, wanted(entry()))
        assert registry.repositories["dev/hello"] == {}

    def test_what_is_not_there(self, registry: StandInRegistry, farm: StandInFarm) -> None:
        farm.claims = f"sha256:{'0' * 64}"
        with pytest.raises(PublishError, match=r"dev/hello@sha256:0+ is absent after the push"):
            publish(registry, farm, wanted(entry()))


class TestAgain:
    @pytest.mark.parametrize(
        "said",
        [
            "ERROR: failed to solve: failed to push r/dev/hello: failed to do request: EOF",
            "ERROR: failed to build: failed to solve: Unavailable: error reading from server: EOF",
            "ERROR: failed to receive status: rpc error: code = Unavailable desc = closing",
            "ERROR: failed to solve: error writing layer blob: 429 Too Many Requests",
        ],
    )
    def test_a_push_and_a_connection_are_tried_again(
        self, said: str, registry: StandInRegistry, farm: StandInFarm
    ) -> None:
        failing(farm, said, said)
        (done,), steps = publish(registry, farm, wanted(entry()))
        assert (done.action, len(farm.builds)) == ("built", 3)
        assert ("dev hello", "building on farm, attempt 3") in steps.told

    @pytest.mark.parametrize(
        "said",
        [
            'ERROR: failed to solve: process "/bin/sh -c false" did not complete: exit code: 1',
            "#7 0.3 curl: service Unavailable",
            "ERROR: failed to solve: failed to push r/dev/hello: denied: not authorized",
        ],
    )
    def test_what_ends_the_same_way_is_not(
        self, said: str, registry: StandInRegistry, farm: StandInFarm
    ) -> None:
        failing(farm, said)
        with pytest.raises(PublishError, match=r"buildx build failed \(1\)"):
            publish(registry, farm, wanted(entry()))
        assert len(farm.builds) == 1

    def test_what_the_steps_of_the_build_said_is_no_reason(
        self, registry: StandInRegistry, farm: StandInFarm
    ) -> None:
        steps = "#5 COPY Dockerfile /flask-limiter.py\n#6 0.1 error: failed to push some refs"
        failing(farm, f"{steps}\nERROR: failed to push r/dev/hello: 429 Too Many Requests")
        publish(registry, farm, wanted(entry()))
        assert len(farm.builds) == 2

        farm.builds.clear()
        failing(farm, f"{steps}\nERROR: failed to solve: process did not complete: exit code: 1")
        with pytest.raises(PublishError, match="exit code: 1"):
            publish(registry, farm, wanted(entry("other")))
        assert len(farm.builds) == 1

    def test_a_long_build_has_as_many_attempts(
        self, registry: StandInRegistry, farm: StandInFarm, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hours = iter(range(0, 3600 * 1000, 3600))
        monkeypatch.setattr("tenacity.time.monotonic", lambda: next(hours))
        said = "ERROR: failed to push r/dev/hello: denied: Your authorization token has expired."
        failing(farm, said)
        with stamina.set_testing(False):
            publish(registry, farm, wanted(entry()))
        assert len(farm.builds) == 2

    def test_a_login_that_has_expired_is_renewed_once(
        self, registry: StandInRegistry, farm: StandInFarm
    ) -> None:
        said = "ERROR: failed to push r/dev/hello: denied: Your authorization token has expired."
        failing(farm, said)
        publish(registry, farm, wanted(entry()))
        assert (registry.logins, len(farm.builds)) == (2, 2)

        failing(farm, *[said] * 9)
        with pytest.raises(PublishError, match="token has expired"):
            publish(registry, farm, wanted(entry("other")))
        assert (registry.logins, len(farm.builds)) == (3, 4)

    def test_a_tag_that_another_publish_took_meanwhile_is_as_good(
        self, registry: StandInRegistry, farm: StandInFarm
    ) -> None:
        (image,) = wanted(entry())

        def fail(_before: int) -> None:
            registry.repositories["dev/hello"][image.tag] = remote("of another")

        farm.fail = fail
        (done,), _ = publish(registry, farm, [image])
        assert (done.action, done.digest) == ("present", remote("of another").digest)


class TestAtOnce:
    def maker(self, engine: StandInEngine, jobs: int | None = None) -> ImageMaker:
        return ImageMaker(
            Steps(),
            find_engine=lambda: cast("Engine", engine),
            jobs=jobs,
            cache=None,
            pull=True,
            labels={},
        )

    @pytest.fixture(autouse=True)
    def _two_processors(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "cpu_count", lambda: 2)

    @pytest.mark.parametrize(
        ("driver", "expected"),
        [("docker", 2), ("docker-container", 2), ("remote", 16), ("kubernetes", 16), ("cloud", 16)],
    )
    def test_a_farm_builds_more(self, driver: str, expected: int, farm: StandInFarm) -> None:
        farm.told = farm.told.replace("remote", driver)
        assert self.maker(farm).at_once(builds=True) == expected
        assert self.maker(farm, jobs=3).at_once(builds=True) == 3

    def test_copies_ask_for_no_engine(self) -> None:
        maker = ImageMaker(
            Steps(),
            find_engine=lambda: pytest.fail("an engine was looked for"),
            jobs=None,
            cache=None,
            pull=True,
            labels={},
        )
        assert maker.at_once(builds=False) == 2

    def test_an_engine_that_is_missing_is_told_once(self, registry: StandInRegistry) -> None:
        asked = []

        def find() -> Engine:
            asked.append(1)
            raise EngineError("there is no container engine")

        publisher = Publisher(cast("Any", StandInAws(registry)), Steps(), find_engine=find)
        with pytest.raises(
            PublishError, match="images not published:\ndev hello, dev other: there is no container"
        ):
            publisher.publish(wanted(entry(), entry("other")))
        assert len(asked) == 1
