"""A permissions boundary for every role of a stack."""

from __future__ import annotations

from cdktf import TerraformStack
from constructs import Construct

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.subject import named
from lambda_container.terraform.construct_tree import kept_on, path_of, stack_of

_KEPT = "boundary"


class _Boundary:
    """What a stack requires; whether a role was made without it."""

    def __init__(self) -> None:
        self.arn: str | None = None
        self.is_used = False


def require_permissions_boundary(stack: TerraformStack, policy_arn: str) -> None:
    """Limit every role that the library makes in a stack from now on, unless it is given another.

    Becomes ``permissions_boundary`` of each ``aws_iam_role``. Call it first.

    Args:
        stack: The stack.
        policy_arn: ``arn:PARTITION:iam::ACCOUNT:policy/NAME``, or a reference to one.

    Raises:
        InvalidArgument: Not the ARN of a policy, or a stack that has a role already.
    """
    Arguments(named("require_permissions_boundary", None)).instance("stack", stack, TerraformStack)
    arguments = Arguments(f"require_permissions_boundary of {path_of(stack)!r}")
    arguments.arn("policy_arn", policy_arn, "iam", "policy/")
    kept = kept_on(stack, _KEPT, _Boundary)
    if kept.is_used:
        arguments.fail("stack", "have no roles yet: call it before they are made", path_of(stack))
    kept.arn = policy_arn


def required_boundary(scope: Construct) -> str | None:
    """The boundary that the stack of a new role requires, if any."""
    kept = kept_on(stack_of(scope), _KEPT, _Boundary)
    kept.is_used = True
    return kept.arn
