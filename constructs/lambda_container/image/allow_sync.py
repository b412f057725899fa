"""Which stacks ``lambda-container sync`` may change without Terraform."""

from __future__ import annotations

from cdktf import TerraformStack

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.subject import named
from lambda_container.terraform.manifest_record import record_sync


def allow_sync(stack: TerraformStack) -> None:
    """Let ``lambda-container sync`` change the code of a stack's functions without Terraform.

    For development environments whose images are published. Becomes no resource: it is recorded in
    the stack's JSON.

    Args:
        stack: The stack.

    Raises:
        InvalidArgument: Not a stack.
    """
    Arguments(named("allow_sync", None)).instance("stack", stack, TerraformStack)
    record_sync(stack)
