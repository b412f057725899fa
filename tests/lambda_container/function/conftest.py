"""The prefix of function ARNs."""

from __future__ import annotations

HERE = (
    "arn:${data.aws_partition.LambdaContainerPartition.partition}:lambda:"
    "${data.aws_region.LambdaContainerRegion.id}:"
    "${data.aws_caller_identity.LambdaContainerCallerIdentity.account_id}:function:"
)
"""The prefix of a composed function ARN."""
