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
    """``cdktf`` in a project's folder."""

    def __init__(self, project: Project, terraform: Installation) -> None:
        self.project = project
        paths = [str(Path(sys.executable).parent), terraform.environment["PATH"]]
        self._environment = {
            **terraform.environment,
            "PATH": os.pathsep.join(paths),
            "PYTHONPATH": os.pathsep.join([str(_ROOT), str(_ROOT / "constructs")]),
            "CI": "true",
            "TERRAFORM_BINARY_NAME": terraform.executable,
            # OpenTofu's lock file names other hosts than the CLI knows, so that it would ask them.
            "CDKTF_SKIP_PROVIDER_LOCK": "true",
        }

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "tools.cdktf", *arguments],
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
