"""``lambda-container``, as a user runs it in a project's folder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.e2e.emulator import ACCOUNT, REGION
from tests.e2e.engine import Engine
from tests.e2e.process import Process
from tests.e2e.terraform import Installation

_ROOT = Path(__file__).parents[2]
_SECONDS = 120


class CommandLine:
    """The command line, with the emulator's AWS and the tests' own engine.

    Args:
        folder: Where it runs.
        terraform: What makes it a client of both.
        engine: Its client is the ``docker`` on PATH.
        environment: What it adds to the environment.
    """

    def __init__(
        self,
        folder: Path,
        terraform: Installation,
        engine: Engine,
        environment: Mapping[str, str] = {},
    ) -> None:
        self.folder = folder
        programs = folder.parent / f"{folder.name}-bin"
        programs.mkdir()
        (programs / "docker").symlink_to(engine.client)
        paths = [str(programs), str(Path(sys.executable).parent), terraform.environment["PATH"]]
        self._environment = {
            **terraform.environment,
            "AWS_REGION": REGION,
            "E2E_ACCOUNT": ACCOUNT,
            "PATH": os.pathsep.join(paths),
            "PYTHONPATH": str(_ROOT / "constructs"),
            **environment,
        }

    def run(self, *arguments: str, status: int = 0) -> str:
        """Run a command; returns what it printed, errors too."""
        done = subprocess.run(
            [sys.executable, "-m", "lambda_container", *arguments],
            cwd=self.folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=_SECONDS,
        )
        with (self.folder / "lambda-container.log").open("a") as log:
            log.write(f"$ lambda-container {' '.join(arguments)}\n{done.stdout}")
        assert done.returncode == status, done.stdout
        return done.stdout

    def start(self, *arguments: str) -> Process:
        """Run a command in the background; ``printed`` gives what it prints."""
        program = [sys.executable, "-m", "lambda_container", *arguments]
        self._background.unlink(missing_ok=True)
        return Process(
            ["sh", "-c", 'cd "$0" && exec "$@"', str(self.folder), *program],
            self._background,
            self._environment,
        )

    def printed(self) -> str:
        """What the commands in the background printed."""
        return self._background.read_text()

    @property
    def _background(self) -> Path:
        return self.folder / "background.log"
