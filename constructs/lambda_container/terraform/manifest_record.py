"""Recording of a stack's images and functions in its own JSON during synthesis."""

from __future__ import annotations

from typing import Any

import jsii
from cdktf import IAnyProducer, IResolveContext, Lazy, TerraformStack
from constructs import IConstruct

from lambda_container.manifest.entries import SCHEMA, ImageEntry
from lambda_container.terraform.construct_tree import kept_on, path_of, stack_of


def record_image(scope: IConstruct, image: ImageEntry) -> None:
    """Record an image of the stack that ``scope`` belongs to."""
    _record_of(stack_of(scope)).images[image.id] = image.written()


def record_function(scope: IConstruct, path: str, image: str | None) -> None:
    """Record a function; the rest is read from its resource.

    Args:
        scope: Any construct of its stack.
        path: The function's path.
        image: The id of its image; None for an existing image.
    """
    entry = {"path": path} if image is None else {"path": path, "image": image}
    _record_of(stack_of(scope)).functions[below_stack(scope, path)] = entry


def record_sync(stack: TerraformStack) -> None:
    """Record that ``lambda-container sync`` may change a stack."""
    _record_of(stack).sync = True


def below_stack(scope: IConstruct, path: str) -> str:
    """A construct's path relative to its stack."""
    return path.removeprefix(f"{path_of(stack_of(scope))}/")


@jsii.implements(IAnyProducer)
class _Record:
    """Read by Node when the stack is written: one query for all images and functions."""

    def __init__(self) -> None:
        self.images: dict[str, dict[str, Any]] = {}
        self.functions: dict[str, dict[str, str]] = {}
        self.sync = False

    def produce(self, context: IResolveContext) -> dict[str, Any]:
        """The value that is written to the JSON."""
        written = {"schema": SCHEMA, "images": self.images, "functions": self.functions}
        return {**written, "sync": True} if self.sync else written


def _record_of(stack: TerraformStack) -> _Record:
    def make() -> _Record:
        record = _Record()
        # Terraform ignores the key "//", where cdktf keeps its own metadata too.
        stack.add_override("//.lambda_container", Lazy.any_value(record))
        return record

    return kept_on(stack, "record", make)
