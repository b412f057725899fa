"""From what a stack says of a function to what runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lambda_container.build.build_inputs import BuildInputs
from lambda_container.engine.engine import Engine
from lambda_container.engine.engine_process import EngineError
from lambda_container.engine.local_function import LocalRun
from lambda_container.errors import LambdaContainerError
from lambda_container.manifest.entries import (
    FunctionEntry,
    ImageEntry,
    RepositoryEntry,
    StackManifest,
)
from lambda_container.operations.invoke.local_run import prepare
from tests.lambda_container.engine.conftest import StandIn

URI = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/hello:1"
FUNCTION = FunctionEntry(
    id="Group/Hello",
    path="dev/Group/Hello",
    image="Group/Image-Hello",
    function_name="dev-hello",
    memory_size=256,
    timeout=10,
    ephemeral_storage=1024,
    command=("other.handler",),
    region="eu-west-1",
)


@pytest.fixture
def stack(tmp_path: Path) -> StackManifest:
    (tmp_path / "hello").mkdir()
    (tmp_path / "hello" / "Dockerfile").write_text("FROM scratch\n")
    image = ImageEntry(
        id="Group/Image-Hello",
        build="terraform",
        inputs=BuildInputs(
            context="../../../hello",
            dockerfile="../../../hello/Dockerfile",
            platform="linux/amd64",
            target="app",
            build_args={"A": "1"},
        ),
        architecture="x86_64",
        content_hash="0123456789abcdef" * 4,
        repository=RepositoryEntry(name="hello"),
    )
    folder = tmp_path / "cdktf.out" / "stacks" / "dev"
    return StackManifest(name="dev", folder=folder, images=(image,), functions=(FUNCTION,))


def prepared(
    engines: StandIn, stack: StackManifest, function: FunctionEntry = FUNCTION, **options: Any
) -> LocalRun:
    options = {"environment": {}, "emulator": engines.emulator, **options}
    return prepare(Engine.find("docker"), stack, function, **options)


def builds(engines: StandIn) -> list[list[str]]:
    return [call for call in engines.calls if call[0] == "build"]


def test_it_runs_as_the_stack_says(engines: StandIn, stack: StackManifest) -> None:
    run = prepared(engines, stack, environment={"LEVEL": "info"})

    assert (run.name, run.platform) == ("dev-hello", "linux/amd64")
    assert (run.memory_size, run.timeout, run.ephemeral_storage) == (256, 10, 1024)
    assert run.command == ("other.handler",)
    assert run.environment == {
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
        "AWS_LAMBDA_FUNCTION_NAME": "dev-hello",
        "AWS_LAMBDA_FUNCTION_TIMEOUT": "10",
        "AWS_REGION": "eu-west-1",
        "LEVEL": "info",
    }


def test_what_only_terraform_knows_is_lambdas_default(
    engines: StandIn, stack: StackManifest
) -> None:
    bare = FunctionEntry(id="Group/Hello", path="dev/Group/Hello", image="Group/Image-Hello")

    run = prepared(engines, stack, bare)

    assert (run.name, run.memory_size, run.timeout) == ("Group-Hello", 128, 3)
    assert "AWS_REGION" not in run.environment


def test_an_image_of_the_same_content_is_built_once(engines: StandIn, stack: StackManifest) -> None:
    first, second = prepared(engines, stack), prepared(engines, stack)

    (build,) = builds(engines)
    assert first.image == second.image
    tag = "localhost/lambda-container/dev-group-image-hello:0123456789ab-amd64"
    assert build[build.index("--tag") + 1] == tag
    assert build[build.index("--target") + 1] == "app"
    assert build[-1] == str(stack.path("../../../hello"))

    prepared(engines, stack, rebuild=True)
    assert len(builds(engines)) == 2


def test_another_architecture_is_another_image(engines: StandIn, stack: StackManifest) -> None:
    prepared(engines, stack)
    run = prepared(engines, stack, architecture="arm64")

    assert run.platform == "linux/arm64"
    assert [build[build.index("--platform") + 1] for build in builds(engines)] == [
        "linux/amd64",
        "linux/arm64",
    ]


def test_a_build_that_fails_shows_its_last_lines(engines: StandIn, stack: StackManifest) -> None:
    stack.path("../../../hello/Dockerfile").write_text("FROM scratch\nRUN false\n")
    with pytest.raises(EngineError, match=r"docker build.* failed \(1\):\n  step 1/2: RUN false"):
        prepared(engines, stack)


class TestImagesThatExist:
    EXISTING = FunctionEntry(id="Hello", path="dev/Hello", image_uri=URI)

    def test_are_pulled_unless_they_are_there(self, engines: StandIn, stack: StackManifest) -> None:
        for _ in range(2):
            assert prepared(engines, stack, self.EXISTING).image.id == URI
        assert engines.calls.count(["pull", "--platform", "linux/amd64", URI]) == 1
        assert builds(engines) == []

    def test_take_the_place_of_the_stacks(self, engines: StandIn, stack: StackManifest) -> None:
        engines.have("mine:1")
        assert prepared(engines, stack, image="mine:1").image.id == "mine:1"
        assert builds(engines) == []

    def test_that_cannot_be_pulled_say_why(self, engines: StandIn, stack: StackManifest) -> None:
        with pytest.raises(EngineError, match="no basic auth credentials"):
            prepared(engines, stack, image="private:1")

    @pytest.mark.parametrize("uri", [None, "${data.aws_ecr_image.Hello.image_uri}"])
    def test_that_only_terraform_knows_must_be_named(
        self, uri: str | None, engines: StandIn, stack: StackManifest
    ) -> None:
        unknown = FunctionEntry(id="Hello", path="dev/Hello", image_uri=uri)
        with pytest.raises(LambdaContainerError, match="its image is known only after apply"):
            prepared(engines, stack, unknown)
