"""``node.add_dependency`` for constructs of the library, which CDKTF ignores for all constructs."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import jsii
from cdktf import (
    App,
    Aspects,
    IAspect,
    TerraformDataSource,
    TerraformModule,
    TerraformOutput,
    TerraformResource,
)
from constructs import Construct, Dependable, IConstruct, IDependable, Node

from lambda_container.base import BASE, INSTEAD, is_of_other_base
from lambda_container.errors import InvalidArgument
from lambda_container.terraform.construct_tree import address_of, in_stack, node_of, path_of

_ORDERED = (TerraformResource, TerraformModule)


def wait_for_all_of(waiting: IConstruct, dependency: IConstruct) -> None:
    """Let each resource and module of one construct wait for each of another.

    They are determined when the stack is written, so those that are added later count. A data
    source is among them only if it is the construct itself: one that waits is read during apply.

    Raises:
        InvalidArgument: One is an App or an output, or contains the other.
    """
    for construct in (waiting, dependency):
        if isinstance(construct, (App, TerraformOutput)):
            rule = "be between constructs of stacks; an output has the argument depends_on"
            raise InvalidArgument("Node", "add_dependency", rule, type(construct).__name__)
    here, there = path_of(waiting), path_of(dependency)
    if f"{here}/".startswith(f"{there}/") or f"{there}/".startswith(f"{here}/"):
        rule = f"name no construct that contains {here!r} or is in it"
        raise InvalidArgument(f"Node of {here!r}", "add_dependency", rule, there)
    in_stack(waiting, [dependency])  # of another stack: all of this one waits
    Aspects.of(waiting).add(_Waits(waiting, dependency))


def _elements(construct: IConstruct) -> list[Any]:
    if isinstance(construct, TerraformDataSource):
        return [construct]
    return [found for found in node_of(construct).find_all() if isinstance(found, _ORDERED)]


@jsii.implements(IAspect)
class _Waits:
    def __init__(self, waiting: IConstruct, dependency: IConstruct) -> None:
        self._waiting, self._dependency = waiting, dependency

    def visit(self, node: IConstruct) -> None:
        """Called by Node for each construct below the one that waits."""
        is_itself = isinstance(self._waiting, TerraformDataSource)
        if not isinstance(node, TerraformDataSource if is_itself else _ORDERED):
            return
        addresses = [_address(found) for found in in_stack(node, _elements(self._dependency))]
        if addresses:
            waiting: Any = node
            waiting.depends_on = [*(waiting.depends_on or []), *addresses]


def _address(element: Any) -> str:
    """The address, as ``depends_on`` takes it; ``fqn`` wraps it in ``${...}``."""
    if isinstance(element, TerraformModule):
        return f"module.{element.friendly_unique_id}"
    prefix = "data." if isinstance(element, TerraformDataSource) else ""
    return f"{prefix}{address_of(element)}"


def _with_resources(
    original: Callable[..., None], concerns: Callable[[IConstruct], bool]
) -> Callable[..., None]:
    @wraps(original)
    def add_dependency(self: Node, *deps: IDependable) -> None:
        scope = self.scope
        owner = self.root if scope is None else node_of(scope).find_child(self.id)
        for dependency in deps:
            if not hasattr(dependency, "__jsii_ref__"):
                rule = "name constructs: what is only named is there already"
                raise InvalidArgument(f"Node of {self.path!r}", "add_dependency", rule, dependency)
            roots = Dependable.of(dependency).dependency_roots
            for root in roots:
                if is_of_other_base(root):
                    rule = f"name constructs of {BASE} ({INSTEAD})"
                    raise InvalidArgument(f"Node of {self.path!r}", "add_dependency", rule, root)
                if isinstance(root, Construct) and (concerns(owner) or concerns(root)):
                    wait_for_all_of(owner, root)
        original(self, *deps)

    return add_dependency


def give_dependencies_effect(concerns: Callable[[IConstruct], bool]) -> None:
    """Make ``node.add_dependency`` order resources, if one of the two constructs is of a kind.

    Args:
        concerns: Whether a construct is of that kind; all others are left to CDKTF.
    """
    setattr(Node, "add_dependency", _with_resources(Node.add_dependency, concerns))  # noqa: B010 - for mypy
