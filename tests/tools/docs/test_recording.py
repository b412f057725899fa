"""The picture of the first commands shows what ``make e2e`` printed."""

from __future__ import annotations

import html
import re

from tools.docs import recording

TRANSCRIPT = recording.TRANSCRIPT.read_text()


def shown(svg: str) -> str:
    texts = re.findall(r"<text [^>]*>([^<]*)</text>", svg)
    return html.unescape("\n".join(texts)).replace("\xa0", " ")


def test_the_picture_is_up_to_date() -> None:
    assert recording.PICTURE.read_text() == recording.drawn(TRANSCRIPT), "run make docs"


def test_it_goes_from_the_first_command_to_an_answer() -> None:
    text = shown(recording.drawn(TRANSCRIPT))
    commands = re.findall(r"^\$ (?:lambda-container|make --silent) (\w+)", text, re.MULTILINE)
    assert commands == ["init", "test", "bootstrap", "deploy", "invoke"]
    assert '"greeting": "Hello Ada!"' in text


def test_it_follows_the_transcript() -> None:
    svg = recording.drawn(TRANSCRIPT.replace("Hello Ada!", "Hello <Bob>!"))
    assert '"greeting": "Hello <Bob>!"' in shown(svg)


def test_it_loads_nothing_from_the_web() -> None:
    assert re.findall(r"url\((?!#)|href=", recording.drawn(TRANSCRIPT)) == []
