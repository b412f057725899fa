"""A value of a wrong type is one error of ours, which names the argument."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.sweep.calls import CALLS
from tests.sweep.hostile import wrong_types
from tests.sweep.outcome import outcomes

pytestmark = pytest.mark.filterwarnings("ignore::lambda_container.LambdaContainerWarning")

MESSAGE = re.compile(r"\w+[^\n]*: [a-z_]+[^\n]* (must|is not possible here:) [^\n]+")


@pytest.mark.parametrize("call", CALLS)
def test_a_wrong_type_is_refused_or_can_be_synthesized(call: str, context: Path) -> None:
    for outcome in outcomes(call, wrong_types, context):
        if outcome.message is not None:
            assert MESSAGE.match(outcome.message), outcome.message
            assert "jsii" not in outcome.message
