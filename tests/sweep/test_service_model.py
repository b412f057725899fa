"""AWS's own models are the referee: what they take, we take, and the other way round."""

from __future__ import annotations

import fnmatch
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lambda_container import LambdaContainerError
from tests.sweep.calls import CALLS
from tests.sweep.calls.call import Call, resolve
from tests.sweep.scene import Accepted, Scene
from tests.sweep.service_model import Member, member

pytestmark = pytest.mark.filterwarnings("ignore::lambda_container.LambdaContainerWarning")

MEMBERS: dict[str, list[str]] = tomllib.loads(
    (Path(__file__).parent / "members.toml").read_text(encoding="utf-8")
)
DIFFERENCES: dict[str, dict[str, str]] = tomllib.loads(
    (Path(__file__).parent / "differences.toml").read_text(encoding="utf-8")
)
UNMODELLED: dict[str, str] = tomllib.loads(
    (Path(__file__).parent / "unmodelled.toml").read_text(encoding="utf-8")
)
_KEY = re.compile(r"(.+)\.(\w+?)((?:\[\]|\{key\}|\{value\})*)")
_CHARACTERS = [
    *"aZ09_ -./:*$!#@+=,%~'\"<>(){}[]&;?^|\\`\t\n",
    *"\0\x7f\x85\xa0éÿŁ日٣—€🎉\u0301\u200b",
]
_LONGEST = 20_000


def place(valid: Any, where: str, value: Any) -> Any:
    """A valid value with another in one of its places."""
    if not where:
        return value
    part = re.match(r"\[\]|\{key\}|\{value\}", where)
    assert part is not None
    rest = where[part.end() :]
    if part.group() == "[]":
        return [place(valid[0], rest, value)]
    key = next(iter(valid))
    if part.group() == "{key}":
        return {value: valid[key]}
    return {key: place(valid[key], rest, value)}


def valid_at(valid: Any, where: str) -> Any:
    """What stands in one of the places of a valid value."""
    for part in re.findall(r"\[\]|\{key\}|\{value\}", where):
        key = 0 if part == "[]" else next(iter(valid))
        valid = key if part == "{key}" else valid[key]
    return valid


def at_the_bounds(valid: Any, members: list[Member]) -> Iterator[Any]:
    """Values at the bounds of the members, and one step beyond them; and all of their words."""
    for one in members:
        yield from one.words or ()
        for bound in (one.least, one.most):
            for step in (-1, 0, 1) if bound is not None else ():
                value = (bound or 0) + step
                if not isinstance(valid, str):
                    yield type(valid)(value)
                elif 0 < value < _LONGEST:
                    yield valid[: int(value)] + valid[-1] * (int(value) - len(valid))


def nearby(valid: Any) -> st.SearchStrategy[Any]:
    """Values that are like a valid one: another number, or a character more or another."""
    if not isinstance(valid, str):
        return st.integers(-10, 10**6).map(type(valid))
    spots = st.integers(0, len(valid))
    characters = st.sampled_from(_CHARACTERS)
    return st.one_of(
        st.builds(lambda i, c: valid[:i] + c + valid[i:], spots, characters),
        st.builds(lambda i, c: valid[:i] + c + valid[i + 1 :], spots, characters),
        st.builds(lambda i: valid[:i], spots),
        st.just(valid.upper()),
        st.just(""),
    )


def taken(row: Call, parameter: str, value: Any, scene: Scene) -> bool:
    """Whether the library takes a value."""
    try:
        row.run(scene, {**row.arguments(parameter), parameter: value})
    except Accepted:
        return True
    except LambdaContainerError:
        return False
    raise AssertionError


def allowed(key: str, side: str) -> bool:
    """Whether a difference is written down, with its reason."""
    return any(fnmatch.fnmatchcase(key, literal_brackets(each)) for each in DIFFERENCES[side])


def literal_brackets(pattern: str) -> str:
    return pattern.replace("[", "[[]")


@pytest.mark.parametrize("key", MEMBERS)
def test_we_take_what_the_models_take_and_nothing_else(key: str, context: Path) -> None:
    match = _KEY.fullmatch(key)
    assert match is not None
    call, parameter, where = match.groups()
    row, scene = CALLS[call], Scene(context, checks_only=True)
    valid = resolve(scene, row.valid[parameter])
    members = [member(name) for name in MEMBERS[key]]
    model = valid_at(valid, where)
    stricter, looser = allowed(key, "stricter"), allowed(key, "looser")

    def compare(value: Any) -> None:
        ours = taken(row, parameter, place(valid, where, value), scene)
        theirs = all(one.takes(value) for one in members)
        assert ours is theirs or (stricter if theirs else looser), repr(value)[:100]

    for value in at_the_bounds(model, members):
        compare(value)
    drawn = given(nearby(model))(compare)
    settings(
        max_examples=25, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )(example(model)(drawn))()


@pytest.mark.parametrize("side", ["stricter", "looser"])
def test_each_difference_has_a_member(side: str) -> None:
    for pattern in DIFFERENCES[side]:
        assert fnmatch.filter(MEMBERS, literal_brackets(pattern)), pattern


def test_every_string_and_number_is_bound_or_says_why_not(context: Path) -> None:
    scene = Scene(context)
    bound = {match[1] for key in MEMBERS if (match := re.match(r"(.+?\.\w+)(?=\[|\{|$)", key))}
    unbound = {
        f"{call}.{parameter}"
        for call, row in CALLS.items()
        for parameter, valid in row.valid.items()
        if holds_text_or_number(resolve(scene, valid))
    } - bound
    assert unbound == set(UNMODELLED)


def holds_text_or_number(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(holds_text_or_number, [*value, *value.values()]))
    if isinstance(value, list):
        return any(map(holds_text_or_number, value))
    return isinstance(value, (str, int, float)) and not isinstance(value, bool)
