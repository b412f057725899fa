"""Declarations in another order are an empty plan for the real Terraform."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.lambda_container.test_any_order import DECLARATIONS, declared
from tests.planned_state import PlannedState
from tests.terraform import find_terraform


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("context")
    (folder / "Dockerfile").write_text("FROM public.ecr.aws/lambda/python:3.13\n")
    return folder


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory, context: Path) -> PlannedState:
    state = PlannedState(tmp_path_factory.mktemp("state"), find_terraform())
    state.settle(declared(context, range(len(DECLARATIONS))))
    return state


@pytest.mark.parametrize("seed", range(2))
def test_another_order_changes_nothing(state: PlannedState, context: Path, seed: int) -> None:
    order = random.Random(seed).sample(range(len(DECLARATIONS)), len(DECLARATIONS))
    assert state.changed(declared(context, order)) == set()
