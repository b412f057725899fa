"""The real Terraform, and providers that are at hand without a network."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

_AWS = "registry.terraform.io/hashicorp/aws"
_MACHINES = {"x86_64": "amd64", "aarch64": "arm64"}


@dataclass(frozen=True)
class Terraform:
    """Terraform with a folder of plug-ins that holds ``hashicorp/aws``."""

    executable: str
    plugins: Path
    aws_version: str

    def run(self, *arguments: str, cwd: Path) -> str:
        """Run Terraform and return what it printed; a failure shows its output."""
        done = subprocess.run(
            [self.executable, *arguments],
            cwd=cwd,
            env={**os.environ, "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def find_terraform() -> Terraform:
    """Terraform from PATH and ``hashicorp/aws`` from a plug-in folder, or skip.

    The folder is ``TF_PLUGINS``, or one named ``tf-plugins`` at most two levels below the root.
    """
    executable = shutil.which("terraform")
    if executable is None:
        pytest.skip("needs terraform on PATH")
    given = os.environ.get("TF_PLUGINS")
    root = Path("/")
    folders = [Path(given)] if given else [*root.glob("tf-plugins"), *root.glob("*/tf-plugins")]
    machine = f"linux_{_MACHINES.get(platform.machine(), platform.machine())}"
    for folder in folders:
        for found in sorted(folder.glob(f"{_AWS}/*/{machine}")):
            return Terraform(executable, folder, found.parent.name)
    pytest.skip("needs hashicorp/aws in a plug-in folder: set TF_PLUGINS")
