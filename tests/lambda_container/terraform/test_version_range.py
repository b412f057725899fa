"""Terraform's constraints, as far as their lowest release."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_container.terraform.version_range import lowest, version

VERSIONS = st.tuples(*[st.integers(0, 3)] * 3)
OPERATORS = st.sampled_from(["", "=", "!=", ">", ">=", "<", "<="])


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        ("6.25", (6, 25, 0)),
        ("= 6.25.1", (6, 25, 1)),
        (">= 6.25, < 7", (6, 25, 0)),
        (">=6.25,<7", (6, 25, 0)),
        ("> 6.21", (6, 21, 1)),
        ("< 7", (0, 0, 0)),
        ("!= 6.0.0", (0, 0, 0)),
        ("~> 6.25", (6, 25, 0)),
        ("~> 6.25.1", (6, 25, 1)),
        ("~> 6", (6, 0, 0)),
        ("~> 5, >= 6.28", None),
        (">= 6.25, != 6.25.0, != 6.25.1", (6, 25, 2)),
        (">= 7, < 6", None),
        ("~> 6.25.0, >= 6.26", None),
        ("> 6.1.0, < 6.1.1", None),
        ("= 6.1, = 6.2", None),
    ],
)
def test_the_lowest_release_is(constraint: str, expected: tuple[int, int, int] | None) -> None:
    assert lowest(constraint) == expected


@pytest.mark.parametrize(
    "constraint",
    [
        "",
        "latest",
        ">= 6.25, ",
        "6.x",
        "^6.25",
        "~= 6.25",
        ">= 6.25 < 7",
        "6.25.0.1",
        "6.0.0-beta1",
        ">=\u00a06.25",
        ">= 6.25\n",
    ],
)
def test_no_constraint_on_releases_is_an_error(constraint: str) -> None:
    with pytest.raises(ValueError) as error:  # noqa: PT011 - its text is a part of the constraint
        lowest(constraint)
    assert str(error.value) in constraint


@given(st.lists(st.tuples(OPERATORS, VERSIONS), min_size=1, max_size=4))
def test_no_lower_release_is_admitted(terms: list[tuple[str, tuple[int, int, int]]]) -> None:
    """Compared with all releases up to 4.4.4."""
    text = ", ".join(f"{how} {'.'.join(map(str, bound))}" for how, bound in terms)
    python = [(how if how not in ("", "=") else "==", bound) for how, bound in terms]
    releases = [(a, b, c) for a in range(5) for b in range(5) for c in range(5)]
    admitted = [
        one for one in releases if all(eval(f"{one} {how} {bound}") for how, bound in python)
    ]
    assert lowest(text) == min(admitted, default=None)


def test_missing_parts_are_zero() -> None:
    assert [version("6"), version("6.25"), version("6.25.1")] == [(6, 0, 0), (6, 25, 0), (6, 25, 1)]
