"""Finding a function by its names."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambda_container.manifest.entries import FunctionEntry, StackManifest
from lambda_container.manifest.find_function import FunctionNotFound, find_function
from lambda_container.manifest.find_stack import UnknownStack


def stack(name: str, *functions: str) -> StackManifest:
    entries = tuple(
        FunctionEntry(id=id_, path=f"{name}/{id_}", function_name=f"{name}-{id_.lower()}")
        for id_ in functions
    )
    return StackManifest(name=name, folder=Path(name), images=(), functions=entries)


STACKS = [stack("dev", "Orders", "Bills"), stack("prod", "Orders")]


@pytest.mark.parametrize("name", ["Bills", "dev/Bills", "dev-bills"])
def test_every_name_will_do(name: str) -> None:
    found, function = find_function(STACKS, name)
    assert (found.name, function.id) == ("dev", "Bills")


def test_the_stack_tells_two_apart() -> None:
    assert find_function(STACKS, "Orders", stack="prod")[1].path == "prod/Orders"
    assert find_function(STACKS, "prod/Orders")[1].path == "prod/Orders"


def test_the_only_one_need_not_be_named() -> None:
    assert find_function(STACKS[1:])[1].path == "prod/Orders"


@pytest.mark.parametrize(
    ("name", "in_stack", "message"),
    [
        ("Order", None, "there is no function 'Order'; did you mean 'Orders'"),
        ("xyz", None, "there is no function 'xyz'; available: Orders, dev/Orders, dev-orders"),
        ("Bills", "prod", "there is no function 'Bills' in the stack 'prod'; available: Orders"),
        ("Orders", None, "2 functions are called 'Orders', name one: dev/Orders, prod/Orders"),
        ("Orders", "prd", "there is no stack 'prd'; did you mean 'prod'?"),
        (None, None, "there are 3 functions, name one: dev/Orders, dev/Bills, prod/Orders"),
    ],
)
def test_otherwise_it_says_which_there_are(
    name: str | None, in_stack: str | None, message: str
) -> None:
    with pytest.raises((FunctionNotFound, UnknownStack)) as raised:
        find_function(STACKS, name, stack=in_stack)
    assert str(raised.value).startswith(message)


def test_stacks_may_have_no_function() -> None:
    with pytest.raises(FunctionNotFound, match=r"there is no function$"):
        find_function([stack("dev")], "Orders")
