"""``node.add_dependency`` for constructs of the library, which CDKTF ignores for all constructs."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import jsii
from cdktf import Aspects, IAspect, TerraformResource
from constructs import Construct, IConstruct, IDependable, Node

from lambda_container.terraform.construct_tree import address_of, in_stack, node_of, resources_of


def wait_for_all_of(waiting: IConstruct, dependency: IConstruct) -> None:
    """Let each resource below one construct wait for each resource below another.

    They are determined when the stack is written, so resources that are added later count.
    """
    Aspects.of(waiting).add(_Waits(dependency))


@jsii.implements(IAspect)
class _Waits:
    def __init__(self, dependency: IConstruct) -> None:
        self._dependency = dependency

    def visit(self, node: IConstruct) -> None:
        """Called by Node for each construct below the one that waits."""
        if not isinstance(node, TerraformResource):
            return  # a data source that waits is read only during apply
        resources = resources_of(self._dependency)
        if not any(found is node for found in resources):  # a construct can wait for a part of it
            addresses = [address_of(found) for found in in_stack(node, resources)]
            if addresses:
                node.depends_on = [*(node.depends_on or []), *addresses]


def _with_resources(
    original: Callable[..., None], concerns: Callable[[IConstruct], bool]
) -> Callable[..., None]:
    @wraps(original)
    def add_dependency(self: Node, *deps: IDependable) -> None:
        original(self, *deps)
        scope = self.scope
        owner = self.root if scope is None else node_of(scope).find_child(self.id)
        for dependency in deps:
            if isinstance(dependency, Construct) and (concerns(owner) or concerns(dependency)):
                wait_for_all_of(owner, dependency)

    return add_dependency


def give_dependencies_effect(concerns: Callable[[IConstruct], bool]) -> None:
    """Make ``node.add_dependency`` order resources, if one of the two constructs is of a kind.

    Args:
        concerns: Whether a construct is of that kind; all others are left to CDKTF.
    """
    setattr(Node, "add_dependency", _with_resources(Node.add_dependency, concerns))  # noqa: B010 - for mypy
