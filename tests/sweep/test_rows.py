"""Every public parameter has a row, and the row's call is a valid one."""

from __future__ import annotations

from pathlib import Path

import pytest
from cdktf import Testing

from tests.sweep.calls import CALLS
from tests.sweep.scene import Accepted, Scene
from tests.sweep.surface import parameters


def test_every_parameter_has_a_row() -> None:
    rows = {(call, name) for call, row in CALLS.items() for name in row.valid}
    assert rows == {(parameter.call, parameter.name) for parameter in parameters()}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.filterwarnings("ignore::lambda_container.LambdaContainerWarning")
def test_a_valid_value_passes_all_checks(call: str, context: Path) -> None:
    row, scene = CALLS[call], Scene(context, checks_only=True)
    for name, valid in row.valid.items():
        with pytest.raises(Accepted):
            row.run(scene, {**row.arguments(name), name: valid})


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.filterwarnings("ignore::lambda_container.LambdaContainerWarning")
def test_a_valid_value_of_each_parameter_is_taken(call: str, context: Path) -> None:
    row = CALLS[call]
    for name, valid in row.valid.items():
        scene = Scene(context)
        row.run(scene, {**row.arguments(name), name: valid})
        Testing.synth(scene.stack)
