from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tests.lambda_container.operations.doctor.conftest import Desk


def test_a_program_answers_with_what_it_prints(desk: Desk) -> None:
    path = desk.program("tool", "echo out; echo first >&2; echo last >&2; exit 3")
    answer = desk.machine().ask(str(path))
    assert (answer.status, answer.output, answer.complaint) == (3, "out\n", "last")


def test_a_program_that_hangs_is_ended_with_its_children(desk: Desk, tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    path = desk.program("tool", f"sleep 60 & echo $! > {pid}; wait")
    started = time.monotonic()
    answer = desk.machine(seconds=0.5).ask(str(path))
    assert not answer.in_time
    assert time.monotonic() - started < 5
    child = int(pid.read_text())
    for _ in range(100):
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            return
        # A zombie until whoever adopted it has looked.
        if Path(f"/proc/{child}/stat").read_text().split()[2] == "Z":
            return
        time.sleep(0.05)
    pytest.fail("the child of the program is still there")


def test_a_program_that_cannot_be_started_is_an_answer_too(desk: Desk) -> None:
    path = desk.program("tool")
    path.write_text("")
    answer = desk.machine().ask(str(path))
    assert answer.in_time
    assert answer.status
