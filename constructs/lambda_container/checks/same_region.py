"""What a function uses is in its own Region and partition."""

from __future__ import annotations

import re

from constructs import Construct, IConstruct

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.aws_names import IMAGE_URI
from lambda_container.terraform.aws_provider import known_region
from lambda_container.terraform.placement import Placement
from lambda_container.terraform.references import is_token

_ARN = re.compile(r"arn:(?P<partition>aws[a-z-]*):[a-z0-9-]+:(?P<region>[a-z0-9-]*):")
# The first of these that a value has says where it is; an AlarmTopic's own ARN is for subscribers.
_TEXTS = ("literal_uri", "alarm_action", "arn")
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
    """Refuse literal ARNs and image URIs of another Region or partition, and another App.

    Args:
        arguments: The checks for the arguments.
        scope: Any construct of the stack.
        placement: Where the resources are made.
        values: ARNs or image URIs by argument, or objects that have one; of others,
            nothing is known.

    Raises:
        InvalidArgument: One of them is elsewhere.
    """
    for argument, value in values.items():
        if isinstance(value, Construct):
            arguments.of_same_app(argument, value, scope)
    region = known_region(scope, placement)
    if region is None:
        return
    for argument, value in values.items():
        text = _text_of(value)
        found = None if text is None else _ARN.match(text) or IMAGE_URI.fullmatch(text)
        named = found["region"] if found else _region_of(value, scope)
        if named not in (None, "", region):
            rule = f"be in {region}, the Region of what uses it"
            arguments.fail(argument, rule, named if text is None else text)
        check_same_partition(arguments, scope, placement, **{argument: text})


def check_same_partition(
    arguments: Arguments, scope: IConstruct, placement: Placement, **values: str | None
) -> None:
    """Refuse literal ARNs that name another partition: these may be of another Region.

    Raises:
        InvalidArgument: One of them is elsewhere.
    """
    region = known_region(scope, placement)
    for argument, text in values.items():
        match = None if region is None or text is None else _ARN.match(text)
        if region is not None and match is not None and match["partition"] != partition_of(region):
            arguments.fail(argument, f"be in the partition of {region}", text)


def _text_of(value: object) -> str | None:
    """The literal ARN or URI of a value, or that it is."""
    text = next((getattr(value, name) for name in _TEXTS if hasattr(value, name)), value)
    return text if isinstance(text, str) and not is_token(text) else None


def _region_of(value: object, scope: IConstruct) -> str | None:
    """The Region that a construct, a destination or a resource of Terraform is made in."""
    made = getattr(value, "placement", None)
    if isinstance(made, Placement):
        return known_region(value if isinstance(value, Construct) else scope, made)
    region = getattr(value, "region_input", None)
    return region if isinstance(region, str) and not is_token(region) else None


def partition_of(region: str) -> str:
    """The partition of a Region, such as ``aws``."""
    return next((p for prefix, p in _PARTITIONS.items() if region.startswith(prefix)), "aws")
