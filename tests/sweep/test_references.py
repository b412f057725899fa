"""A reference arrives in the JSON as it is, or is refused because it must be known at synthesis."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambda_container.testing.expressions import evaluated, strings
from tests.sweep.calls import CALLS
from tests.sweep.hostile import references
from tests.sweep.outcome import Outcome, outcomes

pytestmark = pytest.mark.filterwarnings("ignore::lambda_container.LambdaContainerWarning")

ARRIVES = {
    "a string": "var.string",
    "an attribute": "data.aws_caller_identity",
    "a number": "var.number",
    "a bool": "var.bool",
    "a list": "var.strings",
    "a reference": "var.string",
}
"""How each kind of reference reads in Terraform."""

SILENT = {
    "Metric(period=)": "an alarm takes the period of its rule; the metric's is for readers",
    "Metric(unit=)": "an alarm with a unit that is not the metric's own would have no data",
}
"""Parameters whose value is not in the JSON, and why."""


@pytest.mark.parametrize("call", CALLS)
def test_a_reference_arrives_or_is_refused(call: str, context: Path) -> None:
    for outcome in outcomes(call, references, context):
        if outcome.json is not None and outcome.parameter not in SILENT:
            check_arrival(outcome)


def check_arrival(outcome: Outcome) -> None:
    """Check that a reference is evaluated somewhere, and part of no address."""
    expected = next(read for kind, read in ARRIVES.items() if outcome.value.kind.startswith(kind))
    code = "\n".join(evaluated(string) for string in strings(outcome.json))
    assert expected in code, str(outcome)
    assert all("TfToken" not in string for string in strings(outcome.json)), str(outcome)
    for kinds in (outcome.json.get("resource", {}), outcome.json.get("data", {})):
        for blocks in kinds.values():
            for name in blocks:
                assert "TOKEN" not in name, f"{outcome}: {name}"
