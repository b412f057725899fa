"""Writes what a stack needs into the stack's own JSON, while it is synthesized."""

from __future__ import annotations

from typing import Any

import jsii
from cdktf import IAnyProducer, IResolveContext, Lazy, TerraformStack
from constructs import IConstruct

from lambda_container.manifest.entries import SCHEMA, ImageEntry
from lambda_container.terraform.construct_tree import path_of, stack_of


def record_image(scope: IConstruct, image: ImageEntry) -> None:
    """Note an image of the stack that ``scope`` belongs to."""
    _record_of(stack_of(scope)).images[image.id] = image.written()


def record_function(scope: IConstruct, path: str, image: str | None) -> None:
    """Note a function; the rest is read from its resource.

    Args:
        scope: Any construct of its stack.
        path: The function's path.
        image: The id of its image; None for one that exists.
    """
    entry = {"path": path} if image is None else {"path": path, "image": image}
    _record_of(stack_of(scope)).functions[below_stack(scope, path)] = entry


def below_stack(scope: IConstruct, path: str) -> str:
    """A construct's path without its stack's."""
    return path.removeprefix(f"{path_of(stack_of(scope))}/")


@jsii.implements(IAnyProducer)
class _Record:
    """Asked for by Node when the stack is written: one question for all images and functions."""

    def __init__(self) -> None:
        self.images: dict[str, dict[str, Any]] = {}
        self.functions: dict[str, dict[str, str]] = {}

    def produce(self, context: IResolveContext) -> dict[str, Any]:
        """What stands in the JSON."""
        return {"schema": SCHEMA, "images": self.images, "functions": self.functions}


def _record_of(stack: TerraformStack) -> _Record:
    # Kept by the stack itself: jsii forgets an object that Python holds nowhere.
    record: _Record | None = vars(stack).get("_lambda_container_record")
    if record is None:
        record = vars(stack)["_lambda_container_record"] = _Record()
        # Terraform passes over the key "//", where cdktf keeps its own notes too.
        stack.add_override("//.lambda_container", Lazy.any_value(record))
    return record
