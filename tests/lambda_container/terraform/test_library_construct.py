"""A constructor that fails leaves nothing: its id and its names can be used again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cdktf import TerraformStack, Testing
from constructs import Construct

from lambda_container import (
    Alarm,
    AlarmRule,
    ContainerFunction,
    ContainerImage,
    EncryptionKey,
    ExecutionRole,
    InvalidArgument,
    Metric,
    Principal,
    Queue,
    Repository,
    SqsEventSource,
    Statement,
)
from lambda_container.terraform.construct_tree import path_of
from lambda_container.terraform.library_construct import LibraryConstruct
from lambda_container.testing.loose_ends import loose_ends
from tests.aws import URI

IMAGE = ContainerImage.from_uri(URI)


def blocks(stack: TerraformStack) -> dict[str, Any]:
    document = json.loads(Testing.synth(stack))
    return {section: document.get(section) for section in ("resource", "data")}


def test_an_image_that_cannot_be_bound_leaves_no_function(
    stack: TerraformStack, context: Path
) -> None:
    repository = Repository(stack, "Repository", name="hello")
    before = blocks(stack)
    taken = ContainerImage.build(context, repository=repository, id="Repository")
    with pytest.raises(InvalidArgument, match="id must be unique"):
        ContainerFunction(stack, "Orders", image=taken, function_name="orders")
    assert blocks(stack) == before
    ContainerFunction(stack, "Orders", image=IMAGE, function_name="orders")


def test_its_names_are_free_for_others(stack: TerraformStack, context: Path) -> None:
    repository = Repository(stack, "Repository", name="hello")
    taken = ContainerImage.build(context, repository=repository, id="Repository")
    with pytest.raises(InvalidArgument):
        ContainerFunction(stack, "Orders", image=taken, function_name="orders")
    ContainerFunction(stack, "Others", image=IMAGE, function_name="orders")


def test_names_of_what_failed_before_it_was_made_are_free(stack: TerraformStack) -> None:
    rule, metric = AlarmRule(threshold=1), Metric(namespace="Shop", metric_name="Orders")
    far = "arn:aws:sns:eu-north-1:111122223333:alarms"
    with pytest.raises(InvalidArgument, match="topic must be in eu-west-1"):
        Alarm(stack, "First", metric=metric, rule=rule, name="orders", topic=far)
    Alarm(stack, "Second", metric=metric, rule=rule, name="orders")
    with pytest.raises(InvalidArgument, match="'dev/Second' has the same"):
        Alarm(stack, "Third", metric=metric, rule=rule, name="orders")


def test_a_source_that_was_refused_can_be_added(stack: TerraformStack) -> None:
    function = ContainerFunction(stack, "Orders", image=IMAGE, timeout=60)
    queue = Queue(stack, "Queue", visibility_timeout_seconds=30)
    for _ in range(2):
        with pytest.raises(InvalidArgument, match="visibility_timeout_seconds"):
            function.add_event_source(SqsEventSource(queue))


def test_what_fails_inside_is_taken_out_too(stack: TerraformStack) -> None:
    before = blocks(stack)
    statement = Statement(
        sid="A", actions=["kms:Decrypt"], principals=[Principal("AWS", ["111122223333"])]
    )
    for _ in range(2):
        with pytest.raises(InvalidArgument, match=r"statements\[0\] must have the resource"):
            EncryptionKey(stack, "Key", statements=[statement])
    assert blocks(stack) == before
    EncryptionKey(stack, "Key")


def test_a_subclass_of_a_program_leaves_nothing_either(stack: TerraformStack) -> None:
    class Orders(Queue):
        def __init__(self, scope: Construct, id_: str, *, fails: bool) -> None:
            super().__init__(scope, id_, visibility_timeout_seconds=30)
            if fails:
                raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        Orders(stack, "Orders", fails=True)
    Orders(stack, "Orders", fails=False)


def test_a_function_that_others_refer_to_stays_whole(stack: TerraformStack) -> None:
    class Orders(ContainerFunction):
        def __init__(self, scope: Construct, id_: str) -> None:
            super().__init__(scope, id_, image=IMAGE, role=ExecutionRole(scope, "Role"))
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        Orders(stack, "Orders")
    assert loose_ends(json.loads(Testing.synth(stack))) == []
    assert "aws_lambda_function" in blocks(stack)["resource"]


def test_an_interrupt_leaves_nothing(stack: TerraformStack) -> None:
    class Orders(Queue):
        def __init__(self, scope: Construct, id_: str) -> None:
            super().__init__(scope, id_, visibility_timeout_seconds=30)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Orders(stack, "Orders")
    Queue(stack, "Orders", visibility_timeout_seconds=30)


def test_a_construct_of_a_program_may_be_called_docker(
    stack: TerraformStack, context: Path
) -> None:
    repository = Repository(stack, "Repository", name="hello")
    image = ContainerImage.build(context, repository=repository)
    ContainerFunction(stack, "Orders", image=image)
    Construct(stack, "docker")


@pytest.mark.parametrize("id_", ["a", "a/b", "/", "a\nb", "a b", "ü", "${x}", "a.b"])
def test_its_path_is_the_one_that_node_knows(id_: str, stack: TerraformStack) -> None:
    construct = LibraryConstruct(stack, id_)
    below = LibraryConstruct(construct, "leaf")
    for each in (construct, below):
        assert path_of(each) == each.node.path


def test_every_construct_of_the_library_is_one() -> None:
    import lambda_container  # noqa: PLC0415 - all of its names

    classes = [getattr(lambda_container, name) for name in vars(lambda_container)["__all__"]]
    constructs = [one for one in classes if isinstance(one, type) and issubclass(one, Construct)]
    others = [one for one in constructs if not issubclass(one, LibraryConstruct)]
    # Nothing waits for a part of it.
    assert others == [lambda_container.BootstrapStack]
