"""Images that are published before Terraform runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cdktf import TerraformStack, Testing
from cdktf_cdktf_provider_aws.provider import AwsProvider

from lambda_container import (
    BuiltImage,
    ContainerFunction,
    ContainerImage,
    ExistingRepository,
    InvalidArgument,
    Repository,
)
from lambda_container.manifest.lock_file import LockError, update_lock
from lambda_container.manifest.locked_image import LockedImage
from tests.synth import Synth

DIGEST = "sha256:" + "a" * 64


@pytest.fixture
def context(tmp_path: Path) -> Path:
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY a /\n")
    (tmp_path / "a").write_text("")
    return tmp_path


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    return tmp_path.parent / f"{tmp_path.name}.lock.json"


@pytest.fixture
def stack() -> TerraformStack:
    stack = TerraformStack(Testing.app(), "dev")
    AwsProvider(stack, "aws", region="eu-west-1")
    return stack


def published(context: Path, lock: Path, repository: Repository | ExistingRepository) -> BuiltImage:
    return ContainerImage.build(
        context, repository=repository, build="published", lock=lock, id="Hello-Image"
    )


def synth(stack: TerraformStack, context: Path, lock: Path) -> tuple[Synth, BuiltImage]:
    image = published(context, lock, Repository(stack, "Repository", name="hello"))
    ContainerFunction(stack, "Hello", image=image)
    return Synth(stack), image


def locked(image: BuiltImage, **changes: Any) -> LockedImage:
    fields = {"content_hash": image.content_hash, **changes}
    return LockedImage(digest=DIGEST, repository="hello", tag="1", **fields)


def image_uri(synth: Synth) -> str:
    uri: str = synth.resource("aws_lambda_function")["image_uri"]
    return uri


def test_it_is_found_by_a_tag_that_is_known_at_synth(
    stack: TerraformStack, context: Path, lock: Path
) -> None:
    synthesized, image = synth(stack, context, lock)
    (data,) = synthesized.data("aws_ecr_image").values()
    assert data["image_tag"] == image.tag == image.content_hash[:32]
    assert image_uri(synthesized).endswith(
        "@${data.aws_ecr_image.Hello-Image_14E8A5DB.image_digest}"
    )


def test_nothing_of_docker_is_needed(stack: TerraformStack, context: Path, lock: Path) -> None:
    whole = synth(stack, context, lock)[0].json
    assert "docker" not in whole["provider"]
    assert set(whole["terraform"]["required_providers"]) == {"aws"}
    assert "ephemeral" not in whole
    assert "terraform_data" not in whole["resource"]


def test_the_lock_file_pins_it(stack: TerraformStack, context: Path, lock: Path) -> None:
    image = published(context, lock, Repository.from_name(stack, "Existing", "hello"))
    update_lock(lock, {"dev": {"Hello-Image": locked(image)}})
    synthesized, _ = synth(stack, context, lock)
    assert image_uri(synthesized).endswith(f".repository_url}}@{DIGEST}")
    assert synthesized.data("aws_ecr_image") == {}


def test_a_lock_of_another_source_does_not_count(
    stack: TerraformStack, context: Path, lock: Path
) -> None:
    image = published(context, lock, Repository.from_name(stack, "Existing", "hello"))
    update_lock(lock, {"dev": {"Hello-Image": locked(image)}})
    (context / "a").write_text("changed")
    assert len(synth(stack, context, lock)[0].data("aws_ecr_image")) == 1


@pytest.mark.parametrize("kept", [{"promoted_from": "test"}, {"rolled_back": True}])
def test_a_promotion_or_a_rollback_counts_whatever_the_source(
    stack: TerraformStack, context: Path, lock: Path, kept: dict[str, Any]
) -> None:
    image = published(context, lock, Repository.from_name(stack, "Existing", "hello"))
    update_lock(lock, {"dev": {"Hello-Image": locked(image, **kept)}})
    (context / "a").write_text("changed")
    assert image_uri(synth(stack, context, lock)[0]).endswith(DIGEST)


def test_a_lock_that_was_edited_stops_the_synth(
    stack: TerraformStack, context: Path, lock: Path
) -> None:
    image = published(context, lock, Repository.from_name(stack, "Existing", "hello"))
    update_lock(lock, {"dev": {"Hello-Image": locked(image)}})
    lock.write_text(lock.read_text().replace(DIGEST, "sha256:" + "b" * 64))
    with pytest.raises(LockError, match="was edited"):
        synth(stack, context, lock)


def test_two_functions_share_one(stack: TerraformStack, context: Path, lock: Path) -> None:
    image = published(context, lock, Repository(stack, "Repository", name="hello"))
    for name in ("A", "B"):
        ContainerFunction(stack, name, image=image)
    assert len(Synth(stack).data("aws_ecr_image")) == 1


def test_who_builds_is_one_of_two_words(stack: TerraformStack, context: Path) -> None:
    repository = Repository(stack, "Repository", name="hello")
    with pytest.raises(InvalidArgument, match="build must be one of terraform, published"):
        ContainerImage.build(context, repository=repository, build="docker")  # type: ignore[arg-type]


def test_a_lock_is_for_what_is_published(stack: TerraformStack, context: Path) -> None:
    repository = Repository(stack, "Repository", name="hello")
    with pytest.raises(InvalidArgument, match="lock must be given with build 'published' only"):
        ContainerImage.build(context, repository=repository, lock="lock.json")
