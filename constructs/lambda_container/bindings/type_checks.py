"""Speed up the type checks of generated code, with the same results.

Every constructor and method asks :func:`typing.get_type_hints` for the hints of a stub function,
and typeguard to check each argument against them. The hints of a stub never change, and nearly all
arguments of a resource are omitted, or plain: these checks took two thirds of Python's time for a
resource.
"""

from __future__ import annotations

import functools
import importlib
import types
import typing
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from lambda_container.bindings.light_imports import import_typeguard

_CHECKING = "jsii._type_checking"
_STUB = "_typecheckingstub__"
_HINTS = "__lambda_container_hints__"
_PLAIN = frozenset({str, bool, int, float, types.NoneType})
_MOST_TYPES = 50_000


def install() -> None:
    """Replace the functions for callers that look them up from here on."""
    import_typeguard()
    _replace(typing, "get_type_hints", _remembering)
    _replace(importlib.import_module("typeguard"), "check_type", _letting_plain_values_through)
    # Newer generated code goes through this one.
    with suppress(ImportError):
        _replace(importlib.import_module(_CHECKING), "check_type", _letting_plain_values_through)


def _replace(
    module: types.ModuleType, name: str, wrap: Callable[[Callable[..., Any]], Callable[..., Any]]
) -> None:
    stock = getattr(module, name)
    if not hasattr(stock, _HINTS):
        replacement = wrap(stock)
        setattr(replacement, _HINTS, stock)
        setattr(module, name, replacement)


def _remembering(stock: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(stock)
    def get_type_hints(obj: Any, *arguments: Any, **options: Any) -> Any:
        is_stub = type(obj) is types.FunctionType and obj.__name__.startswith(_STUB)
        if not is_stub or arguments or options:
            return stock(obj, *arguments, **options)
        hints = obj.__dict__.get(_HINTS)
        if hints is None:
            hints = obj.__dict__[_HINTS] = stock(obj)
        return dict(hints)

    return get_type_hints


def _letting_plain_values_through(stock: Callable[..., Any]) -> Callable[..., Any]:
    # By the identity of the expected type, which is kept: its hash takes as long as a check.
    known: dict[int, tuple[Any, frozenset[Any]]] = {}

    @functools.wraps(stock)
    def check_type(*arguments: Any, **options: Any) -> Any:
        # Generated code passes everything by name; typeguard's own code and others may not.
        if not arguments and "value" in options and "expected_type" in options:
            expected = options["expected_type"]
            remembered = known.get(id(expected))
            if remembered is None:
                remembered = (expected, _accepted(expected))
                if len(known) < _MOST_TYPES:
                    known[id(expected)] = remembered
            if type(options["value"]) in remembered[1]:
                return None
        return stock(*arguments, **options)

    return check_type


def _accepted(expected: Any) -> frozenset[Any]:
    """The types that an expected type names, among those whose values need no closer look."""
    origin = getattr(expected, "__origin__", type(expected))
    named = expected.__args__ if origin in (typing.Union, types.UnionType) else (expected,)
    return frozenset(kind for kind in _PLAIN if any(each is kind for each in named))
