"""What came with hashicorp/aws 6.25."""

from __future__ import annotations

from cdktf import TerraformStack

from lambda_container import (
    CapacityProviderConfig,
    ContainerFunction,
    ContainerImage,
    DurableConfig,
)
from tests.aws import URI
from tests.lambda_container.function.conftest import HERE
from tests.synth import Synth

IMAGE = ContainerImage.from_uri(URI)
PROVIDER = "arn:aws:lambda:eu-west-1:111122223333:capacity-provider:fast"


def test_a_durable_function_may_keep_its_state(stack: TerraformStack, synth: Synth) -> None:
    ContainerFunction(
        stack, "Orders", image=IMAGE, durable_config=DurableConfig(execution_timeout=3600)
    )
    assert synth.resource("aws_lambda_function")["durable_config"] == {
        "execution_timeout": 3600,
        "retention_period": 14,
    }
    assert synth.statements("Orders_Role_PolicyDocument")[0] == {
        "effect": "Allow",
        "actions": ["lambda:CheckpointDurableExecution", "lambda:GetDurableExecutionState"],
        "resources": [f"{HERE}dev-Orders:*"],
    }


def test_a_function_runs_on_instances_of_a_capacity_provider(
    stack: TerraformStack, synth: Synth
) -> None:
    ContainerFunction(
        stack,
        "Orders",
        image=IMAGE,
        memory_size=10_240,
        publish=True,
        publish_to="LATEST_PUBLISHED",
        capacity_provider_config=CapacityProviderConfig(
            capacity_provider_arn=PROVIDER,
            execution_environment_memory_gib_per_vcpu=2.5,
            per_execution_environment_max_concurrency=16,
        ),
    )
    function = synth.resource("aws_lambda_function")
    assert function["capacity_provider_config"] == {
        "lambda_managed_instances_capacity_provider_config": {
            "capacity_provider_arn": PROVIDER,
            "execution_environment_memory_gib_per_vcpu": 2.5,
            "per_execution_environment_max_concurrency": 16,
        }
    }
    assert (function["publish"], function["publish_to"]) == (True, "LATEST_PUBLISHED")


def test_tenants_are_kept_apart_and_functions_kept(stack: TerraformStack, synth: Synth) -> None:
    ContainerFunction(
        stack, "Orders", image=IMAGE, tenant_isolation_mode="PER_TENANT", skip_destroy=True
    )
    function = synth.resource("aws_lambda_function")
    assert function["tenancy_config"] == {"tenant_isolation_mode": "PER_TENANT"}
    assert function["skip_destroy"] is True
