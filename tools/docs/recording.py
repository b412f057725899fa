"""The picture of a terminal with the first commands, from the transcript of ``make e2e``."""

from __future__ import annotations

import io
import re

from rich.console import Console
from rich.text import Text

from tools.step import ROOT

TRANSCRIPT = ROOT / "docs" / "transcript.md"
PICTURE = ROOT / "docs" / "first-minute.svg"
_SHOWN = (
    "$ lambda-container init ",
    "$ make --silent test ARGS=--quiet\n",
    "$ lambda-container bootstrap ",
    "$ lambda-container deploy ",
    "$ lambda-container invoke ",
)
_COLUMNS = 100
# The viewer's own monospaced font, instead of one from the web.
_FONT = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)


def refresh() -> None:
    """Draw the picture again."""
    PICTURE.write_text(drawn(TRANSCRIPT.read_text(encoding="utf-8")), encoding="utf-8")


def drawn(transcript: str) -> str:
    """The picture of a transcript's first commands, as SVG."""
    blocks = re.findall(r"^\$ .*?\n(?=\n|```)", transcript, re.DOTALL | re.MULTILINE)
    console = Console(record=True, width=_COLUMNS, file=io.StringIO(), color_system="truecolor")
    for beginning in _SHOWN:
        block = next(block for block in blocks if block.startswith(beginning))
        command, _, printed = block.partition("\n")
        console.print(Text.assemble((f"{command}\n", "bold green"), printed))
    svg = console.export_svg(title="orders", unique_id="first-minute")
    return "\n".join(line.rstrip() for line in _FONT.sub("", svg).splitlines()) + "\n"
