"""A function's name is its own, and what it uses is in its Region."""

from __future__ import annotations

from collections.abc import Mapping

from constructs import Construct

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.physical_names import check_unique_name
from lambda_container.checks.same_region import check_same_region
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
    name = function_name
    check_unique_name(
        arguments, scope, "function", name, placement=placement, argument="function_name"
    )
    check_same_region(arguments, scope, placement, **used)
