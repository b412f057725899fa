"""What a function uses is in its own Region and partition."""

from __future__ import annotations

import re
from typing import Any

from cdktf import TerraformProvider
from constructs import IConstruct

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.aws_names import IMAGE_URI
from lambda_container.terraform.construct_tree import node_of, stack_of
from lambda_container.terraform.placement import Placement
from lambda_container.terraform.references import is_token

_ARN = re.compile(r"arn:(?P<partition>aws[a-z-]*):[a-z0-9-]+:(?P<region>[a-z0-9-]+):")
_PARTITIONS = {
    "cn-": "aws-cn",
    "us-gov-": "aws-us-gov",
    "us-iso-": "aws-iso",
    "us-isob-": "aws-iso-b",
    "us-isof-": "aws-iso-f",
    "eu-isoe-": "aws-iso-e",
    "eusc-": "aws-eusc",
}


def check_same_region(
    arguments: Arguments, scope: IConstruct, placement: Placement, **values: object
) -> None:
    """Refuse literal ARNs and image URIs that name another Region or partition.

    Args:
        arguments: The checks for the arguments.
        scope: Any construct of the stack.
        placement: Where the resources are made.
        values: ARNs or image URIs by argument, or objects that have one; others are left out.

    Raises:
        InvalidArgument: One of them is elsewhere.
    """
    for argument, value in values.items():
        text = getattr(value, "arn", value)
        if not isinstance(text, str) or is_token(text):
            continue
        if (match := _ARN.match(text) or IMAGE_URI.fullmatch(text)) is None:
            continue
        region = known_region(scope, placement)
        if region is None:
            return
        if match["region"] != region:
            arguments.fail(argument, f"be in the function's Region, {region}", text)
        partition = match.groupdict().get("partition")
        if partition is not None and partition != _partition_of(region):
            arguments.fail(argument, f"be in the partition of {region}", text)


def known_region(scope: IConstruct, placement: Placement) -> str | None:
    """The Region that resources are made in, if it is literal."""
    if placement.region is not None:
        return None if is_token(placement.region) else placement.region
    alias = None if placement.provider is None else placement.provider.alias
    # Stored on the stack itself: jsii drops objects that Python does not reference.
    regions: dict[str | None, str | None] = vars(stack_of(scope)).setdefault(
        "_lambda_container_regions", {}
    )
    if alias not in regions:
        regions[alias] = _region_of(placement.provider or _default_provider(scope))
    return regions[alias]


def _region_of(provider: Any) -> str | None:
    region = getattr(provider, "region", None)
    return region if isinstance(region, str) and not is_token(region) else None


def _default_provider(scope: IConstruct) -> TerraformProvider | None:
    for child in node_of(stack_of(scope)).children:
        is_aws = getattr(child, "terraform_resource_type", None) == "aws"
        if isinstance(child, TerraformProvider) and is_aws and child.alias is None:
            return child
    return None


def _partition_of(region: str) -> str:
    return next((p for prefix, p in _PARTITIONS.items() if region.startswith(prefix)), "aws")
