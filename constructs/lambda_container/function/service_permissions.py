"""Permissions that Lambda itself needs from a function's role."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from lambda_container.function.vpc_config import VpcConfig
from lambda_container.iam.condition import Condition
from lambda_container.iam.statement import Statement
from lambda_container.role.execution_role import AnyRole, ExecutionRole
from lambda_container.terraform.caller_identity import Location
from lambda_container.terraform.references import is_token

if TYPE_CHECKING:
    from lambda_container.function.destination import Destination
    from lambda_container.function.file_system_config import FileSystemConfig
    from lambda_container.function.made_function import MadeFunction

# https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
_DESCRIBE = ("ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets")
_CREATE = ("ec2:CreateNetworkInterface",)
_CHANGE = (
    "ec2:AssignPrivateIpAddresses",
    "ec2:DeleteNetworkInterface",
    "ec2:UnassignPrivateIpAddresses",
)
_DENIED = (*_CREATE, *_CHANGE, *_DESCRIBE, "ec2:DetachNetworkInterface")
# https://docs.aws.amazon.com/lambda/latest/dg/durable-security.html
_DURABLE = ("lambda:CheckpointDurableExecution", "lambda:GetDurableExecutionState")


def allow_lambda(role: AnyRole | None, statements: Iterable[Statement]) -> None:
    """Add permissions that Lambda needs to an ``ExecutionRole``; existing roles stay unchanged."""
    if isinstance(role, ExecutionRole):
        role.add_statements(*statements)


def service_statements(
    function: MadeFunction,
    *,
    dead_letter_target: Destination | None,
    file_system_config: FileSystemConfig | None,
    vpc_config: VpcConfig | None,
) -> list[Statement]:
    """The permissions that Lambda needs for each feature that the function has."""
    statements = [] if dead_letter_target is None else dead_letter_target.statements()
    if function.kms_key is not None:
        statements.append(Statement(actions=["kms:Decrypt"], resources=[function.kms_key.arn]))
    if file_system_config is not None:
        statements.append(file_system_config.statement())
    if vpc_config is not None:
        statements += network_statements(
            vpc_config, function_arn=function.composed_arn, location=function.location
        )
    if function.traits.durable:
        statements += durable_statements(function.composed_arn)
    return statements


def network_statements(
    vpc_config: VpcConfig, *, function_arn: str, location: Location
) -> list[Statement]:
    """Allow network interfaces in these subnets and groups, but not to the function's own code."""
    ec2 = f"arn:{location.partition}:ec2:{location.region}"
    # A shared subnet belongs to another account; its id is unique across accounts.
    subnets = [f"{ec2}:*:subnet/{subnet}" for subnet in _known(vpc_config.subnet_ids)]
    groups = [f"{ec2}:*:security-group/{group}" for group in _known(vpc_config.security_group_ids)]
    interfaces = f"{ec2}:{location.account}:network-interface/*"
    return [
        Statement(actions=_CREATE, resources=[interfaces, *subnets, *groups]),
        Statement(actions=_CHANGE, resources=[interfaces]),
        Statement(actions=_DESCRIBE, resources=["*"]),  # EC2 has no narrower resource for these
        Statement(
            effect="Deny",
            actions=_DENIED,
            resources=["*"],
            conditions=[Condition("ArnEquals", "lambda:SourceFunctionArn", [function_arn])],
        ),
    ]


def durable_statements(function_arn: str) -> list[Statement]:
    """Allow access to the execution state of the function's versions."""
    return [Statement(actions=_DURABLE, resources=[f"{function_arn}:*"])]


def _known(ids: Iterable[str]) -> list[str]:
    return ["*"] if is_token(ids) else list(ids)
