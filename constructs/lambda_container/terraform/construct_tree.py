"""What never changes about a construct, asked of Node once: each question is a round trip."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from cdktf import TerraformProvider, TerraformResource, TerraformStack
from constructs import IConstruct, Node

_nodes: WeakKeyDictionary[IConstruct, Node] = WeakKeyDictionary()
_paths: WeakKeyDictionary[IConstruct, str] = WeakKeyDictionary()
_shared: WeakKeyDictionary[TerraformStack, dict[str, Any]] = WeakKeyDictionary()
_stacks: WeakKeyDictionary[IConstruct, TerraformStack] = WeakKeyDictionary()


def node_of(construct: IConstruct) -> Node:
    """A construct's place in the tree."""
    node = _nodes.get(construct)
    if node is None:
        node = _nodes[construct] = construct.node
    return node


def path_of(construct: IConstruct) -> str:
    """A construct's path, such as ``dev/Orders``."""
    path = _paths.get(construct)
    if path is None:
        path = _paths[construct] = node_of(construct).path
    return path


def stack_of(construct: IConstruct) -> TerraformStack:
    """The stack that a construct belongs to."""
    if isinstance(construct, TerraformStack):
        return construct
    stack = _stacks.get(construct)
    if stack is None:
        stack = _stacks[construct] = TerraformStack.of(construct)
    return stack


def below(construct: IConstruct, scope: IConstruct) -> None:
    """Note where a construct was made, which saves asking."""
    _stacks[construct] = stack_of(scope)


def address_of(resource: TerraformResource) -> str:
    """What Terraform calls a resource: its ``depends_on`` takes this, and ``fqn`` is ``${...}``."""
    return f"{resource.terraform_resource_type}.{resource.friendly_unique_id}"


def functions_of(scope: IConstruct) -> list[Any]:
    """The functions that were made in a stack so far, in order; for them to be added to."""
    # Kept by the stack itself: jsii forgets an object that Python holds nowhere.
    made: list[Any] = vars(stack_of(scope)).setdefault("_lambda_container_functions", [])
    return made


def once_a_stack(
    scope: IConstruct,
    provider: TerraformProvider | None,
    noun: str,
    make: Callable[[TerraformStack, str], Any],
) -> Any:
    """What a stack needs once for each AWS provider: made when it is first asked for.

    Args:
        scope: Any construct of the stack.
        provider: The AWS provider that it belongs to.
        noun: Its id, but for what tells it from others.
        make: Makes it, of the stack and the id.
    """
    stack = stack_of(scope)
    id_ = f"LambdaContainer{noun}"
    id_ = id_ if provider is None else f"{id_}-{provider.alias or 'default'}"
    shared = _shared.setdefault(stack, {})
    if id_ not in shared:
        shared[id_] = make(stack, id_)
    return shared[id_]
