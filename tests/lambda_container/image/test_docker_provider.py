"""The stack's Docker provider, and how it logs in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cdktf import TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_docker.provider import DockerProvider, DockerProviderRegistryAuth
from constructs import Construct

from lambda_container import ContainerFunction, ContainerImage, ExistingRepository, Repository
from tests.synth import Synth

THEIRS = "arn:aws:ecr:us-east-1:444455556666:repository/orders"


def test_docker_logs_in_with_a_token_that_nothing_stores(
    stack: TerraformStack, synth: Synth, repository: Repository, context: Path
) -> None:
    for id_ in ("A", "B"):
        image = ContainerImage.build(context, repository=repository, labels={"id": id_})
        ContainerFunction(stack, id_, image=image)
    whole = synth.json
    assert whole["ephemeral"] == {"aws_ecr_authorization_token": {"ecr": {}}}
    token = "ephemeral.aws_ecr_authorization_token.ecr"
    assert whole["provider"]["docker"] == [
        {
            "registry_auth": [
                {
                    "address": f"${{{token}.proxy_endpoint}}",
                    "username": f"${{{token}.user_name}}",
                    "password": f"${{{token}.password}}",
                }
            ]
        }
    ]


def test_the_credential_helper_is_the_other_way_to_log_in(
    stack: TerraformStack, synth: Synth, context: Path
) -> None:
    repository = Repository(stack, "Repository", name="hello", login="ecr-login")
    image = ContainerImage.build(context, repository=repository)
    ContainerFunction(stack, "Hello", image=image)
    whole = synth.json
    assert "ephemeral" not in whole
    (login,) = whole["provider"]["docker"][0]["registry_auth"]
    assert login["config_file_content"] == '{"credsStore": "ecr-login"}'
    (ecr,) = synth.resources("aws_ecr_repository")
    assert login["address"] == (
        f'${{element(split("/", aws_ecr_repository.{ecr}.repository_url), 0)}}'
    )


def test_registries_of_two_accounts_and_regions_log_in_side_by_side(
    stack: TerraformStack, synth: Synth, repository: Repository, context: Path
) -> None:
    other = AwsProvider(stack, "other", region="us-west-2", alias="other")
    repositories: dict[str, Repository | ExistingRepository] = {
        "Ours": repository,
        "Theirs": Repository.from_arn(stack, "ByArn", THEIRS),
        "Other": Repository(stack, "Other-repository", name="other", provider=other),
        "Named": Repository.from_name(stack, "ByName", "named", registry_id="777788889999"),
    }
    where: dict[str, Any] = {"Theirs": {"region": "us-east-1"}, "Other": {"provider": other}}
    for id_, place in repositories.items():
        image = ContainerImage.build(context, repository=place)
        ContainerFunction(stack, id_, image=image, **where.get(id_, {}))
    whole = synth.json
    assert whole["ephemeral"]["aws_ecr_authorization_token"] == {
        "ecr": {},
        "ecr-444455556666-us-east-1": {"region": "us-east-1"},
        "ecr-other": {"provider": "aws.other"},
        "ecr-777788889999": {},
    }
    (docker,) = whole["provider"]["docker"]
    (named,) = synth.data("aws_ecr_repository")
    assert [login["address"] for login in docker["registry_auth"]] == [
        "${ephemeral.aws_ecr_authorization_token.ecr.proxy_endpoint}",
        "444455556666.dkr.ecr.us-east-1.amazonaws.com",
        "${ephemeral.aws_ecr_authorization_token.ecr-other.proxy_endpoint}",
        f'${{element(split("/", data.aws_ecr_repository.{named}.repository_url), 0)}}',
    ]


def test_a_docker_provider_of_the_stack_keeps_its_registries(
    stack: TerraformStack, synth: Synth, repository: Repository, context: Path
) -> None:
    mine = DockerProviderRegistryAuth(address="ghcr.io", config_file="~/.docker/config.json")
    DockerProvider(stack, "mine", host="ssh://builder", registry_auth=[mine])
    image = ContainerImage.build(context, repository=repository)
    ContainerFunction(stack, "Hello", image=image)
    whole = synth.json
    (docker,) = whole["provider"]["docker"]
    assert whole["terraform"]["required_providers"]["docker"]["version"] == ">= 4.3, < 5"
    assert docker["host"] == "ssh://builder"
    assert docker["registry_auth"][0]["address"] == "ghcr.io"
    assert len(docker["registry_auth"]) == 2


def test_the_version_of_the_docker_provider_is_a_range(
    stack: TerraformStack, synth: Synth, repository: Repository, context: Path
) -> None:
    ContainerFunction(stack, "Hello", image=ContainerImage.build(context, repository=repository))

    assert synth.json["terraform"]["required_providers"]["docker"] == {
        "source": "kreuzwerker/docker",
        "version": ">= 4.3, < 5",
    }


def test_an_aliased_docker_provider_is_not_the_one_that_logs_in(
    stack: TerraformStack, synth: Synth, repository: Repository, context: Path
) -> None:
    DockerProvider(stack, "docker", alias="mine")
    ContainerFunction(stack, "Hello", image=ContainerImage.build(context, repository=repository))

    mine, ours = synth.json["provider"]["docker"]

    assert mine == {"alias": "mine"}
    assert "alias" not in ours
    assert len(ours["registry_auth"]) == 1


def test_a_construct_that_is_called_docker_is_in_nobodys_way(
    stack: TerraformStack, synth: Synth, repository: Repository, context: Path
) -> None:
    Construct(stack, "docker")
    for id_ in ("A", "B"):
        image = ContainerImage.build(context, repository=repository)
        ContainerFunction(stack, id_, image=image)

    (docker,) = synth.json["provider"]["docker"]

    assert len(docker["registry_auth"]) == 1
