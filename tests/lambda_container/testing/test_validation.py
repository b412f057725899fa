"""Terraform's own check, with the real Terraform."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cdktf import TerraformStack

from lambda_container import ContainerFunction, ContainerImage
from lambda_container.testing import Template
from lambda_container.testing.empty_stack import empty_stack
from lambda_container.testing.validation import (
    TerraformError,
    TerraformNotFound,
    TerraformValidation,
)
from tests.aws import URI
from tests.terraform import HOSTS, find_terraform, link_provider


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("validation")


@pytest.fixture(scope="module")
def validate(folder: Path) -> Iterator[TerraformValidation]:
    """With the provider that is at hand, under the version that the JSON asks for."""
    terraform = find_terraform()
    template = Template.from_stack(empty_stack())
    asked = template.json["terraform"]["required_providers"]["aws"]["version"]
    link_provider(terraform.aws, folder / "mirror" / HOSTS[0], asked)
    settings = folder / "terraform.rc"
    settings.write_text(
        f'provider_installation {{ filesystem_mirror {{ path = "{folder / "mirror"}" }} }}'
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TF_CLI_CONFIG_FILE", str(settings))
        yield TerraformValidation(folder / "kept")


def test_a_stack_is_accepted_or_shown_with_what_is_wrong_in_it(
    validate: TerraformValidation, stack: TerraformStack, folder: Path
) -> None:
    ContainerFunction(stack, "Hello", image=ContainerImage.from_uri(URI))
    template = Template.from_stack(stack)

    validate(stack)
    (function,) = template.json["resource"]["aws_lambda_function"].values()
    del function["role"]
    with pytest.raises(AssertionError) as raised:
        validate(template)

    said = str(raised.value)
    assert said.startswith(
        "Terraform rejects the stack:\n  Missing required argument (resource.aws_"
    )
    assert 'The argument "role" is required' in said
    assert str(folder) not in said
    # The providers of both are the same.
    assert len(list((folder / "kept").iterdir())) == 1


def test_a_stack_without_providers_is_accepted(validate: TerraformValidation) -> None:
    validate(Template.from_json({"output": {"one": {"value": 1}}}))


def test_providers_that_cannot_be_had_are_no_fault_of_the_stack(
    validate: TerraformValidation, folder: Path
) -> None:
    required = {"aws": {"source": "hashicorp/aws", "version": "0.0.1"}}
    template = Template.from_json({"terraform": {"required_providers": required}})

    with pytest.raises(TerraformError, match=r"terraform init failed:[\s\S]*hashicorp/aws"):
        validate(template)
    assert not [path for path in (folder / "kept").iterdir() if path.name.startswith("tmp")]


def test_without_terraform_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(TerraformNotFound, match="terraform is not on PATH"):
        TerraformValidation(tmp_path)
