"""cdktf numbers its references; no number is in the JSON, and none decides an order."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tools.step import ROOT


def made_after(unrelated: int, folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.sweep.program", str(unrelated), str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    made: dict[str, Any] = json.loads(done.stdout)
    return made


def test_37_unrelated_references_change_nothing(context: Path) -> None:
    first, second = made_after(0, context), made_after(37, context)
    for call, content in first.items():
        assert json.dumps(content) == json.dumps(second[call]), call
