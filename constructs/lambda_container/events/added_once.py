"""A source that a function can have only once."""

from __future__ import annotations

from constructs import IConstruct

from lambda_container.checks.arguments import Arguments
from lambda_container.terraform.construct_tree import kept_on


def check_added_once(
    arguments: Arguments, target: IConstruct, argument: str, source: object
) -> None:
    """Refuse a source that the function or alias has already.

    Args:
        arguments: The checks for the source's arguments.
        target: The function or alias.
        argument: The argument that names the source.
        source: A construct, or an ARN. It is kept itself: a construct's ARN is another reference
            each time.

    Raises:
        InvalidArgument: The target has it.
    """
    sources: list[object] = kept_on(target, f"sources_{argument}", list)
    if any(source is other or source == other for other in sources):
        arguments.fail(argument, "be added to a function only once", source)
    sources.append(source)
