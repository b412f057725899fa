"""Stand-ins for engines, which run no containers."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.lambda_container.engine import stand_in


class StandIn:
    """The calls to the engine, and its images and containers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.emulator = folder / "aws-lambda-rie"
        self.emulator.touch()

    @property
    def calls(self) -> list[list[str]]:
        """The arguments of every call."""
        calls = self.folder / "calls"
        return [json.loads(line) for line in calls.read_text().splitlines()]

    def have(self, image: str) -> None:
        """Add an image to the engine."""
        with (self.folder / "images").open("a") as images:
            images.write(f"{image}\n")

    def containers(self) -> list[str]:
        """The containers that were not removed."""
        every = self.folder.glob("lambda-container-*")
        return [folder.name for folder in every if folder.is_dir()]


@pytest.fixture
def engines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """All four engines, on PATH with only the system's own programs."""
    folder = tmp_path / "engines"
    (folder / "bin").mkdir(parents=True)
    for name in ("docker", "podman", "finch", "nerdctl"):
        program = folder / "bin" / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -S "{stand_in.__file__}" "$@"\n')
        program.chmod(0o755)
    own = Path(sys.executable).parent
    monkeypatch.setenv("PATH", os.pathsep.join([str(folder / "bin"), str(own), "/usr/bin", "/bin"]))
    monkeypatch.setenv("STAND_IN", str(folder))
    made = StandIn(folder)
    yield made
    for container in made.containers():
        stand_in._remove(folder / container)


@pytest.fixture
def told() -> Any:
    """Extracts the function's inputs from its answer."""
    return lambda answer: (answer["options"], answer["environment"], answer["passed"])
