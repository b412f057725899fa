"""A function that sources are added to."""

from __future__ import annotations

from typing import Any

import pytest
from cdktf import TerraformStack
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from lambda_container import ContainerFunction, ContainerImage
from tests.synth import Synth

URI = f"111122223333.dkr.ecr.eu-west-1.amazonaws.com/hello@sha256:{'0' * 64}"


@pytest.fixture
def function(stack: TerraformStack) -> ContainerFunction:
    """A published function ``dev-Orders`` with a timeout of 30 seconds."""
    return ContainerFunction(
        stack,
        "Orders",
        image=ContainerImage.from_uri(URI),
        publish=True,
        timeout=30,
        tracing="PassThrough",
    )


@pytest.fixture
def json_snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(JSONSnapshotExtension)


MAPPING = "aws_lambda_event_source_mapping"


def granted(synth: Synth) -> list[dict[str, Any]]:
    """What the function's role may do beyond writing its logs."""
    statements = synth.statements("Orders_Role_PolicyDocument")
    return [s for s in statements if "logs:PutLogEvents" not in s["actions"]]


def mapping(synth: Synth) -> dict[str, Any]:
    """The only mapping's arguments, without what every mapping has."""
    one = synth.resource(MAPPING)
    (function,) = synth.resources("aws_lambda_function")
    (policy,) = synth.resources("aws_iam_role_policy")
    assert one.pop("function_name") == f"${{aws_lambda_function.{function}.arn}}"
    assert one.pop("depends_on") == [f"aws_iam_role_policy.{policy}"]
    return one
