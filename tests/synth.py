"""Access to synthesized JSON, for assertions."""

from __future__ import annotations

import json
from typing import Any

from cdktf import TerraformStack, Testing


def tied(name: str) -> dict[str, Any]:
    """The arguments of what is replaced with a function of this name."""
    return {"lifecycle": {"replace_triggered_by": [f"aws_lambda_function.{name}.arn"]}}


class Synth:
    """The JSON of a stack."""

    def __init__(self, stack: TerraformStack) -> None:
        self._stack = stack

    @property
    def json(self) -> dict[str, Any]:
        """The complete JSON."""
        whole: dict[str, Any] = json.loads(Testing.synth(self._stack))
        return whole

    def resources(self, type_: str) -> dict[str, dict[str, Any]]:
        """The resources of a type, by name; empty if there are none."""
        found: dict[str, dict[str, Any]] = self.json.get("resource", {}).get(type_, {})
        return found

    def resource(self, type_: str) -> dict[str, Any]:
        """The only resource of a type."""
        (one,) = self.resources(type_).values()
        return one

    def data(self, type_: str) -> dict[str, dict[str, Any]]:
        """The data sources of a type, by name; empty if there are none."""
        found: dict[str, dict[str, Any]] = self.json.get("data", {}).get(type_, {})
        return found

    def statements(self, name: str) -> list[dict[str, Any]]:
        """The statements of the policy document whose name begins with ``name``."""
        documents = self.data("aws_iam_policy_document")
        (one,) = (document for key, document in documents.items() if key.startswith(name))
        statements: list[dict[str, Any]] = one["statement"]
        return statements
