"""Find a function by one of its names."""

from __future__ import annotations

from collections.abc import Sequence

from lambda_container.errors import LambdaContainerError
from lambda_container.manifest.entries import FunctionEntry, StackManifest
from lambda_container.manifest.find_stack import stack_named
from lambda_container.suggestion import names_like


class FunctionNotFound(LambdaContainerError):  # noqa: N818 - reads as what it says
    """No function, or more than one, has the name; the message lists the candidates."""


def find_function(
    stacks: Sequence[StackManifest], name: str | None = None, *, stack: str | None = None
) -> tuple[StackManifest, FunctionEntry]:
    """Find a function by name, and its stack.

    Args:
        stacks: The stacks to search.
        name: Its id, such as ``hello``, its path ``dev/hello``, or its name in AWS. Default: the
            only function.
        stack: Name of the stack, if several have a function with the name.

    Raises:
        FunctionNotFound: No function matches, or more than one does.
        UnknownStack: There is no such stack.
    """
    searched = stacks if stack is None else [stack_named(stacks, stack)]
    every = [(each, function) for each in searched for function in each.functions]
    found = [pair for pair in every if name is None or name in _names(pair[1])]
    if len(found) == 1:
        return found[0]
    where = "" if stack is None else f" in the stack {stack!r}"
    paths = ", ".join(function.path for _, function in (found or every))
    if found and name is None:
        raise FunctionNotFound(f"there are {len(found)} functions{where}, name one: {paths}")
    if found:
        raise FunctionNotFound(f"{len(found)} functions are called {name!r}, name one: {paths}")
    if not every:
        raise FunctionNotFound(f"there is no function{where}")
    names = [each for _, function in every for each in _names(function)]
    raise FunctionNotFound(f"there is no function {name!r}{where}; {names_like(name or '', names)}")


def _names(function: FunctionEntry) -> list[str]:
    names = [function.id, function.path]
    return names if function.function_name is None else [*names, function.function_name]
