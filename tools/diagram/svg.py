"""Graphviz, in an environment of its own."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys

from tools import step
from tools.step import ROOT, StepError

_VENV = ROOT / ".tools" / "diagram"
_REQUIREMENTS = ROOT / "tools" / "diagram.txt"
_STAMP = _VENV / "complete.json"


def install() -> None:
    """Make Graphviz's environment, unless it is there.

    Raises:
        StepError: A step failed.
    """
    description = {
        "requirements": hashlib.sha256(_REQUIREMENTS.read_bytes()).hexdigest(),
        "folder": str(ROOT),
        "python": sys.version,
    }
    if _STAMP.exists() and json.loads(_STAMP.read_text()) == description:
        return
    with step.alone():
        shutil.rmtree(_VENV, ignore_errors=True)
        title = "Setting up: making an environment for Graphviz"
        step.run(title, [sys.executable, "-m", "venv", str(_VENV)], dict(os.environ))
        options = ["--quiet", "--require-hashes", "--only-binary", ":all:"]
        pip = [str(_VENV / "bin" / "python"), "-m", "pip", "install", *options]
        title = "Setting up: installing Graphviz"
        step.run(title, [*pip, "--requirement", str(_REQUIREMENTS)], dict(os.environ))
        _STAMP.write_text(json.dumps(description))


def svg(dot: str) -> str:
    """The picture of a graph in Graphviz's language.

    Raises:
        StepError: Graphviz could not draw it.
    """
    program = _VENV / "bin" / "graphviz-pure"
    done = subprocess.run(
        [str(program), "-Kdot", "-Tsvg"],
        input=dot,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise StepError(f"Graphviz failed:\n{done.stderr}")
    return f"{done.stdout.rstrip()}\n<!-- {source(dot)} -->\n"


def source(dot: str) -> str:
    """What a picture says of the text that it was drawn from, to tell whether it is up to date."""
    return f"drawn from {hashlib.sha256(dot.encode()).hexdigest()}"
