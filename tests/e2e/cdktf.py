"""The pinned cdktf CLI, as a user runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.e2e.project import Project
from tests.e2e.terraform import Installation

_ROOT = Path(__file__).parents[2]
_SECONDS = 300


class Cdktf:
    """``cdktf`` in a project's folder.

    Args:
        project: The project.
        terraform: What it calls.
        root: The checkout that brings the CLI, and the library.
        python: The Python of its environment.
    """

    def __init__(
        self,
        project: Project,
        terraform: Installation,
        root: Path = _ROOT,
        python: str = sys.executable,
    ) -> None:
        self.project, self._python = project, python
        paths = [str(Path(python).parent), terraform.environment["PATH"]]
        self._environment = {
            **terraform.environment,
            "PATH": os.pathsep.join(paths),
            "PYTHONPATH": os.pathsep.join([str(root), str(root / "constructs")]),
            "CI": "true",
            "TERRAFORM_BINARY_NAME": terraform.executable,
            # OpenTofu's lock file names other hosts than the CLI knows, so that it would ask them.
            "CDKTF_SKIP_PROVIDER_LOCK": "true",
        }

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [self._python, "-m", "tools.cdk_cli", *arguments],
            cwd=self.project.root,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=_SECONDS,
        )
        with (self.project.root / "cdktf.log").open("a") as log:
            log.write(done.stdout)
        assert done.returncode == 0, f"cdktf {arguments[0]}:\n{done.stdout[-4000:]}"
        return done.stdout
