"""The roles of services have the path and the boundary of the function's role, or their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from cdktf import TerraformStack

from lambda_container import (
    ContainerFunction,
    ContainerImage,
    Destination,
    ExecutionRole,
    InvalidArgument,
    IotEventSource,
    ScheduleEventSource,
    TrafficShift,
)
from tests.aws import ACCOUNT, REGION, URI
from tests.synth import Synth

BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/limit"
QUEUE = Destination.queue(f"arn:aws:sqs:{REGION}:{ACCOUNT}:lost")
SHIFT = TrafficShift.canary(percentage=10, interval=5)
Use = Callable[..., object]
USES: dict[str, Use] = {
    "Schedule": lambda f, **a: f.add_event_source(ScheduleEventSource("rate(1 day)", **a)),
    "Iot": lambda f, **a: f.add_event_source(
        IotEventSource("SELECT * FROM 'a'", error_action=QUEUE, **a)
    ),
    "Deployment": lambda f, **a: f.add_alias("live").deploy_gradually(
        SHIFT, alarm_names=["errors"], **a
    ),
}


def orders(stack: TerraformStack, **arguments: Any) -> ContainerFunction:
    role = ExecutionRole(stack, "Role", **arguments)
    image = ContainerImage.from_uri(URI)
    return ContainerFunction(stack, "Orders", image=image, role=role, publish=True)


def place(synth: Synth) -> tuple[str | None, str | None]:
    (made,) = (r for n, r in synth.resources("aws_iam_role").items() if "Orders" in n)
    return made.get("path"), made.get("permissions_boundary")


@pytest.mark.parametrize("use", USES)
def test_it_is_that_of_the_functions_role(use: str, stack: TerraformStack, synth: Synth) -> None:
    USES[use](orders(stack, path="/team/", permissions_boundary=BOUNDARY))
    assert place(synth) == ("/team/", BOUNDARY)


@pytest.mark.parametrize("use", USES)
def test_it_can_be_given(use: str, stack: TerraformStack, synth: Synth) -> None:
    given = {"role_path": "/other/", "permissions_boundary": f"{BOUNDARY}-2"}
    USES[use](orders(stack, path="/team/", permissions_boundary=BOUNDARY), **given)
    assert place(synth) == ("/other/", f"{BOUNDARY}-2")


@pytest.mark.parametrize("use", USES)
def test_it_is_awss_own_otherwise(use: str, stack: TerraformStack, synth: Synth) -> None:
    USES[use](orders(stack))
    assert place(synth) == (None, None)


@pytest.mark.parametrize("use", USES)
def test_what_iam_refuses_is_refused(use: str, stack: TerraformStack) -> None:
    function = orders(stack)
    with pytest.raises(InvalidArgument, match="role_path must be"):
        USES[use](function, role_path="team")
