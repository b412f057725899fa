"""Assertions on the Terraform JSON of stacks, and functions that run in tests.

::

    template = Template.from_stack(stack)
    template.has_resource("aws_lambda_function", {"memory_size": 512, "timeout": Match.any()})

Nothing here needs Node but ``Template.from_stack``, which synthesizes. Snapshots need syrupy; with
pytest come fixtures: see :mod:`lambda_container.testing.pytest_plugin`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lambda_container.engine.invocation import FunctionError, Invocation
    from lambda_container.engine.local_function import LocalFunction
    from lambda_container.testing.block import Block
    from lambda_container.testing.capture import Capture
    from lambda_container.testing.difference import MISSING, Difference, Place
    from lambda_container.testing.function_runner import FunctionRunner
    from lambda_container.testing.match import Match
    from lambda_container.testing.matchers import Matcher
    from lambda_container.testing.snapshot import TerraformSnapshotExtension
    from lambda_container.testing.template import Template
    from lambda_container.testing.validation import TerraformValidation

_MODULES = {
    "Block": "lambda_container.testing.block",
    "Capture": "lambda_container.testing.capture",
    "Difference": "lambda_container.testing.difference",
    "FunctionError": "lambda_container.engine.invocation",
    "FunctionRunner": "lambda_container.testing.function_runner",
    "Invocation": "lambda_container.engine.invocation",
    "LocalFunction": "lambda_container.engine.local_function",
    "MISSING": "lambda_container.testing.difference",
    "Match": "lambda_container.testing.match",
    "Matcher": "lambda_container.testing.matchers",
    "Place": "lambda_container.testing.difference",
    "Template": "lambda_container.testing.template",
    "TerraformSnapshotExtension": "lambda_container.testing.snapshot",
    "TerraformValidation": "lambda_container.testing.validation",
}

__all__ = [
    "MISSING",
    "Block",
    "Capture",
    "Difference",
    "FunctionError",
    "FunctionRunner",
    "Invocation",
    "LocalFunction",
    "Match",
    "Matcher",
    "Place",
    "Template",
    "TerraformSnapshotExtension",
    "TerraformValidation",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(_MODULES[name])
    value = globals()[name] = getattr(module, name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
