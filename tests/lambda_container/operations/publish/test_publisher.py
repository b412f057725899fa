from __future__ import annotations

from contextlib import nullcontext
from typing import Any, cast

import pytest

from lambda_container.build.build_inputs import SecretSource
from lambda_container.engine.engine import Engine
from lambda_container.engine.engine_process import EngineError
from lambda_container.manifest.entries import RepositoryEntry
from lambda_container.operations.publish import publisher
from lambda_container.operations.publish.publisher import Published, Publisher, PublishError
from lambda_container.operations.publish.wanted_image import Wanted
from tests.lambda_container.operations.publish.stand_ins import (
    INDEX,
    StandInAws,
    StandInEngine,
    StandInRegistry,
    Steps,
    entry,
    remote,
    wanted,
)


@pytest.fixture(autouse=True)
def _copies(monkeypatch: pytest.MonkeyPatch) -> None:
    def copy(image: Any, *, source: Any, target: Any, tag: str, show: object) -> None:
        target[0].put(target[1], image, tag)

    monkeypatch.setattr(publisher, "copy_image", copy)


@pytest.fixture
def registry() -> StandInRegistry:
    registry = StandInRegistry()
    for name in ("dev/hello", "dev/other", "prod/hello"):
        registry.repositories[name] = {}
    return registry


@pytest.fixture
def engine(registry: StandInRegistry) -> StandInEngine:
    return StandInEngine(registry)


def publish(
    registry: StandInRegistry, engine: StandInEngine, images: list[Wanted], **options: Any
) -> list[Published]:
    aws = cast("Any", StandInAws(registry))
    find = lambda: cast("Engine", engine)  # noqa: E731
    return Publisher(aws, Steps(), find_engine=find, **options).publish(images)


def no_engine() -> Engine:
    raise AssertionError("an engine was looked for")


def test_what_is_absent_is_built_and_pushed(
    registry: StandInRegistry, engine: StandInEngine
) -> None:
    (image,) = wanted(entry())
    (done,) = publish(registry, engine, [image])
    assert (done.action, done.digest) == ("built", remote(f"built-{image.tag}").digest)
    assert engine.pushes == [f"{registry.host}/dev/hello:{image.tag}"]


def test_what_is_there_needs_no_engine_and_one_question(registry: StandInRegistry) -> None:
    images = wanted(entry(), entry("other"))
    for each in images:
        registry.repositories[each.repository][each.tag] = remote(each.tag)
    done = Publisher(cast("Any", StandInAws(registry)), Steps(), find_engine=no_engine)
    assert [each.action for each in done.publish(images)] == ["present", "present"]
    assert registry.asked == 2


def test_one_content_is_built_once_for_every_repository(
    registry: StandInRegistry, engine: StandInEngine
) -> None:
    images = wanted(entry()) + wanted(entry(stack="prod"), stack="prod")
    done = publish(registry, engine, images)
    assert [each.action for each in done] == ["built", "copied"]
    assert len(engine.builds) == 1
    assert done[0].digest == done[1].digest


def test_what_another_repository_has_is_copied(
    registry: StandInRegistry, engine: StandInEngine
) -> None:
    images = wanted(entry()) + wanted(entry(stack="prod"), stack="prod")
    registry.repositories["dev/hello"][images[0].tag] = remote("there")
    done = publish(registry, engine, images)
    assert [each.action for each in done] == ["present", "copied"]
    assert engine.builds == []


def test_what_terraform_built_gets_a_tag_and_is_not_built_again(
    registry: StandInRegistry, engine: StandInEngine
) -> None:
    (image,) = wanted(entry())
    of_terraform = remote("of terraform")
    registry.repositories["dev/hello"] = {
        "000000000000-12345678": remote("another"),
        f"{image.image.content_hash[:12]}-12345678": of_terraform,
    }
    (done,) = publish(registry, engine, [image])
    assert (done.action, done.digest) == ("tagged", of_terraform.digest)
    assert registry.repositories["dev/hello"][image.tag] == of_terraform
    assert engine.builds == []


def test_everything_that_decides_reaches_the_build(
    registry: StandInRegistry, engine: StandInEngine
) -> None:
    secrets = (SecretSource(id="a", env="A"), SecretSource(id="b", src="../secret"))
    publish(
        registry,
        engine,
        wanted(entry(target="app", build_args={"A": "1"}, labels={"b": "2"}, secrets=secrets)),
        cache="cache.example/caches",
    )
    (build,) = engine.builds
    inputs = build.inputs
    assert (inputs.target, inputs.build_args, inputs.labels) == ("app", {"A": "1"}, {"b": "2"})
    assert [(each.id, each.env, str(each.src)) for each in inputs.secrets] == [
        ("a", "A", "None"),
        ("b", None, "/secret"),
    ]
    assert build.cache_from == ["type=registry,ref=cache.example/caches:hello-x86_64"]
    assert build.cache_to[0].startswith(f"{build.cache_from[0]},mode=max,image-manifest=true")


class TestPush:
    def test_one_that_is_cut_off_is_tried_again(
        self, registry: StandInRegistry, engine: StandInEngine
    ) -> None:
        def fail(before: int) -> None:
            if before < 2:
                raise EngineError("docker push failed (1)", output=["unexpected EOF"])

        engine.fail = fail
        (done,) = publish(registry, engine, wanted(entry()))
        assert done.action == "built"
        assert len(engine.pushes) == 3

    def test_a_registry_that_stays_away_is_an_error(
        self, registry: StandInRegistry, engine: StandInEngine
    ) -> None:
        engine.fail = raising("received unexpected HTTP status: 500 Internal Server Error")
        with pytest.raises(PublishError, match="500 Internal Server Error"):
            publish(registry, engine, wanted(entry()))
        assert len(engine.pushes) == 4

    @pytest.mark.parametrize("name", ["rate-limiter", "denied", "quota/api"])
    def test_the_name_of_a_repository_is_no_reason(
        self, name: str, registry: StandInRegistry, engine: StandInEngine
    ) -> None:
        repository = RepositoryEntry(name=name, region="eu-west-1")
        registry.repositories[name] = {}
        engine.fail = raising(f"Patch https://r/v2/{name}/blobs: connection reset by peer")
        with pytest.raises(PublishError, match="connection reset"):
            publish(registry, engine, wanted(entry(repository=repository)))
        assert len(engine.pushes) == 4

    @pytest.mark.parametrize(
        "said",
        [
            "denied: User is not authorized to perform ecr:PutImage",
            "no space left on device",
            "name unknown: The repository does not exist",
            "error from registry: repository name not known to registry: hello",  # Docker 29
            "LimitExceededException: quota",
        ],
    )
    def test_what_ends_the_same_way_is_not_tried_again(
        self, said: str, registry: StandInRegistry, engine: StandInEngine
    ) -> None:
        engine.fail = raising(said)
        with pytest.raises(PublishError, match=said.partition(":")[0]):
            publish(registry, engine, wanted(entry()))
        assert len(engine.pushes) == 1

    def test_a_login_that_has_expired_is_renewed(
        self, registry: StandInRegistry, engine: StandInEngine
    ) -> None:
        def fail(before: int) -> None:
            if before == 0:
                said = "denied: Your authorization token has expired. Reauthenticate and try again."
                raise EngineError("docker push failed (1)", output=[said])

        engine.fail = fail
        publish(registry, engine, wanted(entry()))
        assert registry.logins == 2

    # What Docker 29.0 to 29.6 say of a login that has expired, and of one that never may.
    @pytest.mark.parametrize("refused", [1, 9])
    def test_a_bare_refusal_is_worth_one_new_login(
        self, refused: int, registry: StandInRegistry, engine: StandInEngine
    ) -> None:
        def fail(before: int) -> None:
            if before < refused:
                said = (
                    "unexpected status from HEAD request to https://r/v2/a/blobs/b: 403 Forbidden"
                )
                raise EngineError("docker push failed (1)", output=[said])

        engine.fail = fail
        with nullcontext() if refused == 1 else pytest.raises(PublishError, match="403 Forbidden"):
            publish(registry, engine, wanted(entry()))
        assert (registry.logins, len(engine.pushes)) == (2, 2)

    def test_a_tag_that_another_publish_took_meanwhile_is_as_good(
        self, registry: StandInRegistry, engine: StandInEngine
    ) -> None:
        (image,) = wanted(entry())

        def fail(_before: int) -> None:
            registry.repositories["dev/hello"][image.tag] = remote("of another")
            raise EngineError("docker push failed (1)", output=["tag is immutable"])

        engine.fail = fail
        (done,) = publish(registry, engine, [image])
        assert (done.action, done.digest) == ("present", remote("of another").digest)


class TestWhatLambdaWouldRefuse:
    def test_another_platform(self, registry: StandInRegistry, engine: StandInEngine) -> None:
        engine.platform = "linux/arm64"
        with pytest.raises(
            PublishError, match="is for linux/arm64, but the function needs linux/a"
        ):
            publish(registry, engine, wanted(entry()))
        assert engine.pushes == []

    def test_an_image_that_is_too_large(
        self, registry: StandInRegistry, engine: StandInEngine
    ) -> None:
        engine.bytes = 11 * 1024**3
        with pytest.raises(PublishError, match=r"the image has 11\.0 GB, but Lambda allows"):
            publish(registry, engine, wanted(entry()))
        assert engine.pushes == []

    def test_an_index_that_was_pushed(
        self, registry: StandInRegistry, engine: StandInEngine
    ) -> None:
        engine.media_type = INDEX
        with pytest.raises(PublishError, match=r"is an index .*, which Lambda refuses"):
            publish(registry, engine, wanted(entry()))

    def test_an_index_that_is_there(self, registry: StandInRegistry, engine: StandInEngine) -> None:
        (image,) = wanted(entry())
        registry.repositories["dev/hello"][image.tag] = remote("x", media_type=INDEX)
        with pytest.raises(PublishError, match="delete it and publish again"):
            publish(registry, engine, [image])

    def test_another_digest_than_was_pushed(
        self, registry: StandInRegistry, engine: StandInEngine
    ) -> None:
        engine.claims = "sha256:" + "0" * 64
        with pytest.raises(PublishError, match=r"but sha256:0+ was pushed"):
            publish(registry, engine, wanted(entry()))


def test_what_can_be_published_is_when_something_else_cannot(
    registry: StandInRegistry, engine: StandInEngine
) -> None:
    done: list[Published] = []
    images = wanted(entry(build_args={"fails": "1"}), entry("other"))
    aws = cast("Any", StandInAws(registry))
    publisher_ = Publisher(aws, Steps(), find_engine=lambda: cast("Engine", engine))
    with pytest.raises(
        PublishError,
        match=r"^1 of 2 images not published:\ndev hello: docker build failed \(1\):\n  RUN exit",
    ):
        publisher_.publish(images, done.append)
    assert [each.wanted.label for each in done] == ["dev other"]


def test_an_interruption_ends_what_the_engine_does(
    registry: StandInRegistry, engine: StandInEngine
) -> None:
    def interrupted(_before: int) -> None:
        raise KeyboardInterrupt

    engine.fail = interrupted
    with pytest.raises(KeyboardInterrupt):
        publish(registry, engine, wanted(entry()))
    assert engine.stopped.is_set()


class TestRepository:
    def test_one_that_is_missing_says_what_to_do(
        self, registry: StandInRegistry, engine: StandInEngine
    ) -> None:
        with pytest.raises(PublishError, match="let publish create it with --create-repositories"):
            publish(registry, engine, wanted(entry("missing")))

    def test_it_is_made_when_asked(self, registry: StandInRegistry, engine: StandInEngine) -> None:
        publish(registry, engine, wanted(entry("missing")), create_repositories=True)
        assert "dev/missing" in registry.made

    def test_one_that_terraform_makes_is_not(
        self, registry: StandInRegistry, engine: StandInEngine
    ) -> None:
        managed = RepositoryEntry(
            name="dev/missing", region="eu-west-1", managed=True, address="aws_ecr_repository.x"
        )
        image = entry("missing", repository=managed)
        with pytest.raises(
            PublishError, match=r"run `terraform apply -target=aws_ecr_repository\.x` in"
        ):
            publish(registry, engine, wanted(image), create_repositories=True)
        assert registry.made == []

    @pytest.mark.parametrize(
        ("repository", "message"),
        [
            (RepositoryEntry(name="${x.y}", region="eu-west-1"), "name must be known at synth"),
            (RepositoryEntry(name="dev/hello"), "the Region of its repository must be known"),
        ],
    )
    def test_what_only_terraform_knows_is_an_error(
        self,
        repository: RepositoryEntry,
        message: str,
        registry: StandInRegistry,
        engine: StandInEngine,
    ) -> None:
        with pytest.raises(Exception, match=message):
            publish(registry, engine, wanted(entry(repository=repository)))


def raising(said: str) -> Any:
    def fail(_before: int) -> None:
        raise EngineError("docker push failed (1)", output=[said])

    return fail
