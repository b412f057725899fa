"""Values that the module's caller gives, as the constructs take them: references of cdktf.

A construct lets a reference through unchecked, so the variables' own validations (``rules.py``)
check what is known only when Terraform runs.
"""

from __future__ import annotations

from typing import Any

from cdktf import IResolvable, Token

EACH = "__each"
"""Marks, in the constructs' JSON, what there may be any number of; see ``expressions.py``."""


def reference(expression: str) -> IResolvable:
    """Any expression of Terraform's."""
    resolvable: IResolvable = Token.as_any(f"${{{expression}}}")
    return resolvable


def text(expression: str) -> str:
    """A text; it may be null."""
    return Token.as_string(reference(expression))


def number(expression: str) -> float:
    """A number; it may be null."""
    return Token.as_number(reference(expression))


def flag(expression: str) -> Any:
    """True or false, which cdktf takes as a reference."""
    return reference(expression)


def texts(expression: str) -> list[str]:
    """A list of texts."""
    return Token.as_list(reference(expression))


def mapping(expression: str) -> Any:
    """A map of texts."""
    return Token.as_string_map(reference(expression))


def each(collection: str, attribute: str = "", *, nullable: bool = False) -> str:
    """Stands for every element of a collection, or for an attribute of each.

    In a list it becomes as many texts as there are elements, in a resource with ``for_each`` the
    element's own. ``variable[*]`` is a collection of one or, where it is null, of none; outside of
    lists it is the variable itself.

    Args:
        collection: Its expression.
        attribute: Such as ``.arn``.
        nullable: Whether the attribute may be null, which a list leaves out.
    """
    mark = f"{EACH}_given" if nullable else EACH
    return text(f"{mark}({collection}){attribute}")
