"""The base class of the library's constructs."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar

import jsii
from cdktf import IAnyProducer, IResolveContext, ITerraformDependable, Lazy, Token
from constructs import Construct

from lambda_container.errors import InvalidArgument
from lambda_container.terraform.construct_tree import below, forget, in_stack, path_of, resources_of
from lambda_container.terraform.dependencies import give_dependencies_effect
from lambda_container.terraform.provider_versions import write_versions


class ConstructorSignature:
    """The signature of a class, as ``inspect.signature`` and editors show it: its constructor's."""

    def __get__(self, instance: object, owner: type) -> inspect.Signature:
        """The constructor's parameters, without the instance."""
        whole = inspect.signature(getattr(owner, "__init__"))  # noqa: B009 - for mypy
        return whole.replace(parameters=list(whole.parameters.values())[1:])


@jsii.implements(ITerraformDependable)
class LibraryConstruct(Construct):
    """A construct that others can wait for, and whose constructor leaves nothing if it fails.

    ``depends_on=[construct]`` waits for its ``resource``, or for its data source if it is looked
    up; ``node.add_dependency(construct)`` waits for all of its resources. After an error of the
    constructor, the same id and the same names can be used again.
    """

    # Whether what is elsewhere in the stack refers to it, such as a role's policy: once it is made,
    # it stays, whole, if the constructor of a program's subclass fails.
    _is_shared: ClassVar[bool] = False
    # jsii's metaclass would show (*args, **kwargs).
    __signature__ = ConstructorSignature()
    _is_made = False

    def __init__(self, scope: Construct, id: str) -> None:  # noqa: A002 - constructs' own name
        super().__init__(scope, id)
        below(self, scope, id)
        write_versions(self)

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "__init__" in vars(cls):
            completes = "_is_shared" in vars(cls)
            setattr(cls, "__init__", _undone_on_error(cls.__init__, completes=completes))  # noqa: B010 - for mypy

    @property
    def fqn(self) -> str:
        """The address of its resource, for ``depends_on``; called by Node."""
        return Token.as_string(Lazy.any_value(_Address(self)))


@jsii.implements(IAnyProducer)
class _Address:
    """Called by Node when a stack is written."""

    def __init__(self, construct: LibraryConstruct) -> None:
        self._construct = construct

    def produce(self, context: IResolveContext) -> str | None:
        """The address, unless there is nothing to wait for: what was only named exists before."""
        construct = self._construct
        main = getattr(construct, "resource", None) or getattr(construct, "data", None)
        below = [main] if main else resources_of(construct)
        if len(below) > 1:
            rule = "name one of its resources, or be added by node.add_dependency"
            name = type(construct).__name__
            raise InvalidArgument(name, "depends_on", rule, path_of(construct))
        here = in_stack(context.scope, below)
        return here[0].fqn if here else None


def _undone_on_error(make: Callable[..., None], *, completes: bool) -> Callable[..., None]:
    @wraps(make)
    def make_or_undo(self: LibraryConstruct, *arguments: Any, **options: Any) -> None:
        try:
            make(self, *arguments, **options)
        except BaseException:  # an interrupt, too
            if not self._is_made:
                forget(self)
            raise
        if completes:
            self._is_made = True

    return make_or_undo


give_dependencies_effect(lambda construct: isinstance(construct, LibraryConstruct))
