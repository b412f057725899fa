"""What is created before it is destroyed refers to nothing that has a name of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from cdktf import TerraformStack

from lambda_container import ContainerFunction, RestProxy, ScheduleEventSource, TrafficShift
from tests.sweep.scene import Scene
from tests.synth import Synth

_ADDRESS = re.compile(r"\b((?:data\.)?aws_[a-z0-9_]+\.[A-Za-z0-9_-]+)")
# Their names, if any, are no ids: AWS takes two of one name.
_NAMELESS = ("aws_api_gateway_",)


def blocks(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for section, prefix in (("resource", ""), ("data", "data.")):
        for type_, named in document.get(section, {}).items():
            found |= {f"{prefix}{type_}.{name}": block for name, block in named.items()}
    return found


def reached(address: str, all_blocks: dict[str, dict[str, Any]]) -> Iterator[str]:
    """What a resource refers to, and what that refers to."""
    waiting, seen = [address], {address}
    while waiting:
        block = all_blocks.get(waiting.pop(), {})
        lifecycle = block.get("lifecycle", {})
        text = json.dumps({**block, "lifecycle": lifecycle})
        for other in set(_ADDRESS.findall(text)) & set(all_blocks) - seen:
            seen.add(other)
            waiting.append(other)
            yield other


def forced(document: dict[str, Any]) -> set[tuple[str, str]]:
    """What is created first, and what else Terraform replaces in that order for its sake."""
    all_blocks = blocks(document)
    first = {
        address
        for address, block in all_blocks.items()
        if block.get("lifecycle", {}).get("create_before_destroy")
    }
    return {
        (address, other)
        for address in first
        for other in reached(address, all_blocks)
        if not other.startswith(("data.", *_NAMELESS)) and other not in first
    }


def test_nothing_of_the_library_forces_another_order(scene: Scene) -> None:
    document = Synth(scene.stack).json
    assert document["resource"]["aws_iam_role"]
    assert forced(document) == set()


@pytest.mark.parametrize("what", ["schedule", "deployment", "proxy", "table"])
def test_a_function_is_replaced_in_the_usual_order(
    what: str, function: ContainerFunction, stack: TerraformStack, synth: Synth
) -> None:
    if what == "schedule":
        function.add_event_source(ScheduleEventSource("rate(1 day)"))
    elif what == "deployment":
        shift = TrafficShift.canary(percentage=10, interval=15)
        function.add_alias("live").deploy_gradually(shift, alarm_names=["errors"])
    elif what == "proxy":
        RestProxy(stack, "Api", target=function)
    else:
        function.allow(["lambda:GetFunction"], [function.arn])
    assert forced(synth.json) == set()


def test_a_forced_order_is_found(function: ContainerFunction, synth: Synth) -> None:
    document = synth.json
    (role,) = document["resource"]["aws_iam_role"].values()
    role["description"] = "${aws_sqs_queue.other.arn}"
    document["resource"]["aws_sqs_queue"] = {"other": {"name": "a"}}
    assert {other for _, other in forced(document)} == {"aws_sqs_queue.other"}
