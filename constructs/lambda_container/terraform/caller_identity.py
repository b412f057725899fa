"""Account, Region and partition of an AWS provider, each looked up once per stack."""

from __future__ import annotations

from dataclasses import dataclass

from cdktf import TerraformProvider, TerraformStack
from cdktf_cdktf_provider_aws.data_aws_caller_identity import DataAwsCallerIdentity
from cdktf_cdktf_provider_aws.data_aws_partition import DataAwsPartition
from cdktf_cdktf_provider_aws.data_aws_region import DataAwsRegion
from constructs import Construct

from lambda_container.terraform.construct_tree import once_a_stack
from lambda_container.terraform.placement import Placement


@dataclass(frozen=True, slots=True)
class Location:
    """Account, Region and partition of an AWS provider, as references.

    Attributes:
        account: The account's id.
        region: The Region code.
        partition: Such as ``aws`` or ``aws-cn``.
        dns_suffix: Such as ``amazonaws.com``.
    """

    account: str
    region: str
    partition: str
    dns_suffix: str

    def function_arn(self, function_name: str) -> str:
        """The ARN of a function in this location, composed from its name."""
        here = f"{self.region}:{self.account}"
        return f"arn:{self.partition}:lambda:{here}:function:{function_name}"


def account_id(scope: Construct, provider: TerraformProvider | None) -> str:
    """The account's id, as a reference; one ``aws_caller_identity`` per stack and provider."""

    def make(stack: TerraformStack, id_: str) -> str:
        return DataAwsCallerIdentity(stack, id_, provider=provider).account_id

    account: str = once_a_stack(scope, provider, "CallerIdentity", make)
    return account


def location(scope: Construct, placement: Placement) -> Location:
    """Account, Region and partition; one data source for each per stack and AWS provider.

    Args:
        scope: Any construct of the stack.
        placement: The provider, and the Region if it differs from the provider's.
    """
    provider = placement.provider

    def make_partition(stack: TerraformStack, id_: str) -> tuple[str, str]:
        partition = DataAwsPartition(stack, id_, provider=provider)
        return partition.partition, partition.dns_suffix

    def make_region(stack: TerraformStack, id_: str) -> str:
        # Not .region, which hashicorp/aws 5 does not have.
        return DataAwsRegion(stack, id_, provider=provider).id

    partition, dns_suffix = once_a_stack(scope, provider, "Partition", make_partition)
    return Location(
        account=account_id(scope, provider),
        region=placement.region or once_a_stack(scope, provider, "Region", make_region),
        partition=partition,
        dns_suffix=dns_suffix,
    )
