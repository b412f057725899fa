"""A variable, and the values that its rules check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tools.module.expressions import Json
from tools.module.rules import Rule, Values

REQUIRED = object()
"""The default of a required variable."""


@dataclass(frozen=True, kw_only=True)
class Variable:
    """A variable of the module.

    Attributes:
        type: The type in Terraform's syntax.
        description: The meaning, with unit and limits.
        default: ``REQUIRED`` for none; ``None`` makes it nullable.
        rules: The validations.
        sensitive: Whether Terraform hides the value.
    """

    type: str
    description: str
    default: Any = REQUIRED
    rules: tuple[Rule, ...] = ()
    sensitive: bool = False

    def json(self) -> Json:
        """The ``variable`` block."""
        block: Json = {"type": self.type, "description": self.description}
        if self.default is not REQUIRED:
            block["default"] = self.default
        block["nullable"] = self.default is None
        if self.sensitive:
            block["sensitive"] = True
        if self.rules:
            block["validation"] = [rule.json() for rule in self.rules]
        return block


def one(name: str) -> Values:
    """The variable's value; empty if it is null."""
    return Values(name, f"var.{name}[*]")


def all_of(name: str) -> Values:
    """The elements of a list."""
    return Values(name, f"var.{name}")


def keys_of(name: str) -> Values:
    """The keys of a map."""
    return Values(f"{name} key", f"keys(var.{name})")


def values_of(name: str) -> Values:
    """The values of a map."""
    return Values(name, f"values(var.{name})")


def of(name: str, attribute: str) -> Values:
    """An attribute of an object that may be null."""
    return Values(f"{name}.{attribute}", f"try(var.{name}.{attribute}, null)[*]")


def of_each(name: str, attribute: str) -> Values:
    """An attribute of each element, except where it is null."""
    collection = f"[for it in var.{name} : it.{attribute} if it.{attribute} != null]"
    return Values(f"{name}.{attribute}", collection)


def items_of(name: str, attribute: str) -> Values:
    """The items of a list attribute, of each element or of an object that may be null."""
    return Values(f"{name}.{attribute}", f"flatten(try(var.{name}[*].{attribute}, [])[*])")


def when(name: str, condition: str, rule: str, shown: str | None = None) -> Rule:
    """A rule that involves other variables; ``item`` is the variable, if it is not null."""
    return one(name).must(condition, rule, shown=shown)
