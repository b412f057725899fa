"""Graphviz, in an environment of its own."""

from __future__ import annotations

import hashlib
import subprocess

from tools.own_venv import OwnVenv
from tools.step import StepError

VENV = OwnVenv("diagram", "Graphviz")


def svg(dot: str) -> str:
    """The picture of a graph in Graphviz's language.

    Raises:
        StepError: Graphviz could not draw it.
    """
    program = VENV.programs / "graphviz-pure"
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
