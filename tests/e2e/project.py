"""A copy of the project, with one environment for the emulator's account."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.e2e.emulator import ACCOUNT, REGION

_ORIGINAL = Path(__file__).parents[2]
ENVIRONMENT = "e2e"
_TOML = f"""
account = "{ACCOUNT}"
region = "{REGION}"
force_delete = true
# The provider at hand has no ephemeral token: see docs/testing.md.
login = "ecr-login"

[tags]
Purpose = "end-to-end"

[functions.hello]
memory_size = 256
timeout = 10
environment = {{ GREETING = "literal ${{not}} evaluated" }}

[functions.hello-ric]
memory_size = 192
timeout = 10
"""


class Project:
    """The app, as a user would have it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True)
        for name in ("main.py", "cdktf.json"):
            shutil.copy2(_ORIGINAL / name, root)
        leave_out = shutil.ignore_patterns("environments", "__pycache__", ".mypy_cache")
        for name in ("stacks", "functions"):
            shutil.copytree(_ORIGINAL / name, root / name, ignore=leave_out)
        self.settings.parent.mkdir()
        self.settings.write_text(_TOML)

    @property
    def settings(self) -> Path:
        """The environment's file."""
        return self.root / "stacks" / "environments" / f"{ENVIRONMENT}.toml"

    @property
    def stack(self) -> Path:
        """The folder that Terraform runs in."""
        return self.root / "cdktf.out" / "stacks" / ENVIRONMENT

    @property
    def state(self) -> Path:
        return self.root / f"terraform.{ENVIRONMENT}.tfstate"

    def synth(self) -> None:
        """Write the JSON, with the project's own main.py."""
        environment = {**os.environ, "PYTHONPATH": str(_ORIGINAL / "constructs")}
        subprocess.run(
            [sys.executable, "main.py"],
            cwd=self.root,
            env=environment,
            stdout=subprocess.DEVNULL,
            check=True,
        )

    def function(self, name: str, file: str = "app.py") -> Path:
        """A file of a function."""
        return self.root / "functions" / name / file
