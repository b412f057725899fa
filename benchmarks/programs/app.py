"""The project's own app, all environments, as ``python main.py`` runs it.

Usage: python app.py OUTDIR FUNCTIONS (FUNCTIONS is ignored: the app defines its functions)
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

if __name__ == "__main__":
    os.environ["CDKTF_OUTDIR"] = sys.argv[1]
    os.execv(sys.executable, [sys.executable, str(ROOT / "main.py")])
