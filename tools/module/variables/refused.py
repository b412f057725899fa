"""Arguments for zip archives only: they exist to explain why they are not possible."""

from __future__ import annotations

from lambda_container.function.unsupported_arguments import REFUSED
from tools.module.rules import Rule
from tools.module.variables.variable import Variable

REFUSED_VARIABLES = tuple(
    sorted(
        name
        for name, reason in REFUSED.items()
        if reason.startswith("it belongs to functions that are zip archives")
    )
)


def variables() -> dict[str, Variable]:
    """The variables, by their names."""
    return {
        name: Variable(
            type="any",
            description="Not possible: see the message.",
            default=None,
            rules=(Rule(f"var.{name} == null", f"{name} is not possible here: {REFUSED[name]}."),),
        )
        for name in REFUSED_VARIABLES
    }
