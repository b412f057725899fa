"""The deployed functions answer."""

import pytest

from tests.e2e.emulator import Emulator
from tests.e2e.environment import Deployment
from tests.e2e.project import Project

SENTENCE = "Hello from AWS Lambda using Python"


@pytest.mark.parametrize("function", ["hello", "hello-ric"])
def test_a_function_answers_with_the_seeds_sentence(
    function: str, deployed: Deployment[Project], emulator: Emulator
) -> None:
    answer, error = emulator.invoke(f"e2e-{function}", {})

    assert error is None, answer
    assert answer.startswith(SENTENCE)
