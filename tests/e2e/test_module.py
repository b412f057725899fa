"""The Terraform module, as a team that writes HCL calls it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.emulator import Emulator
from tests.e2e.environment import Deployment
from tests.e2e.project import HclExample
from tests.e2e.terraform import Installation, TerraformError

ONE_BUILD_ONE_PUSH_ONE_UPDATE = {
    "module.hello.docker_registry_image.image[0]": "replace",
    "module.hello.aws_lambda_function.function": "update",
}


@pytest.fixture(scope="module")
def example(work: Path, terraform: Installation) -> Iterator[Deployment[HclExample]]:
    source = HclExample(work / "hcl", "hcl-lambda-container")
    example = Deployment(source, terraform)
    try:
        yield example
    finally:
        example.destroy()


def test_one_byte_is_one_build_one_push_one_update_and_nothing_is_left(
    example: Deployment[HclExample], emulator: Emulator
) -> None:
    example.apply()
    first = example.workspace.outputs()
    assert emulator.image_of(first["function_name"]) == first["image_uri"]
    assert example.plan().actions == {}

    source = example.source.function("hello")
    source.write_bytes(source.read_bytes() + b"\n")
    changes = example.apply()

    second = example.workspace.outputs()
    assert changes.actions == ONE_BUILD_ONE_PUSH_ONE_UPDATE
    assert second["image_uri"] != first["image_uri"]
    assert emulator.image_of(second["function_name"]) == second["image_uri"]

    unsent = example.source.function("hello", "test_app.py")
    unsent.write_bytes(unsent.read_bytes() + b"\n")
    assert example.plan().actions == {}

    example.destroy()
    assert example.workspace.resources() == []


def test_a_platform_in_the_dockerfile_has_to_be_the_architectures(
    example: Deployment[HclExample],
) -> None:
    dockerfile = example.source.function("hello", "Dockerfile")
    before = dockerfile.read_text()
    dockerfile.write_text(before.replace("FROM ", "FROM --platform=linux/arm64 "))
    try:
        with pytest.raises(TerraformError, match="architecture must be the image's, arm64, got"):
            example.plan()
    finally:
        dockerfile.write_text(before)


@pytest.mark.parametrize(
    "name", ["hcl-existing-image", "hcl-lambda-container", "several-functions"]
)
def test_terraform_accepts_an_example_with_its_docker_provider(
    name: str, work: Path, terraform: Installation
) -> None:
    example = Deployment(HclExample(work / "valid" / name, name), terraform)
    assert "The configuration is valid" in example.workspace.run("validate", "-no-color")
