"""Values from the module's caller, passed to the constructs as cdktf references.

Constructs do not check references, so the variables' own validations (``rules.py``) check the
values when Terraform runs.
"""

from __future__ import annotations

from typing import Any

from cdktf import IResolvable, Token

EACH = "__each"
"""Marks JSON values that may occur any number of times; see ``expressions.py``."""


def reference(expression: str) -> IResolvable:
    """A reference to any Terraform expression."""
    resolvable: IResolvable = Token.as_any(f"${{{expression}}}")
    return resolvable


def text(expression: str) -> str:
    """A string; it may be null."""
    return Token.as_string(reference(expression))


def number(expression: str) -> float:
    """A number; it may be null."""
    return Token.as_number(reference(expression))


def flag(expression: str) -> Any:
    """A Boolean; cdktf accepts a reference."""
    return reference(expression)


def texts(expression: str) -> list[str]:
    """A list of strings."""
    return Token.as_list(reference(expression))


def mapping(expression: str) -> Any:
    """A map of strings."""
    return Token.as_string_map(reference(expression))


def each(collection: str, attribute: str = "", *, nullable: bool = False) -> str:
    """A mark for every element of a collection, or for an attribute of each.

    In a list it expands to one string per element; in a resource with ``for_each`` it is the value
    of the current element. ``variable[*]`` has one element, or none if the variable is null;
    outside of lists it is the variable itself.

    Args:
        collection: The collection, as an expression.
        attribute: Such as ``.arn``.
        nullable: Whether the attribute may be null; lists omit null.
    """
    mark = f"{EACH}_given" if nullable else EACH
    return text(f"{mark}({collection}){attribute}")
