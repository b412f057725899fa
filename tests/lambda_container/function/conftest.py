"""What the ARNs of functions begin with."""

from __future__ import annotations

HERE = (
    "arn:${data.aws_partition.LambdaContainerPartition.partition}:lambda:"
    "${data.aws_region.LambdaContainerRegion.id}:"
    "${data.aws_caller_identity.LambdaContainerCallerIdentity.account_id}:function:"
)
"""What a function's ARN begins with where it is composed."""
