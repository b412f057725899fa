"""The versions of Terraform and of its providers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cdktf import TerraformProvider, TerraformResource, TerraformStack, Testing
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_docker.provider import DockerProvider

from lambda_container import (
    CapacityProviderConfig,
    ContainerFunction,
    ContainerImage,
    DurableConfig,
    InvalidArgument,
    Queue,
    Repository,
    require_providers,
    s3_backend,
)
from lambda_container.terraform.provider_versions import TESTED
from lambda_container.terraform.version_range import lowest, version
from tests.aws import ACCOUNT, REGION, URI
from tests.synth import Synth

CAPACITY_PROVIDER = f"arn:aws:lambda:{REGION}:{ACCOUNT}:capacity-provider:orders"


@pytest.fixture
def bare() -> TerraformStack:
    """A stack without a provider."""
    return TerraformStack(Testing.app(), "orders")


def asked(stack: TerraformStack) -> dict[str, Any]:
    found: dict[str, Any] = Synth(stack).json.get("terraform", {})
    return found


def version_of_aws(stack: TerraformStack) -> Any:
    return asked(stack)["required_providers"]["aws"]["version"]


def function(stack: TerraformStack, **arguments: Any) -> ContainerFunction:
    return ContainerFunction(stack, "Orders", image=ContainerImage.from_uri(URI), **arguments)


def build(stack: TerraformStack, folder: Path, login: Any = "ephemeral-token") -> None:
    (folder / "Dockerfile").write_text("FROM public.ecr.aws/lambda/python:3.13\n")
    repository = Repository(stack, "Images", name="images", login=login)
    image = ContainerImage.build(folder, repository=repository)
    ContainerFunction(stack, "Orders", image=image)


class TestWithoutIt:
    def test_a_stack_asks_for_what_is_tested(self, stack: TerraformStack) -> None:
        Queue(stack, "Queue")
        assert asked(stack)["required_version"] == ">= 1.10"
        assert version_of_aws(stack) == TESTED["aws"] == ">= 6.25, < 7"

    def test_a_stack_without_our_constructs_stays_as_it_is(self, stack: TerraformStack) -> None:
        (aws,) = stack.all_providers()
        assert aws.terraform_generator_metadata is not None
        assert version_of_aws(stack) == aws.terraform_generator_metadata.provider_version
        assert "required_version" not in asked(stack)

    def test_an_override_of_the_program_takes_precedence(self, stack: TerraformStack) -> None:
        stack.add_override("terraform.required_providers.aws.version", "~> 6.30")
        stack.add_override("terraform.required_version", "~> 1.11")
        Queue(stack, "Queue")
        assert version_of_aws(stack) == "~> 6.30"
        assert asked(stack)["required_version"] == "~> 1.11"

    def test_an_override_wins_after_a_backend_too(self, bare: TerraformStack) -> None:
        s3_backend(bare, bucket="shop-state", region=REGION)
        AwsProvider(bare, "aws", region=REGION)
        bare.add_override("terraform.required_providers.aws.version", "~> 6.30")
        Queue(bare, "Queue")
        assert version_of_aws(bare) == "~> 6.30"

    def test_a_source_is_written_as_the_registry_calls_it(self, stack: TerraformStack) -> None:
        Queue(stack, "Queue")
        assert asked(stack)["required_providers"]["aws"]["source"] == "hashicorp/aws"

    def test_a_provider_of_another_registry_keeps_its_source(self, bare: TerraformStack) -> None:
        TerraformProvider(
            bare,
            "aws",
            terraform_resource_type="aws",
            terraform_provider_source="registry.example.com/mirror/aws",
        )
        Queue(bare, "Queue")
        source = asked(bare)["required_providers"]["aws"]["source"]
        assert source == "registry.example.com/mirror/aws"

    @pytest.mark.parametrize("late", [True, False])
    @pytest.mark.parametrize("early", [True, False])
    def test_an_override_wins_wherever_providers_and_backends_are(
        self, bare: TerraformStack, early: bool, late: bool
    ) -> None:
        if early:
            Queue(bare, "Early")
        s3_backend(bare, bucket="shop-state", region=REGION)
        AwsProvider(bare, "aws", region=REGION)
        required = "terraform.required_providers.aws"
        bare.add_override(f"{required}.source", "registry.example.com/hashicorp/aws")
        bare.add_override(f"{required}.version", "6.40.0")
        Queue(bare, "Queue")
        if late:
            AwsProvider(bare, "east", region="us-east-1", alias="east")
        for _ in range(2):
            assert asked(bare)["required_providers"]["aws"] == {
                "source": "registry.example.com/hashicorp/aws",
                "version": "6.40.0",
            }

    def test_an_override_of_docker_wins_too(self, stack: TerraformStack, tmp_path: Path) -> None:
        stack.add_override("terraform.required_providers.docker.version", "4.5.0")
        build(stack, tmp_path)
        assert asked(stack)["required_providers"]["docker"] == {
            "source": "kreuzwerker/docker",
            "version": "4.5.0",
        }

    def test_a_docker_provider_of_another_registry_keeps_its_source(
        self, stack: TerraformStack, tmp_path: Path
    ) -> None:
        source = "registry.example.com/kreuzwerker/docker"
        TerraformProvider(
            stack, "docker", terraform_resource_type="docker", terraform_provider_source=source
        )
        require_providers(stack, docker=">= 4.5")
        assert asked(stack)["required_providers"]["docker"] == {
            "source": source,
            "version": ">= 4.5",
        }

    def test_a_provider_that_comes_later_brings_no_single_version(
        self, stack: TerraformStack
    ) -> None:
        Queue(stack, "Queue")
        AwsProvider(stack, "East", alias="east", region="us-east-1")
        assert version_of_aws(stack) == TESTED["aws"]

    def test_no_provider_is_asked_for_that_the_stack_has_not(self, bare: TerraformStack) -> None:
        Queue(bare, "Queue")
        assert "required_providers" not in asked(bare)

    def test_the_tested_ranges_have_what_any_construct_needs(self, stack: TerraformStack) -> None:
        require_providers(stack, **TESTED)
        function(stack, durable_config=DurableConfig(execution_timeout=60), publish=True)


class TestWithIt:
    def test_the_versions_are_those_that_are_given(self, stack: TerraformStack) -> None:
        DockerProvider(stack, "Docker")
        require_providers(stack, aws="~> 6.30", docker="4.5.0")
        providers = asked(stack)["required_providers"]
        assert providers["aws"]["version"] == "~> 6.30"
        assert providers["docker"] == {"source": "kreuzwerker/docker", "version": "4.5.0"}

    def test_builds_keep_the_version_of_docker(self, stack: TerraformStack, tmp_path: Path) -> None:
        require_providers(stack, docker="~> 4.5")
        build(stack, tmp_path)
        assert asked(stack)["required_providers"]["docker"]["version"] == "~> 4.5"

    def test_the_order_of_calls_makes_no_difference(
        self, stack: TerraformStack, tmp_path: Path
    ) -> None:
        build(stack, tmp_path)
        require_providers(stack, aws=">= 6.30, < 8", docker="~> 4.5")
        providers = asked(stack)["required_providers"]
        assert [providers[name]["version"] for name in ("aws", "docker")] == [
            ">= 6.30, < 8",
            "~> 4.5",
        ]

    def test_a_later_call_replaces_an_earlier_one(self, stack: TerraformStack) -> None:
        require_providers(stack, aws="~> 6.30")
        require_providers(stack, aws="~> 6.40")
        assert version_of_aws(stack) == "~> 6.40"

    def test_the_source_of_a_mirror_is_kept(self, stack: TerraformStack) -> None:
        stack.add_override("terraform.required_providers.aws.source", "example.com/mirror/aws")
        require_providers(stack, aws="~> 6.30")
        source = asked(stack)["required_providers"]["aws"]["source"]
        assert source == "example.com/mirror/aws"

    def test_other_resources_of_the_stack_may_be_of_any_provider(
        self, bare: TerraformStack
    ) -> None:
        TerraformResource(bare, "Pet", terraform_resource_type="random_pet")
        require_providers(bare, docker="~> 4.5")
        assert set(asked(bare)["required_providers"]) == {"docker"}


class TestTooOld:
    """What the JSON needs, from which version on, and why."""

    def test_a_schema(self, stack: TerraformStack) -> None:
        with pytest.raises(
            InvalidArgument,
            match=r"^require_providers of 'dev': aws must begin at 6\.0 .*, got '~> 5\.100'$",
        ):
            require_providers(stack, aws="~> 5.100")

    def test_a_build_without_attestations(self, stack: TerraformStack) -> None:
        with pytest.raises(InvalidArgument, match=r"docker must begin at 4\.3 .* attestations"):
            require_providers(stack, docker=">= 3.9")

    @pytest.mark.parametrize("first", [True, False])
    def test_the_ephemeral_token(self, stack: TerraformStack, tmp_path: Path, first: bool) -> None:
        def make() -> None:
            if first:
                require_providers(stack, aws=">= 6.21")
            build(stack, tmp_path)
            if not first:
                require_providers(stack, aws=">= 6.21")

        message = r"begin at 6\.22 or newer, the first with the ephemeral token .* of dev/Image-"
        with pytest.raises(InvalidArgument, match=message):
            make()

    def test_a_helper_needs_no_token(self, stack: TerraformStack, tmp_path: Path) -> None:
        require_providers(stack, aws=">= 6.21")
        build(stack, tmp_path, login="ecr-login")
        assert version_of_aws(stack) == ">= 6.21"

    @pytest.mark.parametrize(
        ("arguments", "minimum"),
        [
            ({"tenant_isolation_mode": "PER_TENANT"}, "6.23"),
            (
                {
                    "capacity_provider_config": CapacityProviderConfig(
                        capacity_provider_arn=CAPACITY_PROVIDER
                    ),
                    "publish": True,
                    "memory_size": 2048,
                },
                "6.24",
            ),
            ({"durable_config": DurableConfig(execution_timeout=60)}, "6.25"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_a_feature_of_a_function(
        self, stack: TerraformStack, arguments: dict[str, Any], minimum: str
    ) -> None:
        older = f">= 6.{int(minimum.partition('.')[2]) - 1}"
        require_providers(stack, aws=older)
        name = next(iter(arguments))
        with pytest.raises(InvalidArgument, match=rf"begin at {minimum} .* {name} of dev/Orders"):
            function(stack, **arguments)
        require_providers(stack, aws=f">= {minimum}")
        function(stack, **arguments)

    def test_what_is_gone_needs_nothing(self, stack: TerraformStack) -> None:
        class Failing(ContainerFunction):
            def __init__(self) -> None:
                image = ContainerImage.from_uri(URI)
                config = DurableConfig(execution_timeout=60)
                super().__init__(stack, "Orders", image=image, durable_config=config)

        Failing()
        stack.node.try_remove_child("Orders")
        require_providers(stack, aws=">= 6.20")

    def test_exclusions_of_mutability(self, stack: TerraformStack) -> None:
        require_providers(stack, aws=">= 6.7")
        with pytest.raises(InvalidArgument, match=r"begin at 6\.8 "):
            Repository(
                stack,
                "Images",
                name="images",
                image_tag_mutability="IMMUTABLE_WITH_EXCLUSION",
                image_tag_mutability_exclusion_filter=["latest"],
            )

    def test_what_a_refused_call_asked_for_is_forgotten(self, stack: TerraformStack) -> None:
        with pytest.raises(InvalidArgument):
            require_providers(stack, aws="~> 6.30", docker="~> 3.9")
        Queue(stack, "Queue")
        assert version_of_aws(stack) == TESTED["aws"]


class TestPublicUrl:
    """Newer providers have an argument for what Cloud Control does otherwise."""

    def url(self, stack: TerraformStack) -> dict[str, Any]:
        """The resources of a function with a public URL."""
        function(stack).add_url(public=True)
        found: dict[str, Any] = Synth(stack).json["resource"]
        return found

    def test_by_default_cloud_control_permits_it(self, stack: TerraformStack) -> None:
        assert lowest(TESTED["aws"]) == version("6.25")
        assert "aws_cloudcontrolapi_resource" in self.url(stack)

    def test_from_6_28_on_the_permission_does(self, stack: TerraformStack) -> None:
        require_providers(stack, aws=">= 6.28, < 7")
        resources = self.url(stack)
        assert "aws_cloudcontrolapi_resource" not in resources
        second, first = sorted(
            resources["aws_lambda_permission"].values(), key=lambda one: str(one["action"])
        )
        same = ("function_name", "principal")
        assert [first[key] for key in same] == [second[key] for key in same]
        assert (first["action"], first["function_url_auth_type"]) == (
            "lambda:InvokeFunctionUrl",
            "NONE",
        )
        assert (second["action"], second["invoked_via_function_url"]) == (
            "lambda:InvokeFunction",
            True,
        )
        assert "function_url_auth_type" not in second
        assert "invoked_via_function_url" not in first

    @pytest.mark.parametrize("before", ["", ">= 6.30, < 7"])
    def test_a_range_that_would_change_it_comes_too_late(
        self, stack: TerraformStack, before: str
    ) -> None:
        if before:
            require_providers(stack, aws=before)
        self.url(stack)
        after = ">= 6.27, < 7" if before else ">= 6.28, < 7"
        with pytest.raises(InvalidArgument, match=r"be set before .* differs from 6\.28 on"):
            require_providers(stack, aws=after)
        require_providers(stack, aws=before or ">= 6.26, < 7")


class TestBadInput:
    @pytest.mark.parametrize("name", ["aws", "docker"])
    @pytest.mark.parametrize(
        "value", ["", "latest", "6.x", "^6.25", ">= 6.25 < 7", "6.25.0-beta1", "${var.version}"]
    )
    def test_no_constraint(self, stack: TerraformStack, name: str, value: str) -> None:
        with pytest.raises(InvalidArgument, match=f"^require_providers of 'dev': {name} must "):
            require_providers(stack, **{name: value})

    def test_one_that_admits_nothing(self, stack: TerraformStack) -> None:
        with pytest.raises(InvalidArgument, match="aws must admit a release"):
            require_providers(stack, aws=">= 7, < 6")

    @pytest.mark.parametrize("value", [6, 6.25, True, [">= 6.25"], b"6"])
    def test_no_text(self, stack: TerraformStack, value: Any) -> None:
        with pytest.raises(InvalidArgument, match="aws must be a string"):
            require_providers(stack, aws=value)

    def test_nothing(self, stack: TerraformStack) -> None:
        with pytest.raises(InvalidArgument, match="aws must be given, or docker"):
            require_providers(stack)

    def test_no_stack(self, stack: TerraformStack) -> None:
        with pytest.raises(InvalidArgument, match="stack must be a TerraformStack"):
            require_providers(Queue(stack, "Queue"), aws="~> 6.30")  # type: ignore[arg-type]

    def test_a_long_one(self, stack: TerraformStack) -> None:
        with pytest.raises(InvalidArgument, match="200 characters"):
            require_providers(stack, aws=", ".join(["!= 6.26.1"] * 30))
