"""The base class of the library's constructs."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from constructs import Construct

from lambda_container.terraform.construct_tree import forget


class LibraryConstruct(Construct):
    """A construct whose constructor leaves nothing in the tree if it fails.

    The same id, and the same names, can be used again then.
    """

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "__init__" in vars(cls):
            setattr(cls, "__init__", _undone_on_error(cls.__init__))  # noqa: B010 - for mypy


def _undone_on_error(make: Callable[..., None]) -> Callable[..., None]:
    @wraps(make)
    def make_or_undo(self: Construct, *arguments: Any, **options: Any) -> None:
        try:
            make(self, *arguments, **options)
        except Exception:
            forget(self)
            raise

    return make_or_undo
