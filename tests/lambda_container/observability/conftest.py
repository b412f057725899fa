"""A function to monitor."""

from __future__ import annotations

import pytest
from cdktf import TerraformStack

from lambda_container import ContainerFunction, ContainerImage
from tests.aws import URI

TOPIC = "arn:aws:sns:eu-west-1:111122223333:alarms"
NAME = "${aws_lambda_function.Orders_A9B65338.function_name}"
"""The function's name, as a reference."""


@pytest.fixture
def function(stack: TerraformStack) -> ContainerFunction:
    """A published function ``dev-Orders`` with a timeout of 30 seconds."""
    return ContainerFunction(
        stack, "Orders", image=ContainerImage.from_uri(URI), publish=True, timeout=30
    )
