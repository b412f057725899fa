"""Images that something else built."""

from __future__ import annotations

import pytest
from cdktf import TerraformStack

from lambda_container import ContainerFunction, ContainerImage, LambdaContainerWarning, Repository
from tests.aws import REGISTRY
from tests.synth import Synth

DIGEST = f"sha256:{'a' * 64}"


def test_a_tag_is_resolved_to_its_digest_when_terraform_plans(
    stack: TerraformStack, synth: Synth
) -> None:
    repository = Repository(stack, "Repository", name="hello")
    image = ContainerImage.from_repository(repository, tag="1.2.3")
    ContainerFunction(stack, "Hello", image=image)
    (ecr,) = synth.resources("aws_ecr_repository")
    ((name, data),) = synth.data("aws_ecr_image").items()
    assert data == {
        "repository_name": f"${{aws_ecr_repository.{ecr}.name}}",
        "registry_id": f"${{aws_ecr_repository.{ecr}.registry_id}}",
        "image_tag": "1.2.3",
    }
    assert synth.resource("aws_lambda_function")["image_uri"] == (
        f"${{aws_ecr_repository.{ecr}.repository_url}}@${{data.aws_ecr_image.{name}.image_digest}}"
    )


def test_a_digest_needs_no_look_into_the_repository(stack: TerraformStack, synth: Synth) -> None:
    arn = "arn:aws:ecr:eu-west-1:111122223333:repository/hello"
    repository = Repository.from_arn(stack, "Theirs", arn)
    image = ContainerImage.from_repository(repository, digest=DIGEST)
    ContainerFunction(stack, "Hello", image=image)
    assert synth.resource("aws_lambda_function")["image_uri"] == f"{REGISTRY}/hello@{DIGEST}"
    assert synth.data("aws_ecr_image") == {}


def test_existing_images_need_no_docker(stack: TerraformStack, synth: Synth) -> None:
    ContainerFunction(stack, "Hello", image=ContainerImage.from_uri(f"{REGISTRY}/hello@{DIGEST}"))
    assert "docker" not in synth.json["provider"]
    assert "ephemeral" not in synth.json


def test_a_uri_is_taken_as_it_is(stack: TerraformStack, synth: Synth) -> None:
    uri = f"{REGISTRY}/team/hello:1@{DIGEST}"
    ContainerFunction(stack, "Hello", image=ContainerImage.from_uri(uri))
    assert synth.resource("aws_lambda_function")["image_uri"] == uri


def test_a_uri_by_tag_alone_warns() -> None:
    with pytest.warns(LambdaContainerWarning, match="has no digest") as warned:
        ContainerImage.from_uri(f"{REGISTRY}/hello:1")
    assert warned[0].filename == __file__
