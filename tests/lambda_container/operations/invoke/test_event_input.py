"""The event, from wherever it comes."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from lambda_container.operations.invoke.event_input import EventError, read_event


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_file(folder: Path) -> None:
    (folder / "order.json").write_text('{"order": "é"}', encoding="utf-8")
    assert read_event("order.json") == '{"order": "é"}'


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("[1]"))
    assert read_event("-") == "[1]"


@pytest.mark.parametrize("text", ['{"a": 1}', " [1]", '"text"', "null", "1"])
def test_json_itself(text: str) -> None:
    assert read_event(text) == text


def test_a_file_that_is_named_like_json_is_a_file(folder: Path) -> None:
    (folder / "1").write_text("{}")
    assert read_event("1") == "{}"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("order.json", r"^the event in order.json is invalid JSON: .* \(line 2, column 1\)$"),
        ("nowhere.json", "^the event in nowhere.json cannot be read: No such file or directory$"),
        (".", "^the event in . cannot be read: Is a directory$"),
        ("latin", "^the event in latin cannot be read: not valid UTF-8$"),
        ("{a: 1}", r"^the event in --event is invalid JSON: .* \(line 1, column 2\)$"),
        ("-", r"^the event in standard input is invalid JSON: .* \(line 1, column 1\)$"),
    ],
)
def test_what_is_none_is_said_in_one_line(
    source: str, message: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "order.json").write_text("{\n")
    (folder / "latin").write_bytes(b'"\xe9"')
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    with pytest.raises(EventError, match=message) as raised:
        read_event(source)
    assert "\n" not in str(raised.value)
