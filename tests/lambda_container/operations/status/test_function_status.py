"""What runs, compared with the lock file and the source."""

# ruff: noqa: N803 - arguments have AWS's own names

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest
from botocore.exceptions import ClientError

from lambda_container.aws_api.function_versions import DeployedAlias
from lambda_container.manifest.entries import AliasEntry, StackManifest
from lambda_container.manifest.lock_file import Lock
from lambda_container.manifest.locked_image import LockedImage, PinnedBase
from lambda_container.operations.status import function_status
from lambda_container.operations.status.function_status import FunctionStatus, runs_at, status_of
from tests.lambda_container.operations.botocore_shapes import valid
from tests.lambda_container.operations.publish.stand_ins import (
    StandInRegistry,
    entry,
    remote,
    stack_of,
)
from tests.lambda_container.operations.stand_in_lambda import StandInFunction, StandInLambda

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
RUNS = remote("runs")
HASH = "ab" * 32
BASE = "public.ecr.aws/lambda/python:3.13 linux/amd64"


class StandInCloudWatch:
    """Sums by function and metric."""

    def __init__(self) -> None:
        self.values: dict[tuple[str, str], list[float]] = {}
        self.refuses = False
        self.calls = 0

    def get_paginator(self, operation: str) -> StandInCloudWatch:
        assert operation == "get_metric_data"
        return self

    def paginate(
        self, *, MetricDataQueries: list[Any], StartTime: datetime, EndTime: datetime
    ) -> Iterator[Any]:
        self.calls += 1
        assert timedelta(hours=1) == EndTime - StartTime
        assert len(MetricDataQueries) <= 500
        if self.refuses:
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "GetMetricData")
        results = []
        for query in MetricDataQueries:
            metric = query["MetricStat"]["Metric"]
            key = (metric["Dimensions"][0]["Value"], metric["MetricName"])
            results.append({"Id": query["Id"], "Values": self.values.get(key, [])})
        yield valid("cloudwatch", "GetMetricData", {"MetricDataResults": results[:1]})
        yield valid("cloudwatch", "GetMetricData", {"MetricDataResults": results[1:]})


class World:
    """A stack with a function, deployed."""

    def __init__(self) -> None:
        self.function = StandInFunction(RUNS.digest)
        self.aws_lambda = StandInLambda({"dev-hello": self.function})
        self.cloudwatch = StandInCloudWatch()
        self.registry_ = StandInRegistry()
        self.registry_.repositories["dev/hello"] = {HASH[:32]: RUNS}
        self.labels: dict[str, str] = {}
        self.image = entry(content_hash=HASH, bases={BASE: "sha256:" + "b" * 64})
        self.lock = Lock(Path("lock"), {})
        self.aliases: tuple[AliasEntry, ...] = ()

    @property
    def stack(self) -> StackManifest:
        stack = stack_of("dev", self.image)
        functions = [msgspec.structs.replace(f, aliases=self.aliases) for f in stack.functions]
        return msgspec.structs.replace(stack, functions=tuple(functions))

    def client(self, service: str, region: str) -> Any:
        assert region == "eu-west-1"
        return {"lambda": self.aws_lambda, "cloudwatch": self.cloudwatch}[service]

    def registry(self, region: str, account: str) -> StandInRegistry:
        assert (region, account) == ("eu-west-1", "111122223333")
        return self.registry_

    def status(self) -> FunctionStatus:
        (status,) = status_of(self.stack, self.lock, cast("Any", self), NOW)
        return status


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    world = World()
    config = {"config": {"Labels": world.labels}}
    monkeypatch.setattr(function_status, "image_config", lambda *_: config)
    return world


def pin(world: World, name: str) -> None:
    locked = LockedImage(digest=remote(name).digest, repository="dev/hello", tag="1")
    base = PinnedBase(digest="sha256:" + "b" * 64, created="2026-11-09T12:00:00Z")
    world.lock = Lock(Path("lock"), {"dev": {"Image-hello": locked}}, {BASE: base})


def test_what_runs(world: World) -> None:
    world.labels["org.opencontainers.image.revision"] = "3f2a1c"
    status = world.status()
    assert (status.digest, status.revision, status.source) == (RUNS.digest, "3f2a1c", "same")
    assert status.deployed is not None
    assert NOW - status.deployed.modified == timedelta(days=3)
    assert (status.lock, status.differs) == (None, False)


@pytest.mark.parametrize(
    ("pinned", "lock", "differs"), [("runs", "same", False), ("other", "differs", True)]
)
def test_the_lock_file(world: World, pinned: str, lock: str, differs: bool) -> None:
    pin(world, pinned)
    status = world.status()
    assert (status.lock, status.differs) == (lock, differs)


def test_another_source(world: World) -> None:
    world.image = msgspec.structs.replace(world.image, content_hash="cd" * 32)
    status = world.status()
    assert (status.source, status.differs, status.base_age) == ("differs", True, None)
    pin(world, "runs")
    assert not world.status().differs, "what is pinned is what shall run"


def test_the_age_of_its_base(world: World) -> None:
    assert world.status().base_age is None
    pin(world, "runs")
    assert world.status().base_age == 20


def test_aliases(world: World) -> None:
    world.function.publish("x")
    world.function.publish("y")
    world.function.aliases = {"live": ("1", {"2": 0.1}), "newest": ("$LATEST", {})}
    world.function.digest = RUNS.digest
    aliases = world.status().aliases
    assert aliases == (
        DeployedAlias(name="live", version="1", weights={"2": 0.1}),
        DeployedAlias(name="newest", version="$LATEST", weights={}),
    )
    assert [runs_at(alias) for alias in aliases] == ["live 1, 2 at 10%", "newest latest"]


def test_the_last_hour(world: World) -> None:
    world.cloudwatch.values = {
        ("dev-hello", "Invocations"): [3.0, 4.0],
        ("dev-hello", "Errors"): [1.0],
    }
    status = world.status()
    assert (status.invocations, status.errors, status.throttles) == (7, 1, 0)


def test_a_function_that_is_not_deployed(world: World) -> None:
    world.aws_lambda.functions.clear()
    status = world.status()
    assert (status.deployed, status.problem, world.cloudwatch.calls) == (None, None, 0)


def test_numbers_that_cannot_be_read_hide_nothing_else(world: World) -> None:
    world.cloudwatch.refuses = True
    status = world.status()
    assert "CloudWatch in eu-west-1: AccessDenied" in (status.problem or "")
    assert status.digest == RUNS.digest


def test_an_image_that_is_gone_is_a_problem(world: World) -> None:
    world.registry_.repositories["dev/hello"] = {}
    status = world.status()
    assert (status.digest, status.source) == (RUNS.digest, None)
    assert "dev/hello no longer has the image that it runs" in (status.problem or "")


@pytest.mark.parametrize(("is_newest", "behind"), [(True, ("live",)), (False, ())])
def test_an_alias_that_runs_another_image(
    world: World, is_newest: bool, behind: tuple[str, ...]
) -> None:
    pin(world, "runs")
    world.function.publish(remote("old").digest)
    world.function.digest = RUNS.digest
    world.function.aliases = {"live": ("1", {})}
    world.aliases = (AliasEntry(name="live", is_newest=is_newest, is_gradual=False),)
    status = world.status()
    assert (status.lock, status.behind, status.differs) == ("same", behind, bool(behind))


def test_five_hundred_numbers_are_one_question(world: World) -> None:
    images = [entry(f"f{number}") for number in range(200)]
    world.aws_lambda.functions = {f"dev-f{number}": world.function for number in range(200)}
    statuses = status_of(stack_of("dev", *images), world.lock, cast("Any", world), NOW)
    assert (len(statuses), world.cloudwatch.calls) == (200, 2)
