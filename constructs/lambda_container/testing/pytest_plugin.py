"""Fixtures for pytest, available in every project that installs the wheel.

pytest imports this module in every run, so it imports only pytest: the rest is imported when the
first test asks for a fixture.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from lambda_container.base import BASE, DISTRIBUTION

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
        "fail tests whose engine or Terraform is missing, instead of skipping them",
        type="bool",
        default=False,
    )
    parser.addini(_ENGINE, "engine for functions: docker, podman, finch or nerdctl", default="")


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makeitem(collector: object, name: str, obj: object) -> list[object] | None:
    """Leave out cdktf's ``Testing``, which by its name alone is a class of tests to pytest."""
    module = getattr(obj, "__module__", "")
    is_cdktf = isinstance(obj, type) and module.partition(".")[0] == BASE
    return [] if is_cdktf and getattr(obj, "__name__", "") == "Testing" else None


@pytest.fixture
def stack() -> TerraformStack:
    """An empty stack ``test`` with an AWS provider, to which tests add constructs.

    A fixture with the same name, in a test file or a conftest.py, overrides it, for instance to
    return the project's own stack.
    """
    from lambda_container.testing.empty_stack import empty_stack  # noqa: PLC0415 - see above

    return empty_stack()


@pytest.fixture
def terraform_snapshot(request: pytest.FixtureRequest) -> SnapshotAssertion:
    """A snapshot for a ``Template`` or a stack, without hashes and versions."""
    try:
        snapshot = request.getfixturevalue("snapshot")
    except pytest.FixtureLookupError:
        pytest.fail(f"terraform_snapshot needs syrupy: pip install {DISTRIBUTION}[testing]")
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
    from lambda_container.testing.validation import TerraformNotFound, TerraformValidation  # noqa: PLC0415

    try:
        return TerraformValidation(_kept(pytestconfig, tmp_path_factory) / "terraform")
    except TerraformNotFound as missing:
        unavailable(pytestconfig, str(missing))


@pytest.fixture(scope="session")
def run_function(pytestconfig: pytest.Config) -> Iterator[FunctionRunner]:
    """Runs functions of stacks: ``run_function(stack, "Hello").invoke(event)``.

    A function keeps running until the tests end; the same call returns the running function.
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

    ``@pytest.mark.parametrize("function", ["Hello"], indirect=True)`` selects one of several.
    """
    return run_function(stack, getattr(request, "param", None))


def unavailable(config: pytest.Config, reason: str) -> NoReturn:
    """Skip a test whose program is missing, or fail it if ``lambda_container_strict`` is set."""
    if config.getini(_STRICT):
        pytest.fail(reason)
    pytest.skip(reason)


def _kept(config: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that outlives the run, unless pytest's cache is disabled."""
    cache: Any = getattr(config, "cache", None)
    if cache is None:
        return tmp_path_factory.mktemp("lambda-container")
    folder: Path = cache.mkdir("lambda-container")
    return folder
