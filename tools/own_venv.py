"""A separate virtual environment for a tool that the project does not import."""

from __future__ import annotations

from pathlib import Path

from tools import step, venv
from tools.step import ROOT


class OwnVenv:
    """A virtual environment in ``.tools`` with the packages that a file in ``tools`` pins.

    Attributes:
        programs: The folder of its programs.
    """

    def __init__(self, name: str, noun: str) -> None:
        self._name, self._noun = name, noun
        self.programs: Path = ROOT / ".tools" / name / "bin"

    def install(self) -> None:
        """Create the environment, unless it is up to date.

        Raises:
            StepError: A step failed.
        """
        with step.alone():
            venv.make_listed(self._name, self._noun)
