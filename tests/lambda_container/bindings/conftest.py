"""What programs of several tests need."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lambda_container.bindings.machine import Machine
from tests.lambda_container.bindings.programs import run
from tests.lambda_container.bindings.test_bindings import SMALL, small_json


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("expected")
    run(SMALL, folder, cwd=folder, LAMBDA_CONTAINER_EAGER="1")
    return small_json(folder)
