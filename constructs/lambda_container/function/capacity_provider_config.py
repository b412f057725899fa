"""EC2 instances in your account that a function runs on."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from cdktf_cdktf_provider_aws.lambda_function import LambdaFunctionCapacityProviderConfig as Block
from cdktf_cdktf_provider_aws.lambda_function import (
    LambdaFunctionCapacityProviderConfigLambdaManagedInstancesCapacityProviderConfig as Instances,
)

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.values import Number

# https://docs.aws.amazon.com/lambda/latest/api/API_LambdaManagedInstancesCapacityProviderConfig.html
_ARN_LIMIT = 140
_MEMORY_GIB_PER_VCPU = (2.0, 8.0)
_MAX_CONCURRENCY = (1, 1600)


@dataclass(frozen=True, kw_only=True, slots=True)
class CapacityProviderConfig:
    """Lambda Managed Instances: the function runs on EC2 instances of a capacity provider.

    The capacity provider sets network and scaling. Lambda starts instances for published
    versions only, so the function needs ``publish=True``, and memory of 2,048 MB or more.

    Attributes:
        capacity_provider_arn: The capacity provider's ARN.
        execution_environment_memory_gib_per_vcpu: 2 to 8 GiB of memory for each vCPU. Default:
            Lambda's.
        per_execution_environment_max_concurrency: 1 to 1,600 invocations at a time in one
            execution environment. Default: the runtime's.

    Raises:
        InvalidArgument: Not the ARN of a capacity provider, or a number out of range.
    """

    capacity_provider_arn: str
    execution_environment_memory_gib_per_vcpu: float | None = None
    per_execution_environment_max_concurrency: Number | None = None

    def __post_init__(self) -> None:
        arguments = Arguments("CapacityProviderConfig")
        name = "capacity_provider_arn"
        arn = self.capacity_provider_arn
        arguments.arn(name, arn, "lambda", "capacity-provider:", _ARN_LIMIT)
        if (memory := self.execution_environment_memory_gib_per_vcpu) is not None:
            name = "execution_environment_memory_gib_per_vcpu"
            arguments.number(name, memory, *_MEMORY_GIB_PER_VCPU, "GiB")
        if (concurrency := self.per_execution_environment_max_concurrency) is not None:
            name = "per_execution_environment_max_concurrency"
            arguments.integer(name, concurrency, *_MAX_CONCURRENCY)

    @property
    def arn(self) -> str:
        """The capacity provider's ARN."""
        return self.capacity_provider_arn

    def block(self) -> Block:
        """The function's ``capacity_provider_config``."""
        return Block(lambda_managed_instances_capacity_provider_config=Instances(**asdict(self)))
