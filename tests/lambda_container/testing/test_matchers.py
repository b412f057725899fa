"""What stands in place of a value that is expected."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cdktf import TerraformStack
from hypothesis import given
from hypothesis import strategies as st

from lambda_container import InvalidArgument, Queue
from lambda_container.testing import Capture, Difference, Match, Matcher, Place, Template

# Under the key "//" cdktf keeps notes, which are left out.
KEYS = st.text().filter(lambda key: key != "//")
JSON_VALUES = st.recursive(
    st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=8,
)


def of(arguments: dict[str, Any]) -> Template:
    """A template with one resource."""
    return Template.from_json({"resource": {"a_thing": {"One": arguments}}})


def difference(arguments: dict[str, Any], expected: object) -> str:
    """The differences that the message shows."""
    with pytest.raises(AssertionError) as raised:
        of(arguments).has_resource("a_thing", expected)
    return str(raised.value).partition("differs in\n")[2]


def matches(arguments: dict[str, Any], expected: object) -> bool:
    return of(arguments).resource_count("a_thing", expected) == 1


@given(st.dictionaries(KEYS, JSON_VALUES, max_size=4))
def test_everything_matches_itself(arguments: dict[str, Any]) -> None:
    found = of(arguments).json["resource"]["a_thing"]["One"]

    assert matches(found, found)
    assert matches(found, Match.exact(found))
    assert matches({"text": json.dumps(found, indent=3)}, {"text": Match.json(found)})


@given(JSON_VALUES, JSON_VALUES)
def test_not_is_the_opposite_of_its_value(one: object, other: object) -> None:
    expected = {"value": Match.exact(other)}

    assert matches({"value": one}, expected) is not matches({"value": one}, _not(expected))


def _not(expected: dict[str, Matcher]) -> dict[str, Matcher]:
    return {key: Match.not_(value) for key, value in expected.items()}


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (1, True),
        (True, 1),
        ("1", 1),
        ([1, 2], [2, 1]),
        ([1, 2], [1]),
        ([], {}),
        ("a", Match.absent()),
        ("a", None),
        ("abc", Match.regex(r"\Ab")),
        (1, Match.regex("1")),
        ("{", Match.json({})),
        ({"a": 1}, Match.json({"a": 1})),
        ("a", Match.contains("a")),
        (["a"], Match.contains("a", "b")),
        ({"a": 1, "b": 2}, Match.exact({"a": 1})),
        ({"a": {"b": 1, "c": 2}}, Match.exact({"a": {"b": 1}})),
        ("a", Match.not_("a")),
        (1, Capture(str)),
        ("b", Capture(str, Match.regex("a"))),
    ],
)
def test_what_does_not_match(found: object, expected: object) -> None:
    assert not matches({"value": found}, {"value": expected})


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (0, Match.any()),
        ("", Match.any()),
        (None, Match.absent()),
        (None, None),
        ("abc", Match.regex("b")),
        (["a", "b", "c"], Match.contains("c", "a")),
        ([{"a": 1, "b": 2}], Match.contains({"a": 1})),
        ([{"a": 1, "b": 2}], [{"a": 1}]),
        ({"a": {"b": 1, "c": 2}}, Match.exact({"a": Match.like({"b": 1})})),
        ('{"a": [1, {"b": 2, "c": 3}]}', Match.json({"a": [1, {"b": 2}]})),
        ("b", Match.not_("a")),
        ("a", Capture(str, Match.regex("a"))),
    ],
)
def test_what_matches(found: object, expected: object) -> None:
    assert matches({"value": found}, {"value": expected})


def test_what_is_not_there_is_absent_and_not_any() -> None:
    assert matches({}, {"value": Match.absent(), "other": None, "more": Match.not_(1)})
    assert not matches({}, {"value": Match.any()})


class TestDifferences:
    def test_in_lists_have_the_index(self) -> None:
        found = {"rule": [{"port": 1}, {"port": 2}]}

        assert difference(found, {"rule": [{"port": 1}, {"port": 3}]}) == (
            "  rule[1].port\n    expected  3\n    found     2"
        )

    def test_in_lists_of_values_show_the_lists(self) -> None:
        assert difference({"actions": ["a", "b"]}, {"actions": ["a"]}) == (
            '  actions\n    expected  ["a"]\n    found     ["a", "b"]'
        )

    def test_in_texts_with_json_go_on_inside(self) -> None:
        policy = json.dumps({"Statement": [{"Effect": "Deny"}]})

        expected = {"policy": Match.json({"Statement": [{"Effect": "Allow"}]})}

        assert difference({"policy": policy}, expected) == (
            '  policy(json).Statement[0].Effect\n    expected  "Allow"\n    found     "Deny"'
        )

    def test_in_text_that_is_no_json_say_why(self) -> None:
        assert "{ (not JSON: " in difference({"policy": "{"}, {"policy": Match.json({})})

    def test_of_a_list_that_should_contain_a_block_show_the_nearest_item(self) -> None:
        found = [{"sid": "Read", "effect": "Deny"}, {"sid": "Write", "effect": "Deny"}]
        expected = {"statement": Match.contains({"sid": "Write", "effect": "Allow"})}

        assert difference({"statement": found}, expected) == (
            '  statement[1].effect\n    expected  "Allow"\n    found     "Deny"'
        )

    def test_of_a_list_that_should_contain_a_value_show_the_list(self) -> None:
        assert difference({"actions": ["a"]}, {"actions": Match.contains("b")}) == (
            '  actions\n    expected  a list with "b"\n    found     ["a"]'
        )

    def test_name_what_else_there_is_where_all_is_said(self) -> None:
        assert difference({"a": 1, "b": {"c": 2}}, Match.exact({"a": 1})) == (
            '  b\n    expected  nothing\n    found     {"c": 2}'
        )

    def test_show_keys_that_are_no_names_as_terraform_does(self) -> None:
        assert difference({"tags": {"a b": "1"}}, {"tags": {"a b": "2"}}).startswith(
            '  tags["a b"]\n'
        )

    def test_are_shortened(self) -> None:
        shown = difference({"text": "x" * 1000}, {"text": "y"})

        assert len(shown) < 400
        assert shown.endswith("xxx...")


class TestCaptures:
    TEMPLATE = Template.from_json(
        {
            "resource": {
                "a_thing": {
                    "One": {"name": "one", "rule": [{"port": 1}, {"port": 80, "to": "a"}]},
                    "Two": {"name": "two", "rule": [{"port": 443}]},
                    "Off": {"name": "off", "enabled": False, "rule": []},
                }
            }
        }
    )

    def test_one_value(self) -> None:
        name = Capture(str)
        self.TEMPLATE.has_resource("a_thing", {"name": name, "enabled": False})
        assert name.value.upper() == "OFF"

    def test_a_value_of_each_block_that_matches(self) -> None:
        name = Capture()
        self.TEMPLATE.find_resources("a_thing", {"name": name, "enabled": None})
        assert name.values == ["one", "two"]

    def test_of_the_item_of_a_list_that_matches(self) -> None:
        to = Capture(str)
        self.TEMPLATE.has_resource("a_thing", {"rule": Match.contains({"to": to})})
        assert to.values == ["a"]

    def test_nothing_of_what_does_not_match(self) -> None:
        name = Capture(str)
        with pytest.raises(AssertionError):
            self.TEMPLATE.has_resource("a_thing", {"name": name, "rule": [{"port": 2}]})
        assert name.values == []
        with pytest.raises(AssertionError, match="expected one captured value"):
            assert name.value

    def test_not_captures_nothing(self) -> None:
        name = Capture(str)
        self.TEMPLATE.find_resources("a_thing", {"name": Match.not_(name)})
        assert name.values == []


class TestBadInput:
    def test_a_pattern_that_is_none(self) -> None:
        with pytest.raises(InvalidArgument, match=r"pattern must be a regular expression \("):
            Match.regex("(")

    def test_a_list_with_nothing_in_particular(self) -> None:
        with pytest.raises(InvalidArgument, match="items must be at least one item"):
            Match.contains()

    def test_a_key_that_is_no_text(self) -> None:
        with pytest.raises(InvalidArgument, match="expected key must be a string, got 1"):
            of({}).has_resource("a_thing", {1: "a"})

    def test_a_reference_that_only_node_could_resolve(self, stack: TerraformStack) -> None:
        queue = Queue(stack, "Queue")
        with pytest.raises(InvalidArgument, match="contain no cdktf reference"):
            of({}).has_resource("a_thing", {"arn": queue.arn})


class Even(Matcher):
    """A matcher of a consumer's own."""

    def differences(self, found: object, place: Place) -> list[Difference]:
        is_even = isinstance(found, int) and found % 2 == 0
        return [] if is_even else place.differs(self, found)

    def __repr__(self) -> str:
        return "an even number"


def test_a_matcher_of_ones_own() -> None:
    assert matches({"port": 2}, {"port": Even()})
    assert difference({"port": 1}, {"port": Even()}) == (
        "  port\n    expected  an even number\n    found     1"
    )
