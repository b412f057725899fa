"""A function to add event sources to."""

from __future__ import annotations

from typing import Any

import pytest
from cdktf import TerraformStack

from lambda_container import ContainerFunction, ContainerImage
from tests.aws import URI
from tests.synth import Synth


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


MAPPING = "aws_lambda_event_source_mapping"


def granted(synth: Synth) -> list[dict[str, Any]]:
    """The permissions of the function's role, except for writing logs."""
    statements = synth.statements("Orders_Role_PolicyDocument")
    return [s for s in statements if "logs:PutLogEvents" not in s["actions"]]


def mapping(synth: Synth) -> dict[str, Any]:
    """The only mapping's arguments, without those that every mapping has."""
    one = synth.resource(MAPPING)
    (function,) = synth.resources("aws_lambda_function")
    (policy,) = synth.resources("aws_iam_role_policy")
    assert one.pop("function_name") == f"${{aws_lambda_function.{function}.arn}}"
    assert one.pop("depends_on") == [f"aws_iam_role_policy.{policy}"]
    return one
