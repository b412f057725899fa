"""Names that AWS takes once per account and Region: a second one in a stack is refused."""

from __future__ import annotations

from constructs import Construct

from lambda_container.checks.arguments import Arguments
from lambda_container.terraform.aws_provider import known_region
from lambda_container.terraform.construct_tree import is_made, kept_on, stack_of
from lambda_container.terraform.placement import Placement
from lambda_container.terraform.references import is_token


def check_unique_name(
    arguments: Arguments,
    scope: Construct,
    noun: str,
    name: str,
    *,
    placement: Placement | None = None,
    argument: str = "name",
    within: str = "",
    plural: str | None = None,
) -> None:
    """Refuse a name that another construct of the stack has, also by default.

    Args:
        arguments: The checks for the construct's arguments, which know its path.
        scope: Any construct of the stack.
        noun: What the name is of, such as ``queue``.
        name: The name; one that is a reference is not known.
        placement: Provider and Region.
        argument: The argument that gives the name.
        within: What else the name is unique in, such as a group of schedules.
        plural: Several of the noun, if not with an "s".

    Raises:
        InvalidArgument: Another construct has the name.
    """
    where = placement or Placement()
    if is_token(name) or is_token(where.region) or is_token(within):
        return
    alias = None if where.provider is None else where.provider.alias
    key = (noun, alias, known_region(scope, where), within, name)
    stack = stack_of(scope)
    names: dict[object, str] = kept_on(stack, "names", dict)
    owner = names.get(key)
    # A constructor that failed has the name no more.
    if owner is None or not is_made(stack, owner):
        names[key] = arguments.path
    elif owner != arguments.path:
        rule = f"be unique among the stack's {plural or f'{noun}s'}: {owner!r} has the same"
        arguments.fail(argument, rule, name)
