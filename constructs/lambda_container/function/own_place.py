"""A function's name is its own, and what it uses is in its Region."""

from __future__ import annotations

from collections.abc import Mapping

from constructs import Construct

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.physical_names import check_unique_name
from lambda_container.checks.same_region import check_same_region
from lambda_container.terraform.construct_tree import path_of, stack_of
from lambda_container.terraform.placement import Placement


def check_own_place(
    arguments: Arguments,
    scope: Construct,
    placement: Placement,
    function_name: str,
    used: Mapping[str, object],
) -> None:
    """Refuse a name that is taken, and an image, key or target of another Region.

    Args:
        arguments: The checks for the function's arguments.
        scope: Any construct of the stack.
        placement: The function's Region and provider.
        function_name: Its name.
        used: What it uses, by argument.

    Raises:
        InvalidArgument: One of them.
    """
    check_role(arguments, scope, used["role"])
    name = function_name
    check_unique_name(
        arguments, scope, "function", name, placement=placement, argument="function_name"
    )
    check_same_region(arguments, scope, placement, **used)


def check_role(arguments: Arguments, scope: Construct, role: object) -> None:
    """Refuse the role of another stack.

    Raises:
        InvalidArgument: Such a role.
    """
    if isinstance(role, Construct) and stack_of(role) is not stack_of(scope):
        rule = (
            f"be of the stack {stack_of(scope).node.id!r}, or ExecutionRole.from_arn(role.arn): its"
            " policy would name the function, and each stack would wait for the other"
        )
        arguments.fail("role", rule, path_of(role))
