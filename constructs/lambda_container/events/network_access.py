"""Permissions that Lambda needs to reach a source in a VPC."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambda_container.iam.statement import Statement
from lambda_container.terraform.caller_identity import Location, location

if TYPE_CHECKING:
    from lambda_container.function.invocable import Invocable

# https://docs.aws.amazon.com/lambda/latest/dg/with-msk-permissions.html
_CREATE = ("ec2:CreateNetworkInterface",)
_DELETE = ("ec2:DeleteNetworkInterface",)
_DESCRIBE = (
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcs",
)


def location_of(target: Invocable) -> Location:
    """The account, Region and partition of a function."""
    return location(target, target.placement)


def network_access(target: Invocable) -> list[Statement]:
    """Permissions for network interfaces in the source's subnets, which only the source knows."""
    here = location_of(target)
    ec2 = f"arn:{here.partition}:ec2:{here.region}"
    interfaces = f"{ec2}:{here.account}:network-interface/*"
    # A shared subnet belongs to another account.
    networks = [f"{ec2}:*:security-group/*", f"{ec2}:*:subnet/*"]
    return [
        Statement(actions=_CREATE, resources=[interfaces, *networks]),
        Statement(actions=_DELETE, resources=[interfaces]),
        Statement(actions=_DESCRIBE, resources=["*"]),  # EC2 has no narrower resource for these
    ]
