"""What waits for a construct of the library, or of what such a construct waits for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cdktf import (
    App,
    TerraformHclModule,
    TerraformOutput,
    TerraformResource,
    TerraformStack,
    Testing,
)
from cdktf_cdktf_provider_aws.data_aws_caller_identity import DataAwsCallerIdentity
from cdktf_cdktf_provider_aws.data_aws_region import DataAwsRegion
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue
from constructs import Construct, DependencyGroup

from lambda_container import (
    ContainerFunction,
    ContainerImage,
    ExecutionRole,
    InvalidArgument,
    Queue,
    Vpc,
)
from lambda_container.terraform.construct_tree import address_of
from lambda_container.terraform.library_construct import LibraryConstruct
from lambda_container.testing.loose_ends import loose_ends
from tests.aws import ACCOUNT, REGION, URI
from tests.sweep.scene import Scene
from tests.synth import Synth

IMAGE = ContainerImage.from_uri(URI)


def resources(construct: Construct) -> list[str]:
    below = construct.node.find_all()
    return [address_of(found) for found in below if isinstance(found, TerraformResource)]


def test_each_construct_can_be_waited_for(scene: Scene) -> None:
    made = [c for c in scene.stack.node.find_all() if isinstance(c, LibraryConstruct)]
    waiting: dict[str, tuple[LibraryConstruct, list[str]]] = {}
    for number, construct in enumerate(made):
        all_of_it = SqsQueue(scene.stack, f"All{number}", name="a")
        all_of_it.node.add_dependency(construct)
        waiting[f"All{number}"] = (construct, resources(construct))
        if hasattr(construct, "resource"):
            SqsQueue(scene.stack, f"Main{number}", name="a", depends_on=[construct])
            waiting[f"Main{number}"] = (construct, [address_of(construct.resource)])

    synth = Synth(scene.stack)
    document = synth.json
    queues = document["resource"]["aws_sqs_queue"]
    assert len({type(construct) for construct, _ in waiting.values()}) > 30
    for id_, (construct, expected) in waiting.items():
        assert queues[id_].get("depends_on", []) == expected, construct.node.path
    assert loose_ends(document) == []


def test_a_construct_of_the_library_waits_with_all_of_its_resources(
    stack: TerraformStack, synth: Synth
) -> None:
    first = SqsQueue(stack, "First", name="first")
    function = ContainerFunction(stack, "Orders", image=IMAGE, publish=True)
    function.node.add_dependency(first)
    function.add_alias("live")
    for type_ in ("iam_role", "iam_role_policy", "lambda_function", "lambda_alias"):
        assert "aws_sqs_queue.First" in synth.resource(f"aws_{type_}")["depends_on"]
    assert not any(
        "depends_on" in found for found in synth.data("aws_iam_policy_document").values()
    )


def test_what_is_added_later_is_waited_for(stack: TerraformStack, synth: Synth) -> None:
    function = ContainerFunction(stack, "Orders", image=IMAGE, publish=True)
    last = SqsQueue(stack, "Last", name="last")
    last.node.add_dependency(function)
    alias = function.add_alias("live")
    assert address_of(alias.resource) in synth.resource("aws_sqs_queue")["depends_on"]


def test_a_group_of_a_program_waits_as_well(stack: TerraformStack, synth: Synth) -> None:
    role = ExecutionRole(stack, "Role")
    group = Construct(stack, "Group")
    SqsQueue(group, "One", name="one")
    SqsQueue(group, "Two", name="two", depends_on=[SqsQueue(stack, "Zero", name="zero")])
    group.node.add_dependency(role)
    queues = synth.resources("aws_sqs_queue")
    waits = {queue["name"]: queue.get("depends_on") for queue in queues.values()}
    assert waits["one"] == [address_of(role.resource)]
    assert waits["two"] == ["aws_sqs_queue.Zero", address_of(role.resource)]
    assert waits["zero"] is None


def test_what_reads_or_tells_waits_if_it_is_asked_to(stack: TerraformStack, synth: Synth) -> None:
    queue = Queue(stack, "Queue", visibility_timeout_seconds=30)
    address = address_of(queue.resource)
    data = DataAwsCallerIdentity(stack, "Data")
    module = TerraformHclModule(stack, "module", source="shop/orders/aws")
    for waiting in (data, module):
        waiting.node.add_dependency(queue)
    queue.node.add_dependency(DataAwsRegion(stack, "Region"))
    document = synth.json
    for block in (document["data"]["aws_caller_identity"]["Data"], document["module"]["module"]):
        assert address in block["depends_on"]
    assert "data.aws_region.Region" in synth.resources("aws_sqs_queue")[
        address.partition(".")[2]
    ]["depends_on"]  # fmt: skip


def test_a_group_of_dependencies_is_each_of_them(stack: TerraformStack, synth: Synth) -> None:
    role, queue = ExecutionRole(stack, "Role"), SqsQueue(stack, "Queue", name="a")
    last = SqsQueue(stack, "Last", name="b")
    last.node.add_dependency(DependencyGroup(role, queue))
    assert synth.resources("aws_sqs_queue")["Last"]["depends_on"] == [address_of(role.resource)]


def test_a_module_is_waited_for(stack: TerraformStack, synth: Synth) -> None:
    queue = Queue(stack, "Queue", visibility_timeout_seconds=30)
    queue.node.add_dependency(TerraformHclModule(stack, "Module", source="shop/orders/aws"))
    assert all(
        "module.Module" in q["depends_on"] for q in synth.resources("aws_sqs_queue").values()
    )


def test_a_construct_cannot_wait_for_what_contains_it_or_is_in_it(
    stack: TerraformStack, function: ContainerFunction
) -> None:
    alias = function.add_alias("live")
    for waiting, dependency in ((function, alias), (alias, function), (stack, function)):
        with pytest.raises(
            InvalidArgument, match="add_dependency must name no construct that cont"
        ):
            waiting.node.add_dependency(dependency)


def test_an_app_or_an_output_neither_waits_nor_is_waited_for(function: ContainerFunction) -> None:
    app = function.node.root
    output = TerraformOutput(function, "output", value="a")
    for waiting, dependency in ((function, app), (app, function), (output, function)):
        with pytest.raises(InvalidArgument, match="add_dependency must be between constructs"):
            waiting.node.add_dependency(dependency)


def test_what_is_no_construct_is_refused(function: ContainerFunction) -> None:
    role = ExecutionRole.from_arn(f"arn:aws:iam::{ACCOUNT}:role/orders")
    with pytest.raises(InvalidArgument, match="add_dependency must name constructs: what is only"):
        function.node.add_dependency(role)


def test_two_stacks_do_not_wait_for_each_other() -> None:
    app = Testing.app()
    queues = [
        Queue(TerraformStack(app, name), "Queue", visibility_timeout_seconds=30) for name in "ab"
    ]
    queues[0].node.add_dependency(queues[1])
    with pytest.raises(
        InvalidArgument, match="dependencies must not wait for the stack 'a', which"
    ):
        queues[1].node.add_dependency(queues[0])


def test_a_construct_of_another_app_is_refused(function: ContainerFunction) -> None:
    other = Queue(TerraformStack(Testing.app(), "other"), "Queue", visibility_timeout_seconds=30)
    with pytest.raises(InvalidArgument, match="must use no construct of another App"):
        function.node.add_dependency(other)


def test_other_constructs_are_left_to_cdktf(stack: TerraformStack, synth: Synth) -> None:
    first, last = (SqsQueue(stack, name, name=name) for name in ("First", "Last"))
    last.node.add_dependency(first)
    assert not any("depends_on" in queue for queue in synth.resources("aws_sqs_queue").values())


def test_what_is_only_named_is_there_already(stack: TerraformStack, synth: Synth) -> None:
    vpc = Vpc.from_id(stack, "Vpc", "vpc-0123456789abcdef0")
    queue = SqsQueue(stack, "Queue", name="a", depends_on=[vpc])
    queue.node.add_dependency(vpc)
    assert synth.resource("aws_sqs_queue").get("depends_on", []) == []


def test_several_resources_of_which_none_is_the_main_one_are_named(
    stack: TerraformStack, synth: Synth, function: ContainerFunction
) -> None:
    SqsQueue(stack, "Queue", name="a", depends_on=[function.add_alarms()])
    with pytest.raises(RuntimeError, match="depends_on must name one of its resources, or be add"):
        _ = synth.json


def test_a_stack_waits_for_a_construct_of_another(tmp_path: Path) -> None:
    app = App(outdir=str(tmp_path))
    stacks = [TerraformStack(app, name) for name in "abc"]
    for stack in stacks:
        AwsProvider(stack, "aws", region=REGION)
    queue = Queue(stacks[0], "Queue", visibility_timeout_seconds=30)
    SqsQueue(stacks[1], "Main", name="main", depends_on=[queue])
    SqsQueue(stacks[2], "All", name="all").node.add_dependency(queue)
    app.synth()
    for stack in stacks[1:]:
        made: dict[str, Any] = Synth(stack).resource("aws_sqs_queue")
        assert made.get("depends_on", []) == []
        assert [other.node.id for other in stack.dependencies] == ["a"]
