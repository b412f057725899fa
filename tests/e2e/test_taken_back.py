"""An argument that is taken back is a change: nothing goes on as it was set once."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.aws import ACCOUNT, REGION, URI
from tests.modules.mocked import copy_without_docker
from tests.modules.programs import INPUTS, KEY, escaped
from tests.planned_state import LEFT_OUT, Change, PlannedState
from tests.sweep.taken_back import Pair, pair
from tests.terraform import find_terraform, running_provider
from tools.module import MODULE, blocks

pytestmark = pytest.mark.filterwarnings("ignore::lambda_container.LambdaContainerWarning")

REASONS: dict[str, dict[str, str]] = tomllib.loads(
    (Path(__file__).parents[1] / "sweep" / "taken_back.toml").read_text("utf-8")
)
VARIABLES: dict[str, Any] = {
    name: value
    for name, value in deepcopy(INPUTS["everything"][1]).items()
    if name != "source_path" and not name.startswith("repository_")
} | {"function_name": "orders", "image": {"uri": URI}}
# A large batch needs a window, which could not be taken back then.
VARIABLES["sqs_event_sources"]["orders"]["batch_size"] = 5
# With the function's own key, the policy stays as it is without it.
VARIABLES["sqs_event_sources"]["orders"]["kms_key_arn"] = f"{KEY[:-1]}3"
OBJECTS = ("aliases", "url", "sqs_event_sources", "kinesis_event_sources")
NEEDED = ("function_name", "image", "arn", "starting_position", "live", "orders", "publish")


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    folder = tmp_path_factory.mktemp("context")
    (folder / "Dockerfile").write_text(
        "FROM public.ecr.aws/lambda/python:3.13 AS final\nCOPY app.py ./\n"
    )
    (folder / "app.py").write_text("")
    return pair(folder)


@pytest.fixture(scope="module")
def state(programs: Pair, tmp_path_factory: pytest.TempPathFactory) -> PlannedState:
    state = PlannedState(tmp_path_factory.mktemp("state"), find_terraform())
    state.settle(programs.with_it)
    return state


def test_what_cannot_be_left_out_is_refused(programs: Pair) -> None:
    assert programs.refused == set(REASONS["refused"])


def test_what_makes_no_difference_in_the_json_says_why(programs: Pair) -> None:
    assert programs.same == set(REASONS["same"])


def test_what_is_taken_back_is_planned(programs: Pair, state: PlannedState) -> None:
    changed = programs.names_of(state.changed(programs.without))
    known = Pair(state.known(programs.with_it), state.known(programs.without), programs.numbers)
    silent = set(programs.numbers) - changed - programs.same - programs.refused
    # A newer provider plans more of it.
    assert known.same - programs.same <= {*REASONS["newer"], *REASONS["stays"]}
    assert silent - set(REASONS["newer"]) == set(REASONS["stays"])


def test_a_number_that_is_taken_back_becomes_its_default(
    programs: Pair, state: PlannedState
) -> None:
    """Where the plan has no number, the provider would send 0."""
    unset = {
        f"{name} {attribute}"
        for address, change in state.plan(programs.without).items()
        for attribute in unset_numbers(change)
        for name in programs.names_of({address})
    }
    assert unset == set(REASONS["unset"])


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlannedState]:
    terraform = find_terraform()
    with running_provider(terraform) as environment:
        folder = tmp_path_factory.mktemp("module")
        state = PlannedState(folder, terraform, environment)
        copy_without_docker(MODULE, folder / "module")
        role = folder / "module" / "role.tf"
        text = re.sub(r"^data .*\n", "", role.read_text(), flags=re.MULTILINE)
        for read, value in _READ.items():
            text = text.replace(f"data.{read}", json.dumps(value))
        role.write_text(text)
        for block in blocks(folder / "module"):
            if block.kind == "resource" and block.labels[0] in LEFT_OUT:
                for file in (folder / "module").glob("*.tf"):
                    file.write_text(file.read_text().replace(block.text, ""))
        image = folder / "module" / "image.tf"  # the values name one
        image.write_text(re.sub(r"one\(\[for .* terraform_data\..*", "null", image.read_text()))
        variables = folder / "module" / "variables.tf"  # a state would have to say it, too
        variables.write_text(re.sub(r" *sensitive *= true\n", "", variables.read_text()))
        state.init(module_with(VARIABLES))
        state.settle(module_with(VARIABLES))
        yield state


_READ = {
    "aws_caller_identity.here.account_id": ACCOUNT,
    "aws_partition.here.partition": "aws",
    "aws_partition.here.dns_suffix": "amazonaws.com",
    "aws_region.here.id": REGION,
}


def module_with(values: Mapping[str, Any]) -> dict[str, Any]:
    """A call of the module with these values of its variables."""
    return {
        "provider": {"aws": [{"region": REGION}]},
        "module": {"orders": {"source": "./module", **escaped(dict(values))}},
    }


def _optional(value: object, path: str = "") -> Iterator[str]:
    """The paths of the attributes that can be left out."""
    if not isinstance(value, dict):
        return
    for key, inner in value.items():
        here = f"{path}.{key}".lstrip(".")
        if key not in NEEDED:
            yield here
        yield from _optional(inner, here)


def _without(value: Mapping[str, Any], path: list[str]) -> dict[str, Any]:
    first, *rest = path
    if not rest:
        return {key: inner for key, inner in value.items() if key != first}
    return {**value, first: _without(value[first], rest)}


def less() -> Iterator[tuple[str, dict[str, Any]]]:
    """The values without each of them, and without each optional attribute of an object."""
    for name, value in VARIABLES.items():
        rest = {key: other for key, other in VARIABLES.items() if key != name}
        if name not in NEEDED:
            yield name, rest
        for path in _optional(value) if name in OBJECTS else ():
            yield f"{name}.{path}", {**rest, name: _without(value, path.split("."))}


@pytest.mark.parametrize(("name", "values"), list(less()), ids=[name for name, _ in less()])
def test_a_variable_of_the_module_that_is_taken_back_is_planned(
    name: str, values: dict[str, Any], module: PlannedState
) -> None:
    assert module.changed(module_with(values))


def test_a_number_of_a_source_of_the_module_becomes_its_default(module: PlannedState) -> None:
    sources = {name: value for name, value in VARIABLES.items() if name.endswith("event_sources")}
    least = {
        name: {key: {k: v for k, v in one.items() if k in NEEDED} for key, one in value.items()}
        for name, value in sources.items()
    }
    changes = module.plan(module_with({**VARIABLES, **least}))
    types = {address.removeprefix("module.orders.").partition(".")[0] for address in changes}
    assert types >= {"aws_lambda_event_source_mapping"}
    assert [name for change in changes.values() for name in unset_numbers(change)] == []


def unset_numbers(change: Change) -> list[str]:
    """The numbers that a plan takes away."""
    before, after = change.before or {}, change.after or {}
    numbers = [name for name, value in before.items() if type(value) in (int, float)]
    return [name for name in numbers if after.get(name, 0) is None]
