"""The first construct settles what is imported, and nothing that needs to be finalized."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lambda_container.bindings.programs import run

PROGRAM = """
import gc, sys, weakref
import lambda_container
from cdktf import App

class Plain:
    def __init__(self):
        self.itself = self

class Log(Plain):
    def __init__(self):
        super().__init__()
        self.file = open("log", "w")
        self.file.write("all of it")

class Finalized(Plain):
    def __del__(self):
        print("finalized", flush=True)

%s
before = gc.get_freeze_count()
App()
later = weakref.ref(Plain())
App()
gc.collect()
print(before, gc.get_freeze_count() > 0, later() is None, flush=True)
"""


@pytest.mark.parametrize(
    "line", ["", "plain = Plain()", "sys.stdin = None", "sys.stdout.reconfigure()"]
)
def test_it_settles_what_is_imported_and_no_more(line: str, tmp_path: Path) -> None:
    assert run(PROGRAM % line, cwd=tmp_path).stdout == "0 True True\n"


def test_eager_leaves_the_collector_alone(tmp_path: Path) -> None:
    eager = run(PROGRAM % "", cwd=tmp_path, LAMBDA_CONTAINER_EAGER="1")
    assert eager.stdout == "0 False True\n"


def test_an_open_file_is_written(tmp_path: Path) -> None:
    assert run(PROGRAM % "log = Log()", cwd=tmp_path).stdout == "0 False True\n"
    assert (tmp_path / "log").read_text() == "all of it"


def test_what_has_a_finalizer_is_finalized(tmp_path: Path) -> None:
    done = run(PROGRAM % "it = Finalized()", cwd=tmp_path)
    assert done.stdout == "0 False True\nfinalized\n"
