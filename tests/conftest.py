"""Fixtures for all tests."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from cdktf import TerraformStack, Testing
from cdktf_cdktf_provider_aws.provider import AwsProvider
from hypothesis import settings
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from lambda_container import ContainerFunction, ContainerImage
from lambda_container.testing import Template
from tests.aws import REGION, URI
from tests.synth import Synth

# Before any module of tests reads the clock: a test that expires fails before it does.
if days := os.environ.get("DAYS_LATER"):
    time_machine.travel(datetime.now(UTC) + timedelta(days=int(days))).start()


def pytest_configure(config: pytest.Config) -> None:
    """Fail on our own warnings, unless a test expects them, or nearly all of a kind would."""
    warning = "lambda_container.errors.LambdaContainerWarning"
    config.addinivalue_line("filterwarnings", f"error::{warning}")
    # Most tests of alarms are about something else.
    config.addinivalue_line("filterwarnings", f"ignore:.*nobody hears of it:{warning}")
    # The speed of the machine is not under test.
    settings.register_profile("project", deadline=None)
    settings.load_profile("project")


@pytest.fixture(autouse=True)
def no_loose_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every stack that a test synthesizes declares all that it names."""
    synthesize = Testing.synth

    def checked(*arguments: Any, **options: Any) -> str:
        content = str(synthesize(*arguments, **options))
        Template.from_json(content).has_no_loose_ends()
        return content

    monkeypatch.setattr(Testing, "synth", checked)


@pytest.fixture
def stack() -> TerraformStack:
    """An empty stack ``dev`` with an AWS provider."""
    stack = TerraformStack(Testing.app(), "dev")
    AwsProvider(stack, "aws", region=REGION)
    return stack


@pytest.fixture
def synth(stack: TerraformStack) -> Synth:
    """The resources of ``stack``, synthesized again on each access."""
    return Synth(stack)


@pytest.fixture
def context(tmp_path: Path) -> Path:
    """A build context: a Dockerfile and one file."""
    folder = tmp_path / "hello"
    folder.mkdir()
    (folder / "Dockerfile").write_text("FROM public.ecr.aws/lambda/python:3.13\nCOPY app.py .\n")
    (folder / "app.py").write_text("def handler(event, context): ...\n")
    return folder


@pytest.fixture
def function(stack: TerraformStack) -> ContainerFunction:
    """A published function ``dev-Orders``."""
    return ContainerFunction(
        stack, "Orders", image=ContainerImage.from_uri(URI), publish=True, tracing="PassThrough"
    )


@pytest.fixture
def json_snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(JSONSnapshotExtension)
