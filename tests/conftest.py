"""What every test may ask for."""

from __future__ import annotations

from pathlib import Path

import pytest
from cdktf import TerraformStack, Testing
from cdktf_cdktf_provider_aws.provider import AwsProvider
from hypothesis import settings

from tests.synth import Synth


def pytest_configure(config: pytest.Config) -> None:
    """Fail on our own warnings, where a test does not ask for them."""
    warning = "lambda_container.errors.LambdaContainerWarning"
    config.addinivalue_line("filterwarnings", f"error::{warning}")
    # How long a machine takes is no property of what is tested.
    settings.register_profile("project", deadline=None)
    settings.load_profile("project")


@pytest.fixture
def stack() -> TerraformStack:
    """An empty stack ``dev`` with an AWS provider."""
    stack = TerraformStack(Testing.app(), "dev")
    AwsProvider(stack, "aws", region="eu-west-1")
    return stack


@pytest.fixture
def synth(stack: TerraformStack) -> Synth:
    """The resources of ``stack``, synthesized anew at each look."""
    return Synth(stack)


@pytest.fixture
def context(tmp_path: Path) -> Path:
    """A build context: a Dockerfile and one file."""
    folder = tmp_path / "hello"
    folder.mkdir()
    (folder / "Dockerfile").write_text("FROM public.ecr.aws/lambda/python:3.13\nCOPY app.py .\n")
    (folder / "app.py").write_text("def handler(event, context): ...\n")
    return folder
