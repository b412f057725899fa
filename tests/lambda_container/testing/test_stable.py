"""Snapshots hold while nobody changes the stack."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cdktf import TerraformStack, Testing

from lambda_container import ContainerFunction, ContainerImage, Repository
from lambda_container.testing import Template


def resources(template: Template, **asked: bool) -> dict[str, Any]:
    found: dict[str, Any] = template.stable(**asked)["resource"]
    return found


def a_template(context: Path, stack: TerraformStack) -> Template:
    repository = Repository(stack, "Repository", name="hello")
    image = ContainerImage.build(context, repository=repository, id="Code")
    ContainerFunction(stack, "Hello", image=image)
    return Template.from_stack(stack)


@pytest.fixture
def template(context: Path, stack: TerraformStack) -> Template:
    return a_template(context, stack)


def test_a_changed_file_of_an_image_changes_nothing(template: Template, context: Path) -> None:
    (context / "app.py").write_text("changed = True\n")
    other = TerraformStack(Testing.app(), "dev")
    other.add_override("provider", template.json["provider"])

    changed = a_template(context, other)

    assert resources(changed) == resources(template)
    assert resources(changed, hashes=True) != resources(template, hashes=True)


def test_the_tag_of_a_published_image_is_masked_and_a_tag_by_name_is_not(
    context: Path, stack: TerraformStack
) -> None:
    repository = Repository(stack, "Repository", name="hello")
    published = ContainerImage.build(context, repository=repository, build="published", id="Code")
    ContainerFunction(stack, "Published", image=published)
    named = ContainerImage.from_repository(repository, tag="v1")
    ContainerFunction(stack, "Named", image=named)

    images = Template.from_stack(stack).stable()["data"]["aws_ecr_image"]

    assert {name: image["image_tag"] for name, image in images.items()} == {
        "Named_Image": "v1",
        "Code": "<hash>",
    }


def test_names_are_those_of_the_paths(template: Template) -> None:
    (name,) = template.json["resource"]["aws_lambda_function"]
    assert name.startswith("Hello_")

    found = resources(template)

    assert set(found["aws_lambda_function"]) == {"Hello"}
    image = found["docker_registry_image"]["Code"]
    assert image["name"].startswith(
        "${aws_ecr_repository.Repository.repository_url}:<hash>-${formatdate("
    )
    assert image["triggers"]["content_hash"] == "<hash>"


def test_names_that_would_be_one_keep_their_hashes() -> None:
    names: dict[str, Any] = {"A_B_00000000": {}, "A_B_11111111": {}, "A_C_22222222": {}}
    outputs = {"all": {"value": "${a_thing.A_B_00000000.id} ${a_thing.A_C_22222222.id}"}}
    template = Template.from_json({"resource": {"a_thing": names}, "output": outputs})

    stable = template.stable()

    assert list(stable["resource"]["a_thing"]) == ["A_B_00000000", "A_B_11111111", "A_C"]
    assert stable["output"]["all"]["value"] == "${a_thing.A_B_00000000.id} ${a_thing.A_C.id}"


def test_what_only_looks_like_a_hash_stays() -> None:
    arguments = {
        "arn": "arn:aws:iam::111122223333:role/deploy",
        "names": ["Orders_ABCDEF12", "abcdef012345"],
        "image": "python:3.13",
    }
    template = Template.from_json({"resource": {"a_thing": {"One": arguments}}})

    assert template.stable()["resource"]["a_thing"]["One"] == arguments


@pytest.mark.parametrize(
    ("text", "stable"),
    [
        (f"x@sha256:{'0a' * 32}", "x@sha256:<hash>"),
        ("a" * 40, "<hash>"),
        (
            f"111122223333.dkr.ecr.eu-west-1.amazonaws.com/a/b:{'0a' * 6}",
            "111122223333.dkr.ecr.eu-west-1.amazonaws.com/a/b:<hash>",
        ),
    ],
)
def test_hashes(text: str, stable: str) -> None:
    template = Template.from_json({"resource": {"a_thing": {"One": {"value": text}}}})

    assert resources(template)["a_thing"]["One"]["value"] == stable
    assert resources(template, hashes=True)["a_thing"]["One"]["value"] == text


def test_versions_of_providers_are_left_out_unless_asked_for(template: Template) -> None:
    def version(**asked: bool) -> str:
        required = template.stable(**asked)["terraform"]["required_providers"]
        found: str = required["aws"]["version"]
        return found

    assert version() == "<version>"
    assert (
        version(versions=True) == template.json["terraform"]["required_providers"]["aws"]["version"]
    )


@pytest.mark.parametrize(
    ("given", "stable"),
    [
        (
            {"source": "aws", "version": "6.25.0"},
            {"source": "hashicorp/aws", "version": "<version>"},
        ),
        ({"source": "hashicorp/aws"}, {"source": "hashicorp/aws"}),
        ({"source": "registry.terraform.io/hashicorp/aws"}, {"source": "hashicorp/aws"}),
        ({"source": "example.com/a/aws"}, {"source": "example.com/a/aws"}),
        ({"source": None}, {"source": None}),
        ({}, {}),
        ("~> 6.30", "<version>"),
    ],
)
def test_a_move_to_another_cdk_or_version_changes_no_snapshot(given: Any, stable: Any) -> None:
    settings = {"required_version": ">= 1.10", "required_providers": {"aws": given}}
    template = Template.from_json({"terraform": settings})

    assert template.stable()["terraform"] == {
        "required_version": "<version>",
        "required_providers": {"aws": stable},
    }
    assert template.stable(versions=True)["terraform"] == settings


def test_json_in_texts_is_shown_as_json() -> None:
    policy = json.dumps({"Statement": [{"Condition": '["a"]'}]})
    texts = {"policy": policy, "open": "{ not json", "number": "1"}
    template = Template.from_json({"resource": {"a_thing": {"One": texts}}})

    assert resources(template)["a_thing"]["One"] == {
        "number": "1",
        "open": "{ not json",
        "policy": {"(json)": {"Statement": [{"Condition": {"(json)": ["a"]}}]}},
    }


def test_the_template_stays_as_it_was(template: Template) -> None:
    before = json.dumps(template.json)
    template.stable()
    assert json.dumps(template.json) == before
