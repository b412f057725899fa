"""An empty stack for tests."""

from __future__ import annotations

import lambda_container.bindings  # noqa: F401 - first: it makes the provider packages load lazily

# isort: split
from cdktf import TerraformStack, Testing
from cdktf_cdktf_provider_aws.provider import AwsProvider


def empty_stack(name: str = "test", *, region: str = "eu-west-1") -> TerraformStack:
    """Return a stack with only an AWS provider, which is never written to a file."""
    stack = TerraformStack(Testing.app(), name)
    AwsProvider(stack, "aws", region=region)
    return stack
