"""Cache of a construct's immutable properties: each query to Node is a round trip."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from cdktf import App, TerraformDataSource, TerraformProvider, TerraformResource, TerraformStack
from constructs import Construct, IConstruct, Node

from lambda_container.base import BASE, INSTEAD, is_of_other_base
from lambda_container.errors import InvalidArgument

T = TypeVar("T")
D = TypeVar("D")

CONSTRUCT_ID = re.compile(r"[A-Za-z0-9_-]+")
SHORT_PREFIX = 38
"""Terraform adds 26 characters to a prefix, and many names have at most 64."""
_NOT_FOR_NAMES = re.compile(r"[^A-Za-z0-9_-]+")

_nodes: WeakKeyDictionary[IConstruct, Node] = WeakKeyDictionary()
_paths: WeakKeyDictionary[IConstruct, str] = WeakKeyDictionary()
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


def same_app(one: IConstruct, other: IConstruct) -> bool:
    """Whether two constructs belong to the same App."""
    # An App belongs to no stack.
    if not isinstance(other, App) and stack_of(one) is stack_of(other):
        return True
    return app_reference(one) == app_reference(other)


def app_reference(construct: IConstruct) -> str:
    """Node's reference of a construct's App: each query can answer with another object for it."""
    reference: str = getattr(App.of(construct), "__jsii_ref__").ref  # noqa: B009 - for mypy
    return reference


def path_below(scope: IConstruct, id_: str | None) -> str:
    """The path of a construct with an id; the scope's own without one."""
    return "/".join(part for part in (path_of(scope), id_) if part)


def below(construct: IConstruct, scope: IConstruct, id_: str | None = None) -> None:
    """Keep what is known of a new construct, which saves queries: its stack, and its path."""
    _stacks[construct] = stack_of(scope)
    # constructs replaces some characters of others.
    if id_ is not None and CONSTRUCT_ID.fullmatch(id_):
        _paths[construct] = path_below(scope, id_)


def name_prefix(construct: IConstruct, limit: int = SHORT_PREFIX) -> str:
    """The beginning of a default name: the construct's path, which begins with the stack's name.

    Args:
        construct: The construct that the name is for.
        limit: The most characters of the prefix.
    """
    path = _NOT_FOR_NAMES.sub("-", path_of(construct))
    return f"{path[: limit - 1].rstrip('-')}-"


def resources_of(construct: IConstruct) -> list[TerraformResource]:
    """The resources below a construct, and itself if it is one; no data sources."""
    return [f for f in node_of(construct).find_all() if isinstance(f, TerraformResource)]


def address_of(resource: TerraformResource | TerraformDataSource) -> str:
    """The address of a resource, as ``depends_on`` takes it; ``fqn`` wraps it in ``${...}``.

    That of a data source begins with ``data.``, which is left out.
    """
    return f"{resource.terraform_resource_type}.{resource.friendly_unique_id}"


def kept_on(construct: IConstruct, what: str, make: Callable[[], T]) -> T:
    """What the library keeps about a construct, made on first use.

    It is stored on the construct itself, because jsii drops objects that Python does not reference.
    """
    kept = vars(construct)
    name = f"_lambda_container_{what}"
    if name not in kept:
        kept[name] = make()
    found: T = kept[name]
    return found


def in_stack(scope: IConstruct, dependencies: Iterable[D]) -> list[D]:
    """What a resource can wait for: for those of another stack, the whole stack waits.

    Args:
        scope: Any construct of the resource's stack.
        dependencies: Resources of any stack.
    """
    stack, here = stack_of(scope), []
    for dependency in dependencies:
        theirs = stack_of(dependency) if isinstance(dependency, Construct) else stack
        if theirs is stack:
            here.append(dependency)
            continue
        _refuse_circle(stack, theirs, dependency)
        stack.add_dependency(theirs)
    return here


def _refuse_circle(stack: TerraformStack, theirs: TerraformStack, of: object) -> None:
    name = path_of(of) if isinstance(of, Construct) else path_of(theirs)
    if is_of_other_base(of) or is_of_other_base(theirs):
        rule = f"be constructs of {BASE} ({INSTEAD})"
        raise InvalidArgument(f"Stack {path_of(stack)!r}", "dependencies", rule, name)
    if not same_app(stack, theirs):
        rule = "use no construct of another App: read it by its name or ARN"
        raise InvalidArgument(f"Stack {path_of(stack)!r}", "dependencies", rule, name)
    if theirs.depends_on(stack):
        rule = f"not wait for the stack {path_of(theirs)!r}, which waits for it"
        raise InvalidArgument(f"Stack {path_of(stack)!r}", "dependencies", rule, name)


def forget(construct: IConstruct) -> None:
    """Take a construct that could not be made out of the tree."""
    if hasattr(construct, "__jsii_ref__"):
        node = node_of(construct)
        if node.scope is not None:
            node_of(node.scope).try_remove_child(node.id)


def is_made(stack: TerraformStack, path: str) -> bool:
    """Whether a stack has a construct at a path, which begins with the stack's own."""
    found: IConstruct = stack
    for id_ in path.removeprefix(f"{path_of(stack)}/").split("/"):
        child = node_of(found).try_find_child(id_)
        if child is None:
            return False
        found = child
    return True


def functions_of(scope: IConstruct) -> list[Any]:
    """The functions created in a stack so far, in order; a new function appends itself."""
    made: list[Any] = kept_on(stack_of(scope), "functions", list)
    return made


def once_a_stack(
    scope: IConstruct,
    provider: TerraformProvider | None,
    noun: str,
    make: Callable[[TerraformStack, str], Any],
) -> Any:
    """An object that a stack needs once per AWS provider, created on first use.

    Args:
        scope: Any construct of the stack.
        provider: The AWS provider that it belongs to.
        noun: The base of its id.
        make: Creates it from the stack and the id.
    """
    stack = stack_of(scope)
    id_ = f"LambdaContainer{noun}"
    id_ = id_ if provider is None else f"{id_}-{provider.alias or 'default'}"
    shared: dict[str, Any] = kept_on(stack, "shared", dict)
    if id_ not in shared:
        shared[id_] = make(stack, id_)
    return shared[id_]
