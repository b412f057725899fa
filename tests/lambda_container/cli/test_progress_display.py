"""What is shown of several images at once."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from lambda_container.cli.progress_display import shown_progress

TELLING = """
from lambda_container.cli.progress_display import shown_progress
with shown_progress() as progress:
    progress.step("dev [hello]", "building")
    progress.detail("dev [hello]", "#5 RUN [bold]pip install[/]")
    progress.step("dev [hello]", "pushing")
    progress.done("dev [hello]", "built")
    progress.done("dev other", "present")
"""


def test_a_log_has_one_line_for_each_step(capsys: pytest.CaptureFixture[str]) -> None:
    with shown_progress() as progress:
        progress.step("dev hello", "building")
        progress.detail("dev hello", "#5 RUN pip install")
        progress.done("dev hello", "built")
    assert capsys.readouterr() == ("", "dev hello: building\ndev hello: built\n")


def test_programs_are_told_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with shown_progress(quiet=True) as progress:
        progress.step("dev hello", "building")
        progress.done("dev hello", "built")
    assert capsys.readouterr() == ("", "")


def test_a_terminal_keeps_one_line_for_each_image_that_something_was_done_for() -> None:
    ours, its = os.openpty()
    subprocess.run(
        [sys.executable, "-c", TELLING],
        env={**os.environ, "TERM": "xterm", "COLUMNS": "120"},
        stderr=its,
        check=True,
    )
    os.close(its)
    printed = os.read(ours, 1 << 16).decode()
    os.close(ours)
    text = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", printed)
    assert "dev [hello]: built" in text
    assert "dev other" not in text
