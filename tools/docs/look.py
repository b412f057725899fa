"""The job: build the site, and open every page of it in Chromium."""

from __future__ import annotations

import os
import subprocess
import sys

from tools.docs import __main__ as docs
from tools.step import ROOT

TESTS = ROOT / "tests" / "browser"


def main(arguments: list[str]) -> int:
    """Build and look; returns 0 when nothing was wrong, or nothing could be looked at."""
    if status := docs.main():
        return status
    # The packages of that environment alone: it has selenium, and not what the other tests import.
    command = [str(docs.VENV.programs / "python"), "-m", "pytest", "--import-mode=importlib"]
    apart = [
        "-c",
        os.devnull,
        f"--rootdir={TESTS}",
        f"--confcutdir={TESTS}",
        "-p",
        "no:cacheprovider",
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*command, *apart, str(TESTS), *arguments], cwd=ROOT, env=environment, check=False
    )
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
