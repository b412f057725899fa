"""The stack of each environment."""

import json
from pathlib import Path
from typing import Any

import lambda_container  # noqa: F401 - first, so that the provider packages load lazily
import pytest
from cdktf import Testing
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension
from syrupy.filters import props

from stacks.environments import ENVIRONMENTS, SERVICE, Environment
from stacks.service import ServiceStack

EACH = pytest.mark.parametrize("environment", ENVIRONMENTS, ids=lambda one: one.name)
# cdktf's notes to itself, and what follows from the function's files alone.
VOLATILE = props("//", "image_tag")


def synthesized(environment: Environment) -> dict[str, Any]:
    """The JSON of a stack as it is before anything is published."""
    no_lock = Path("no.lock.json")
    stack = ServiceStack(Testing.app(), environment.name, environment=environment, lock=no_lock)
    whole: dict[str, Any] = json.loads(Testing.synth(stack))
    return whole


@EACH
def test_the_json_of_an_environment(environment: Environment, snapshot: SnapshotAssertion) -> None:
    """`make test ARGS=--snapshot-update` accepts what changed; the diff is for review."""
    expected = snapshot(extension_class=JSONSnapshotExtension, exclude=VOLATILE)
    assert synthesized(environment) == expected


@EACH
def test_the_function_has_the_size_of_its_environment(environment: Environment) -> None:
    (function,) = synthesized(environment)["resource"]["aws_lambda_function"].values()
    assert function["function_name"] == f"{environment.name}-{SERVICE}-hello"
    assert function["memory_size"] == environment.memory_size


@EACH
def test_terraform_may_change_only_the_account_of_the_environment(environment: Environment) -> None:
    (provider,) = synthesized(environment)["provider"]["aws"]
    assert provider["allowed_account_ids"] == [environment.account]


@EACH
def test_a_plan_needs_no_engine(environment: Environment) -> None:
    assert set(synthesized(environment)["provider"]) == {"aws"}
