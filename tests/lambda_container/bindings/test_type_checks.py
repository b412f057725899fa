from __future__ import annotations

import typing
from enum import IntEnum
from typing import Any

import pytest
import typeguard
from cdktf import IResolvable, TerraformStack
from cdktf_cdktf_provider_docker.volume import Volume

from lambda_container.bindings import type_checks


def _typecheckingstub__example(name: str, labels: typing.Mapping[str, str] | None) -> None: ...


def other(name: str) -> None: ...


def test_hints_of_a_stub_are_those_of_the_stock_function() -> None:
    expected = {"name": str, "labels": typing.Mapping[str, str] | None, "return": type(None)}
    assert typing.get_type_hints(_typecheckingstub__example) == expected
    assert typing.get_type_hints(_typecheckingstub__example) == expected


def test_a_caller_may_change_the_hints_it_got() -> None:
    typing.get_type_hints(_typecheckingstub__example).clear()
    assert typing.get_type_hints(_typecheckingstub__example)


def test_no_other_function_is_remembered() -> None:
    typing.get_type_hints(other)
    assert other.__dict__ == {}


@pytest.mark.parametrize("expected", [str, typing.Mapping[str, None], typing.List[None]])  # noqa: UP006 - as generated
def test_none_is_refused_where_the_type_has_no_place_for_it(expected: Any) -> None:
    with pytest.raises(TypeError, match="a must be"):
        typeguard.check_type(argname="a", value=None, expected_type=expected)


@pytest.mark.parametrize(
    "expected",
    [typing.Optional[str], typing.Union[str, int, None], str | None, None, Any],  # noqa: UP007, UP045 - as generated
)
def test_none_is_accepted_where_it_may_be_left_out(expected: Any) -> None:
    typeguard.check_type(argname="a", value=None, expected_type=expected)


class One(IntEnum):
    ONE = 1


VALUES = [None, "a", True, 1, 1.5, ["a"], One.ONE]
EXPECTED = [
    *(str, bool, int, float, None, Any, typing.List[str]),  # noqa: UP006 - as generated
    *(typing.Optional[str], typing.Union[int, float], typing.Union[bool, IResolvable]),  # noqa: UP007, UP045
    *(int | None, typing.Literal["a"], typing.Union[str, typing.Sequence[str]]),  # noqa: UP007
]


@pytest.mark.parametrize("expected", EXPECTED, ids=str)
@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_is_judged_as_by_the_stock_function(value: object, expected: Any) -> None:
    stock = getattr(typeguard.check_type, type_checks._HINTS)
    results = []
    for check_type in (typeguard.check_type, stock):
        try:
            results.append(check_type(argname="a", value=value, expected_type=expected))
        except TypeError as error:
            results.append(str(error))
    assert results[0] == results[1]


def test_a_wrong_value_is_the_stock_error() -> None:
    with pytest.raises(TypeError, match=r"a must be one of .*; got int instead"):
        typeguard.check_type(argname="a", value=1, expected_type=typing.Optional[str])  # noqa: UP045


def test_generated_code_refuses_a_wrong_argument(stack: TerraformStack) -> None:
    with pytest.raises(TypeError, match="type of argument name must be one of"):
        Volume(stack, "a", name=1)  # type: ignore[arg-type]


def test_a_second_installation_changes_nothing() -> None:
    before = (typing.get_type_hints, typeguard.check_type)
    type_checks.install()
    assert (typing.get_type_hints, typeguard.check_type) == before
