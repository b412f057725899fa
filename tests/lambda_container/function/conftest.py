"""A function to try the verbs on."""

from __future__ import annotations

import pytest
from cdktf import TerraformStack

from lambda_container import ContainerFunction, ContainerImage

URI = f"111122223333.dkr.ecr.eu-west-1.amazonaws.com/hello@sha256:{'0' * 64}"
HERE = (
    "arn:${data.aws_partition.LambdaContainerPartition.partition}:lambda:"
    "${data.aws_region.LambdaContainerRegion.id}:"
    "${data.aws_caller_identity.LambdaContainerCallerIdentity.account_id}:function:"
)
"""What a function's ARN begins with where it is composed."""


@pytest.fixture
def function(stack: TerraformStack) -> ContainerFunction:
    """A published function ``dev-Orders``."""
    return ContainerFunction(
        stack, "Orders", image=ContainerImage.from_uri(URI), publish=True, tracing="PassThrough"
    )
