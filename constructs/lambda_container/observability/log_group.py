"""A log group, encrypted with AWS's key or a customer managed key."""

from __future__ import annotations

from collections.abc import Mapping

from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from constructs import Construct

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.physical_names import check_unique_name
from lambda_container.checks.values import Number
from lambda_container.key.key_argument import AnyKey
from lambda_container.terraform.construct_tree import below
from lambda_container.terraform.placement import Placement


def log_group(
    scope: Construct,
    *,
    name: str,
    retention_in_days: Number,
    key: AnyKey | None,
    tags: Mapping[str, str] | None,
    placement: Placement,
) -> CloudwatchLogGroup:
    """Create a construct's only log group, and allow CloudWatch Logs to use its key."""
    arguments = Arguments.about(scope)
    check_unique_name(arguments, scope, "log group", name, placement=placement, argument="id")
    if key is not None:
        key.allow_log_group(name)
    made = CloudwatchLogGroup(
        scope,
        "LogGroup",
        name=name,
        retention_in_days=retention_in_days,
        kms_key_id=None if key is None else key.arn,
        tags=tags,
        **placement,
    )
    below(made, scope)
    return made
