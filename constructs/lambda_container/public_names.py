"""The public names of a package, listed once: in its ``__init__.pyi``, which type checkers read."""

from __future__ import annotations

import ast
import pkgutil
from collections.abc import Callable
from typing import Any

import lazy_loader


def attach(package: str) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """The ``__getattr__``, ``__dir__`` and ``__all__`` that import each name when first used.

    Importing everything takes as long as synthesizing a small stack. The stub is read through the
    package's own loader, because ``lazy_loader.attach_stub`` cannot find it in a zip file.
    """
    stub = pkgutil.get_data(package, "__init__.pyi")
    assert stub is not None  # noqa: S101 - a file of ours
    imports = [node for node in ast.parse(stub).body if isinstance(node, ast.ImportFrom)]
    names: dict[str, list[str]] = {}
    for node in imports:
        names.setdefault(str(node.module), []).extend(alias.name for alias in node.names)
    return lazy_loader.attach(package, submod_attrs=names)  # type: ignore[no-any-return]
