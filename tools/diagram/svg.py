"""Graphviz, in its own virtual environment."""

from __future__ import annotations

import hashlib
import subprocess

from tools.own_venv import OwnVenv
from tools.step import StepError

VENV = OwnVenv("diagram", "Graphviz")


def svg(dot: str) -> str:
    """Render a graph in Graphviz's language as SVG.

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
    """A digest of the graph's text, which the SVG contains to show whether it is up to date."""
    return f"drawn from {hashlib.sha256(dot.encode()).hexdigest()}"
