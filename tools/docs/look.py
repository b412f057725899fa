"""``make site``: build the site, and open every page in Chromium."""

from __future__ import annotations

import os
import subprocess
import sys

from tools.docs import __main__ as docs
from tools.step import ROOT

TESTS = ROOT / "tests" / "browser"


def main(arguments: list[str]) -> int:
    """Build and test the site; returns 0 if the tests pass or are skipped."""
    if status := docs.main():
        return status
    # Only the packages of that environment: it has selenium, but not those of the other tests.
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
