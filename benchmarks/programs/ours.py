"""The program ``stock.py``, unchanged, after ``import lambda_container``.

Usage: python ours.py OUTDIR FUNCTIONS
"""

from __future__ import annotations

import runpy
from pathlib import Path

import lambda_container  # noqa: F401 - the benchmark measures its bindings

if __name__ == "__main__":
    runpy.run_path(str(Path(__file__).with_name("stock.py")), run_name="__main__")
