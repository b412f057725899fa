"""``inspect.signature``, and so editors, show the arguments of a construct."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

import lambda_container
from lambda_container.terraform.library_construct import LibraryConstruct

CONSTRUCTS: list[Any] = [
    value
    for name in vars(lambda_container)["__all__"]
    if inspect.isclass(value := getattr(lambda_container, name))
    and (issubclass(value, LibraryConstruct) or name == "BootstrapStack")
]


@pytest.mark.parametrize("construct", CONSTRUCTS, ids=lambda value: value.__name__)
def test_a_construct_shows_its_arguments(construct: Any) -> None:
    shown = list(inspect.signature(construct).parameters)
    assert shown == list(inspect.signature(construct.__init__).parameters)[1:]
    assert "args" not in shown
