"""Checks that wait until a stack is complete."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import jsii
from cdktf import IAnyProducer, IResolveContext, Lazy
from constructs import IConstruct

from lambda_container.terraform.construct_tree import kept_on, stack_of

Check: TypeAlias = Callable[[], None]


def at_synthesis(scope: IConstruct, check: Check) -> None:
    """Run a check once, when the stack that ``scope`` belongs to is written."""
    stack = stack_of(scope)

    def make() -> _Checks:
        checks = _Checks()
        stack.add_override("//.lambda_container_checks", Lazy.any_value(checks))
        return checks

    kept_on(stack, "checks", make).waiting.append(check)


@jsii.implements(IAnyProducer)
class _Checks:
    """Called by Node when the stack is written."""

    def __init__(self) -> None:
        self.waiting: list[Check] = []

    def produce(self, context: IResolveContext) -> None:
        """Run the checks; nothing is written to the JSON."""
        while self.waiting:
            self.waiting.pop(0)()
