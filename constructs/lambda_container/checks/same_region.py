"""What a function uses is in its own Region and partition."""

from __future__ import annotations

import re

from constructs import IConstruct

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
    """Refuse literal ARNs and image URIs that name another Region or partition.

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
        text = next((getattr(value, name) for name in _TEXTS if hasattr(value, name)), value)
        made_in = getattr(getattr(value, "placement", None), "region", None)
        if isinstance(made_in, str) and not is_token(made_in):
            region = known_region(scope, placement)
            if region is not None and made_in != region:
                arguments.fail(argument, _rule(region), made_in)
        if not isinstance(text, str) or is_token(text):
            continue
        if (match := _ARN.match(text) or IMAGE_URI.fullmatch(text)) is None:
            continue
        region = known_region(scope, placement)
        if region is None:
            return
        if match["region"] not in ("", region):
            arguments.fail(argument, _rule(region), text)
        partition = match.groupdict().get("partition")
        if partition is not None and partition != _partition_of(region):
            arguments.fail(argument, f"be in the partition of {region}", text)


def _rule(region: str) -> str:
    return f"be in {region}, the Region of what uses it"


def _partition_of(region: str) -> str:
    return next((p for prefix, p in _PARTITIONS.items() if region.startswith(prefix)), "aws")
