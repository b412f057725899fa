"""A function to put APIs in front of."""

from __future__ import annotations

import pytest
from cdktf import TerraformStack
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from lambda_container import ContainerFunction, ContainerImage

URI = f"111122223333.dkr.ecr.eu-west-1.amazonaws.com/hello@sha256:{'0' * 64}"


@pytest.fixture
def function(stack: TerraformStack) -> ContainerFunction:
    """A published function ``dev-Orders``."""
    return ContainerFunction(
        stack, "Orders", image=ContainerImage.from_uri(URI), publish=True, tracing="PassThrough"
    )


@pytest.fixture
def json_snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(JSONSnapshotExtension)
