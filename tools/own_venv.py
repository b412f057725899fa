"""A separate virtual environment for a tool that the project does not import."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from pathlib import Path

from tools import step
from tools.step import ROOT


class OwnVenv:
    """A virtual environment in ``.tools`` with the packages that a file in ``tools`` pins.

    Attributes:
        programs: The folder of its programs.
    """

    def __init__(self, name: str, noun: str) -> None:
        self._noun = noun
        self._folder = ROOT / ".tools" / name
        self._requirements = ROOT / "tools" / f"{name}.txt"
        self._stamp = self._folder / "complete.json"
        self.programs: Path = self._folder / "bin"

    def install(self) -> None:
        """Create the environment, unless it is up to date.

        Raises:
            StepError: A step failed.
        """
        description = {
            "requirements": hashlib.sha256(self._requirements.read_bytes()).hexdigest(),
            "folder": str(ROOT),
            "python": sys.version,
        }
        if self._stamp.exists() and json.loads(self._stamp.read_text()) == description:
            return
        with step.alone():
            shutil.rmtree(self._folder, ignore_errors=True)
            title = f"Setting up: creating an environment for {self._noun}"
            step.run(title, [sys.executable, "-m", "venv", str(self._folder)], dict(os.environ))
            options = ["--quiet", "--require-hashes", "--only-binary", ":all:"]
            pip = [str(self.programs / "python"), "-m", "pip", "install", *options]
            title = f"Setting up: installing {self._noun}"
            step.run(title, [*pip, "--requirement", str(self._requirements)], dict(os.environ))
            self._stamp.write_text(json.dumps(description))
