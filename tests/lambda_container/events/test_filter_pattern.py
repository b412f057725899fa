"""Event patterns, as EventBridge and Lambda's filters understand them."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from cdktf import TerraformStack, TerraformVariable, Token

from lambda_container import EventBridgeEventSource, InvalidArgument
from lambda_container.checks.arguments import Arguments
from lambda_container.events.filter_pattern import (
    FILTER_PATTERN,
    RULE_PATTERN,
    Grammar,
    pattern_json,
)


def text_of(pattern: Any, grammar: Grammar = FILTER_PATTERN) -> str:
    return pattern_json(Arguments("It"), "pattern", pattern, grammar)


BOTH: list[Any] = [
    {"a": ["text", "", 1, -0.5, True, None]},
    {"a": {"b": {"c": ["x"]}}, "d": ("y",)},
    {"$or": [{"a": ["x"]}, {"b": [{"exists": False}], "$or": [{"c": [1]}, {"d": [2]}]}]},
    {"a": [{"prefix": "x"}, {"suffix": ".png"}, {"equals-ignore-case": "Alice"}]},
    {"a": [{"prefix": {"equals-ignore-case": "x"}}, {"suffix": {"equals-ignore-case": "X"}}]},
    {"a": [{"anything-but": "x"}, {"anything-but": [1, 2]}, {"anything-but": ["x", "y"]}]},
    {"a": [{"numeric": ["=", 100]}, {"numeric": [">", 0, "<=", 150.5]}, {"numeric": ["<", 5e9]}]},
    {"a": [{"cidr": "10.0.0.0/24"}, {"cidr": "2001:db8::/32"}]},
]
RULES_ONLY: list[Any] = [
    {"a": [{"wildcard": "dir/*.png"}]},
    {"a": [{"anything-but": {"prefix": "us-"}}]},
    {"a": [{"anything-but": {"wildcard": "*/lib/*"}}]},
]


@pytest.mark.parametrize("pattern", BOTH, ids=str)
@pytest.mark.parametrize("grammar", [FILTER_PATTERN, RULE_PATTERN], ids=lambda g: g.noun)
def test_a_pattern_becomes_its_json(pattern: Any, grammar: Grammar) -> None:
    text = text_of(pattern, grammar)
    assert json.loads(text) == json.loads(json.dumps(pattern))
    assert ", " not in text


@pytest.mark.parametrize("pattern", RULES_ONLY, ids=str)
def test_rules_know_operators_that_filters_do_not(pattern: Any) -> None:
    assert json.loads(text_of(pattern, RULE_PATTERN)) == pattern
    with pytest.raises(InvalidArgument, match="have one Lambda filter operator: "):
        text_of(pattern)


def test_free_text_is_literal_and_references_stay_alive(stack: TerraformStack) -> None:
    name = TerraformVariable(stack, "name", type="string").string_value
    text = text_of({"path": ["${path.module}"], "name": [name]})
    assert text == f'{{"path":["${{"$"}}{{path.module}}"],"name":["{name}"]}}'
    assert text_of({"path": ["${path.module}"]}) == '{"path":["$${path.module}"]}'


NUMBER = Token.as_number({"Ref": "x"})
TEXTS = Token.as_list({"Ref": "x"})


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        (None, "pattern must be a dict of fields, with at least one, got None"),
        ({}, "pattern must be a dict of fields, with at least one"),
        ("{}", "pattern must be a dict of fields"),
        ({1: ["x"]}, "pattern must have strings as keys, got 1"),
        ({"a": {}}, r"pattern\['a'\] must be a dict of fields, with at least one"),
        ({"a": {"b": "x"}}, r"pattern\['a'\]\['b'\] must be a list of values such as \['paid'\]"),
        ({"a": []}, r"pattern\['a'\] must be a list of values .*, with at least one"),
        ({"a": TEXTS}, r"pattern\['a'\] must be a list of values"),
        ({"a": [["x"]]}, r"pattern\['a'\]\[0\] must be a number, -5000000000 to 5000000000, or"),
        ({"a": [6e9]}, "be a number, -5000000000 to 5000000000, or a string, got 6000000000.0"),
        ({"a": [math.nan]}, "be a number, .* got nan"),
        ({"a": [NUMBER]}, "be a number"),
        ({"a": ["\ud800"]}, "hold no control characters"),
        ({"a": [{"prefix": "x", "suffix": "y"}]}, "have one Lambda filter operator"),
        ({"a": [{"like": "x"}]}, r"have one Lambda filter operator: anything-but, cidr, "),
        ({"a": [{"prefix": 1}]}, r"pattern\['a'\]\[0\]\['prefix'\] must be a string, got 1"),
        ({"a": [{"prefix": {"suffix": "x"}}]}, "have one .* operator: equals-ignore-case"),
        ({"a": [{"exists": "true"}]}, "be True or False, got 'true'"),
        ({"a": [{"anything-but": []}]}, "be a value, or a non-empty list of values"),
        ({"a": [{"anything-but": ["x", 1]}]}, "be all strings or all numbers"),
        ({"a": [{"anything-but": None}]}, "be a number, .* or a string, got None"),
        ({"a": [{"numeric": ">"}]}, r"be a comparison such as \['>', 0\]"),
        ({"a": [{"numeric": ["!=", 1]}]}, "be a comparison"),
        ({"a": [{"numeric": [">", "1"]}]}, "be a number"),
        ({"a": [{"numeric": ["<", 5, ">", 1]}]}, "the lower bound first"),
        ({"a": [{"numeric": [">", 5, "<", 5]}]}, "the lower bound first"),
        ({"a": [{"numeric": ["=", 5, "<", 9]}]}, "be a comparison"),
        ({"a": [{"numeric": [["="], 5]}]}, "be a comparison"),
        ({"a": [{"cidr": "10.0.0"}]}, "be a CIDR block such as '10.0.0.0/24'"),
        ({"$or": [{"a": ["x"]}]}, r"pattern\['\$or'\] must be a list of two or more patterns"),
        ({"$or": [{"a": ["x"]}, "y"]}, r"pattern\['\$or'\]\[1\] must be a dict of fields"),
        ({"a": ["x" * 4090]}, "have at most 4096 characters as JSON, got '4100 characters'"),
    ],
)
def test_what_is_no_pattern_is_refused(pattern: Any, message: str) -> None:
    with pytest.raises(InvalidArgument, match=message):
        text_of(pattern)


def test_two_wildcards_in_a_row_are_refused() -> None:
    with pytest.raises(InvalidArgument, match=r"not have two '\*' in a row"):
        text_of({"a": [{"wildcard": "dir/**"}]}, RULE_PATTERN)


def test_a_pattern_that_refers_to_itself_is_refused() -> None:
    pattern: dict[str, Any] = {"a": ["b"]}
    pattern["c"] = pattern
    with pytest.raises(InvalidArgument, match="pattern must be nested less deeply"):
        EventBridgeEventSource(pattern)
    with pytest.raises(InvalidArgument, match="input must be JSON-serializable"):
        EventBridgeEventSource({"a": ["b"]}, input=pattern)
