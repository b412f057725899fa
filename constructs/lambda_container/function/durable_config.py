"""Configuration of durable functions, whose executions outlive an invocation."""

from __future__ import annotations

from dataclasses import dataclass

from cdktf_cdktf_provider_aws.lambda_function import LambdaFunctionDurableConfig

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.values import Number

# https://docs.aws.amazon.com/lambda/latest/api/API_DurableConfig.html
_EXECUTION_TIMEOUT_SECONDS = (1, 31_622_400)
_RETENTION_DAYS = (1, 90)


@dataclass(frozen=True, kw_only=True, slots=True)
class DurableConfig:
    """A durable function: its steps are checkpointed, and it may wait for up to a year.

    Durability is fixed on creation. A durable function is invoked by version or alias.
    Its role may read and write the state of its executions.

    Attributes:
        execution_timeout: 1 to 31,622,400 seconds (366 days) for a whole execution.
        retention_period: 1 to 90 days that an execution's history is kept. Default: 14.

    Raises:
        InvalidArgument: A number out of range.
    """

    execution_timeout: Number
    retention_period: Number = 14

    def __post_init__(self) -> None:
        arguments = Arguments("DurableConfig")
        seconds = (*_EXECUTION_TIMEOUT_SECONDS, "seconds")
        arguments.integer("execution_timeout", self.execution_timeout, *seconds)
        arguments.integer("retention_period", self.retention_period, *_RETENTION_DAYS, "days")

    def block(self) -> LambdaFunctionDurableConfig:
        """The function's ``durable_config``."""
        return LambdaFunctionDurableConfig(
            execution_timeout=self.execution_timeout, retention_period=self.retention_period
        )
