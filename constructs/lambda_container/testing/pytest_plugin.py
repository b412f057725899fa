"""Fixtures for pytest, there for every project that installs the wheel.

It is imported wherever pytest runs, so it imports nothing but pytest: the rest comes with the
first test that asks for a fixture.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

if TYPE_CHECKING:
    from cdktf import TerraformStack
    from syrupy.assertion import SnapshotAssertion

    from lambda_container.engine.local_function import LocalFunction
    from lambda_container.testing.function_runner import FunctionRunner
    from lambda_container.testing.validation import TerraformValidation

_STRICT = "lambda_container_strict"
_ENGINE = "lambda_container_engine"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the settings."""
    parser.addini(
        _STRICT,
        "fail tests that need an engine or Terraform where there is none, instead of skipping them",
        type="bool",
        default=False,
    )
    parser.addini(
        _ENGINE, "what builds and runs functions: docker, podman, finch or nerdctl", default=""
    )


@pytest.fixture
def stack() -> TerraformStack:
    """An empty stack ``test`` with an AWS provider, for constructs to be added to.

    A fixture of the same name, in a test file or a conftest.py, takes its place: the one that
    returns the stack that a project is about.
    """
    from lambda_container.testing.empty_stack import empty_stack  # noqa: PLC0415 - see above

    return empty_stack()


@pytest.fixture
def terraform_snapshot(request: pytest.FixtureRequest) -> SnapshotAssertion:
    """A snapshot for a ``Template`` or a stack, without hashes and versions."""
    try:
        snapshot = request.getfixturevalue("snapshot")
    except pytest.FixtureLookupError:
        pytest.fail("terraform_snapshot needs syrupy: pip install cdktf-lambda-container[testing]")
    from lambda_container.testing.snapshot import TerraformSnapshotExtension  # noqa: PLC0415

    extended: SnapshotAssertion = snapshot.use_extension(TerraformSnapshotExtension)
    return extended


@pytest.fixture(scope="session")
def terraform_validate(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> TerraformValidation:
    """Asserts that Terraform accepts a ``Template`` or a stack: ``terraform_validate(stack)``.

    Without Terraform the test is skipped; with ``lambda_container_strict`` it fails.
    """
    from lambda_container.testing.validation import (  # noqa: PLC0415
        TerraformNotFound,
        TerraformValidation,
    )

    try:
        return TerraformValidation(_kept(pytestconfig, tmp_path_factory) / "terraform")
    except TerraformNotFound as missing:
        unavailable(pytestconfig, str(missing))


@pytest.fixture(scope="session")
def run_function(pytestconfig: pytest.Config) -> Iterator[FunctionRunner]:
    """Runs functions of stacks: ``run_function(stack, "Hello").invoke(event)``.

    A function keeps running until the tests end, and whoever asks for the same one gets that one.
    Without an engine the test is skipped; with ``lambda_container_strict`` it fails.
    """
    from lambda_container.engine.engine import Engine  # noqa: PLC0415
    from lambda_container.engine.engine_process import EngineError  # noqa: PLC0415
    from lambda_container.testing.function_runner import FunctionRunner  # noqa: PLC0415

    try:
        engine = Engine.find(pytestconfig.getini(_ENGINE) or None)
        engine.check()
    except EngineError as missing:
        unavailable(pytestconfig, str(missing))
    with FunctionRunner(engine) as runner:
        yield runner


@pytest.fixture
def function(
    request: pytest.FixtureRequest, stack: TerraformStack, run_function: FunctionRunner
) -> LocalFunction:
    """The only function of ``stack``, running: ``function.invoke(event)``.

    ``@pytest.mark.parametrize("function", ["Hello"], indirect=True)`` names one of several.
    """
    return run_function(stack, getattr(request, "param", None))


def unavailable(config: pytest.Config, reason: str) -> NoReturn:
    """Skip what needs a program that is not there, or fail where none may be missing."""
    if config.getini(_STRICT):
        pytest.fail(reason)
    pytest.skip(reason)


def _kept(config: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that outlives the run, unless pytest is told to keep none."""
    cache: Any = getattr(config, "cache", None)
    if cache is None:
        return tmp_path_factory.mktemp("lambda-container")
    folder: Path = cache.mkdir("lambda-container")
    return folder
