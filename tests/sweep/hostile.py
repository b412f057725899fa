"""Values that nobody should pass, made from a valid one, by its type."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from tests.sweep.scene import Scene

MARK = "sweep"
INJECTIONS = {
    "interpolation": f'${{file("{MARK}")}}',
    "directive": f'%{{if file("{MARK}") == ""}}{MARK}%{{endif}}',
    "escape": f'$${{file("{MARK}")}}',
    "typed token": "${TfToken[TOKEN.999999999]}",
}
"""Texts that Terraform, or cdktf, would evaluate."""


@dataclass(frozen=True)
class Value:
    """A hostile value.

    Attributes:
        kind: What is wrong with it.
        make: Makes it in a scene.
        text: The text that must arrive as it is, if the value is taken.
    """

    kind: str
    make: Callable[[Scene], Any]
    text: str | None = None


class Level(enum.IntEnum):
    """A number that is not one."""

    FIVE = 5


class Text(str):
    """A string that is not one."""

    __slots__ = ()


def injections(valid: Any) -> Iterator[Value]:
    """A valid value with a text that Terraform would evaluate, in every place of it."""
    for name, text in INJECTIONS.items():
        puts: dict[str, Callable[[Scene], str]] = {
            "alone": partial(_put, "{text}", text),
            "after text": partial(_put, f"{_word(valid)}{{text}}", text),
            "after a reference": partial(_put, "{reference}{text}", text),
            "before a reference": partial(_put, "{text}{reference}", text),
        }
        for beside, put in puts.items():
            for place, fill in _places(valid):
                yield Value(f"{name} {beside}{place}", _filled(fill, put), text)


def _put(template: str, text: str, scene: Scene) -> str:
    return template.replace("{reference}", scene.string).replace("{text}", text)


def _filled(fill: Callable[[str], Any], put: Callable[[Scene], str]) -> Callable[[Scene], Any]:
    return lambda scene: fill(put(scene))


def _word(valid: Any) -> str:
    if isinstance(valid, str):
        return valid
    if isinstance(valid, Mapping):
        return _word(next(iter(valid.values()), ""))
    if isinstance(valid, (list, tuple)):
        return _word(next(iter(valid), ""))
    return ""


def _places(valid: Any) -> Iterator[tuple[str, Callable[[str], Any]]]:
    """The places of strings in a value, and how to fill each."""
    if isinstance(valid, str):
        yield "", lambda text: text
    elif isinstance(valid, Mapping):
        for key, value in valid.items():
            yield ", as a key", partial(_as_key, value)
            for place, fill in _places(value):
                yield f", as a value{place}", partial(_as_value, valid, key, fill)
    elif isinstance(valid, (list, tuple)):
        for item in valid[:1]:
            for place, fill in _places(item):
                yield f", as an item{place}", partial(_as_item, fill)


def _as_key(value: Any, text: str) -> Any:
    return {text: value}


def _as_value(valid: Mapping[str, Any], key: str, fill: Callable[[str], Any], text: str) -> Any:
    return {**valid, key: fill(text)}


def _as_item(fill: Callable[[str], Any], text: str) -> Any:
    return [fill(text)]


def _constant(value: Any) -> Callable[[Scene], Any]:
    return lambda scene: value


def references(valid: Any) -> Iterator[Value]:
    """References in place of a valid value."""
    yield Value("a string reference", lambda scene: scene.string)
    yield Value("an attribute", lambda scene: scene.account)
    yield Value("a number reference", lambda scene: scene.number)
    yield Value("a bool reference", lambda scene: scene.boolean)
    yield Value("a list reference", lambda scene: scene.strings)
    for place, fill in _places(valid):
        if place:
            yield Value(f"a string reference{place}", _filled(fill, lambda scene: scene.string))
    if isinstance(valid, (list, tuple)):
        yield Value("a list reference among other items", lambda scene: [*valid, *scene.strings])
    if isinstance(valid, str):
        yield Value("a reference beside text", lambda scene: f"{valid}{scene.string}")


def wrong_types(valid: Any) -> Iterator[Value]:
    """Values of other types."""
    anything = {
        "None": None,
        "a bool": True,
        "a float": 5.5,
        "NaN": float("nan"),
        "infinity": float("inf"),
        "a Decimal": Decimal(5),
        "bytes": b"orders",
        "an IntEnum": Level.FIVE,
        "an object": object(),
        "a set": {"orders"},
        "an empty string": "",
        "an empty list": [],
        "an empty mapping": {},
        "a huge number": 2**63,
        "a negative number": -5,
        "a string": "orders",
        "a number": 7,
        "a mapping": {"a": "b"},
        "a mapping of another kind": {1: None},
        "a list": ["orders"],
        "a list of another kind": [None, 1],
        "a lone surrogate": "\ud800",
        "a NUL": "a\0b",
        "a foreign digit": "\u0661\u0662",
    }
    for kind, value in anything.items():
        yield Value(kind, _constant(value))
    yield Value("a generator", lambda scene: (item for item in [_word(valid)]))
    yield Value("a construct", lambda scene: scene.role)
    yield Value("a bare construct", lambda scene: scene.bare())
    if isinstance(valid, str):
        yield Value("a str subclass", lambda scene: Text(valid))
    for place, fill in _places(valid):
        if place:
            others: dict[str, Any] = {"None": None, "a number": 5, "bytes": b"a"}
            for kind, value in others.items():
                yield Value(f"{kind}{place}", _constant(fill(value)))


SECRET = "hunter2-hunter2-hunter2"


def secrets(valid: Any) -> Iterator[Value]:
    """A secret in place of each string of a valid value, in forms that are often wrong."""
    forms = {
        "bare": SECRET,
        "in a variable": f"API_TOKEN={SECRET}",
        "in a URL": f"https://me:{SECRET}@example.com/",
        "with a line break": f"{SECRET}\n",
    }
    for name, text in forms.items():
        for place, fill in _places(valid):
            yield Value(f"a secret {name}{place}", _constant(fill(text)))
    yield Value("a secret in a list", lambda scene: [f"--token={SECRET}", 5])
    yield Value("a secret in a mapping", lambda scene: {"password": SECRET, 5: SECRET})
