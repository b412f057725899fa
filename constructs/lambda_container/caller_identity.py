"""Where Terraform works: the account, the Region and the partition, each asked for once a stack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cdktf import TerraformProvider, TerraformStack
from cdktf_cdktf_provider_aws.data_aws_caller_identity import DataAwsCallerIdentity
from cdktf_cdktf_provider_aws.data_aws_partition import DataAwsPartition
from cdktf_cdktf_provider_aws.data_aws_region import DataAwsRegion
from constructs import Construct

_PREFIX = "LambdaContainer"


@dataclass(frozen=True, slots=True)
class Location:
    """Where an AWS provider works, as references.

    Attributes:
        account: The account's id.
        region: The Region's code.
        partition: Such as ``aws`` or ``aws-cn``.
        dns_suffix: Such as ``amazonaws.com``.
    """

    account: str
    region: str
    partition: str
    dns_suffix: str

    def function_arn(self, function_name: str) -> str:
        """The ARN of a function here, composed of its name."""
        here = f"{self.region}:{self.account}"
        return f"arn:{self.partition}:lambda:{here}:function:{function_name}"


def account_id(scope: Construct, provider: TerraformProvider | None) -> str:
    """The account's id, as a reference; one ``aws_caller_identity`` a stack and AWS provider."""
    identity = _once(scope, provider, DataAwsCallerIdentity, "CallerIdentity")
    account: str = identity.account_id
    return account


def location(
    scope: Construct, provider: TerraformProvider | None, region: str | None = None
) -> Location:
    """Account, Region and partition; one data source of each a stack and AWS provider.

    Args:
        scope: Any construct of the stack.
        provider: The AWS provider that is asked.
        region: The Region, where it is not the provider's.
    """
    partition = _once(scope, provider, DataAwsPartition, "Partition")
    return Location(
        account=account_id(scope, provider),
        # Not .region, which hashicorp/aws 5 does not have.
        region=region or _once(scope, provider, DataAwsRegion, "Region").id,
        partition=partition.partition,
        dns_suffix=partition.dns_suffix,
    )


def _once(
    scope: Construct,
    provider: TerraformProvider | None,
    kind: type[DataAwsCallerIdentity] | type[DataAwsPartition] | type[DataAwsRegion],
    noun: str,
) -> Any:
    stack = TerraformStack.of(scope)
    name = f"{_PREFIX}{noun}"
    id_ = name if provider is None else f"{name}-{provider.alias or 'default'}"
    found = stack.node.try_find_child(id_)
    return found or kind(stack, id_, provider=provider)
