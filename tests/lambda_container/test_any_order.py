"""The order of declarations decides nothing: the same resources have the same addresses."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from cdktf import TerraformStack, Testing
from cdktf_cdktf_provider_aws.iam_policy import IamPolicy
from cdktf_cdktf_provider_aws.provider import AwsProvider
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lambda_container import (
    ContainerFunction,
    ContainerImage,
    EncryptionKey,
    ExecutionRole,
    HttpApi,
    InvalidArgument,
    Queue,
    Repository,
    S3EventSource,
    ScheduleEventSource,
    SnsEventSource,
    SqsEventSource,
)
from tests.aws import ACCOUNT, REGION

TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:orders"
POLICY = f"arn:aws:iam::{ACCOUNT}:policy/"
# Blocks of which Terraform compares the order.
ORDERED = ("aws_s3_bucket_notification",)


@dataclass
class Shop:
    """A stack, and what its declarations share."""

    stack: TerraformStack
    folder: Path

    @cached_property
    def repository(self) -> Repository:
        return Repository(self.stack, "Repository", name="shop")

    @cached_property
    def role(self) -> ExecutionRole:
        return ExecutionRole(self.stack, "Role")

    @cached_property
    def key(self) -> EncryptionKey:
        return EncryptionKey(self.stack, "Key")

    @cached_property
    def orders(self) -> ContainerFunction:
        """A function that more is added to."""
        return self.function("Orders", role=self.role, timeout=30)

    @cached_property
    def policies(self) -> list[IamPolicy]:
        return [IamPolicy(self.stack, f"Policy{i}", policy="{}") for i in range(2)]

    def function(self, id_: str, **arguments: Any) -> ContainerFunction:
        """A function; all of them share two images."""
        image = {"command": arguments.pop("command", ())}
        labels = {"org.team": "a"} if id_ < "M" else {}
        built = ContainerImage.build(self.folder, repository=self.repository, labels=labels)
        return ContainerFunction(self.stack, id_, image=built, **image, **arguments)


Declaration = Callable[[Shop], object]
DECLARATIONS: Sequence[Declaration] = (
    lambda shop: shop.function("Alpha"),
    lambda shop: shop.function("Beta", command=["app.beta"], kms_key=shop.key),
    lambda shop: shop.function("Omega", role=shop.role),
    lambda shop: shop.function("Psi", tracing="PassThrough"),
    lambda shop: shop.orders.add_event_source(SnsEventSource(TOPIC)),
    lambda shop: shop.orders.add_event_source(S3EventSource("arn:aws:s3:::orders")),
    lambda shop: shop.function("Gamma").add_event_source(
        S3EventSource("arn:aws:s3:::orders", events=["s3:ObjectRemoved:*"])
    ),
    lambda shop: shop.orders.add_event_source(ScheduleEventSource("rate(1 day)", name="daily")),
    lambda shop: shop.orders.add_event_source(
        SqsEventSource(Queue(shop.stack, "Queue", function=shop.orders))
    ),
    lambda shop: shop.orders.add_dead_letter_queue(),
    lambda shop: shop.orders.add_alarms(topic=TOPIC),
    lambda shop: shop.role.allow(["s3:GetObject"], ["arn:aws:s3:::orders/*"]),
    lambda shop: shop.role.allow(["s3:PutObject"], ["arn:aws:s3:::orders/*"]),
    lambda shop: shop.role.allow(["s3:GetObject"], ["arn:aws:s3:::others/*"]),
    lambda shop: shop.role.attach_policy(f"{POLICY}team/base"),
    lambda shop: shop.role.attach_policy(f"{POLICY}team-base"),
    lambda shop: shop.role.attach_policy(shop.policies[0].arn),
    lambda shop: shop.role.attach_policy(shop.policies[1].arn),
    lambda shop: shop.key.grant_decrypt(shop.role),
    lambda shop: shop.repository.grant_pull(shop.role),
    lambda shop: HttpApi(shop.stack, "Api").add_route("GET /a", shop.orders, public=True),
)


def declared(folder: Path, order: Sequence[int]) -> dict[str, Any]:
    """The JSON of a stack with all declarations, in an order."""
    stack = TerraformStack(Testing.app(), "dev")
    AwsProvider(stack, "aws", region=REGION)
    shop = Shop(stack, folder)
    for i in order:
        DECLARATIONS[i](shop)
    document: dict[str, Any] = json.loads(Testing.synth(stack))
    return document


def blocks(folder: Path, order: Sequence[int]) -> dict[str, Any]:
    """Every resource and data source, with lists of which the order does not matter sorted."""
    document = declared(folder, order)
    return {
        f"{section}.{kind}.{name}": block if kind in ORDERED else in_order(block)
        for section in ("resource", "data")
        for kind, named in document[section].items()
        for name, block in named.items()
    }


def in_order(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: in_order(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return sorted(map(in_order, value), key=str)
    return value


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(len(DECLARATIONS))))
def test_every_address_has_the_same_content(order: list[int], context: Path) -> None:
    assert blocks(context, order) == blocks(context, range(len(DECLARATIONS)))


def images(stack: TerraformStack) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Testing.synth(stack))["resource"]["docker_registry_image"]
    return found


def test_a_function_less_leaves_the_image_of_the_others(context: Path) -> None:
    made = []
    for ids in (["Alpha", "Beta"], ["Beta"]):
        stack = TerraformStack(Testing.app(), "dev")
        AwsProvider(stack, "aws", region=REGION)
        shop = Shop(stack, context)
        for id_ in ids:
            shop.function(id_)
        made.append(images(stack))
    assert made[0] == made[1]


def test_equal_builds_are_one_and_others_are_not(stack: TerraformStack, context: Path) -> None:
    repository = Repository(stack, "Repository", name="shop")
    other = Repository(stack, "Other", name="other")
    for number, options in enumerate([{}, {}, {"labels": {"a": "b"}}, {"labels": {"a": "b"}}]):
        image = ContainerImage.build(context, repository=repository, **options)  # type: ignore[arg-type]
        ContainerFunction(stack, f"F{number}", image=image)
    image = ContainerImage.build(context, repository=other)
    ContainerFunction(stack, "Elsewhere", image=image)
    assert len(images(stack)) == 3


def test_the_content_is_not_in_the_address(context: Path) -> None:
    names = []
    for content in ("a = 1\n", "a = 2\n"):
        (context / "app.py").write_text(content)
        stack = TerraformStack(Testing.app(), "dev")
        AwsProvider(stack, "aws", region=REGION)
        Shop(stack, context).function("Alpha")
        names.append(list(images(stack)))
    assert names[0] == names[1]


def test_folders_of_one_name_are_told_apart_by_their_place_in_the_project(
    stack: TerraformStack, context: Path, tmp_path: Path
) -> None:
    (tmp_path / "cdktf.json").write_text("{}")
    repository = Repository(stack, "Repository", name="shop")
    for place in ("a", "b"):
        folder = tmp_path / place / "code"
        folder.mkdir(parents=True)
        (folder / "Dockerfile").write_text(f"FROM {place}\n")
        image = ContainerImage.build(folder, repository=repository)
        ContainerFunction(stack, place, image=image)
    assert len(images(stack)) == 2


def test_images_that_cannot_be_told_apart_need_an_id(stack: TerraformStack, tmp_path: Path) -> None:
    repository = Repository(stack, "Repository", name="shop")
    for place, arguments in (("a", {}), ("b", {"id": "B"}), ("c", {})):
        folder = tmp_path / place / "code"
        folder.mkdir(parents=True)
        (folder / "Dockerfile").write_text(f"FROM {place}\n")
        image = ContainerImage.build(folder, repository=repository, **arguments)  # type: ignore[arg-type]
        if place == "c":
            with pytest.raises(InvalidArgument, match=r"code': id must be given: ContainerImage"):
                ContainerFunction(stack, place, image=image)
        else:
            ContainerFunction(stack, place, image=image)


def test_an_id_that_a_construct_has_is_refused(stack: TerraformStack, context: Path) -> None:
    repository = Repository(stack, "Repository", name="shop")
    image = ContainerImage.build(context, repository=repository, id="Repository")
    with pytest.raises(InvalidArgument, match="id must be unique among the constructs"):
        ContainerFunction(stack, "A", image=image)
