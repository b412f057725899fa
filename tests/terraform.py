"""The real Terraform, and providers that are at hand without a network."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

HOSTS = ("registry.terraform.io", "registry.opentofu.org")
"""Where Terraform and OpenTofu look for providers that name no host."""

_MACHINES = {"x86_64": "amd64", "aarch64": "arm64"}
MACHINE = f"linux_{_MACHINES.get(platform.machine(), platform.machine())}"
"""What Terraform calls this machine."""

_mirrors: list[TemporaryDirectory[str]] = []


@dataclass(frozen=True)
class Terraform:
    """Terraform with a folder of plug-ins that holds ``hashicorp/aws``."""

    executable: str
    plugins: Path
    aws: Path

    @property
    def aws_version(self) -> str:
        """Which ``hashicorp/aws`` it is."""
        return self.aws.parent.name

    @property
    def version(self) -> str:
        """Such as ``Terraform v1.11.4``."""
        # Its settings may be of a file that is not there, of which it warns first.
        lines = self.run("version", cwd=self.plugins).splitlines()
        return next(line for line in lines if line.startswith(("Terraform v", "OpenTofu v")))

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
    """Terraform or OpenTofu, and ``hashicorp/aws`` from a plug-in folder; or skip.

    The program is ``TERRAFORM``, or the ``terraform`` on PATH. The folder is ``TF_PLUGINS``, or one
    named ``tf-plugins`` at most two levels below the root.
    """
    executable = shutil.which(os.environ.get("TERRAFORM") or "terraform")
    if executable is None:
        pytest.skip("needs terraform on PATH, or TERRAFORM to name it")
    for plugins in plugin_folders():
        for found in sorted(plugins.glob(f"*/hashicorp/aws/*/{MACHINE}")):
            return Terraform(executable, _mirror(plugins), found)
    pytest.skip("needs hashicorp/aws in a plug-in folder: set TF_PLUGINS")


def plugin_folders() -> list[Path]:
    """Where providers may be at hand."""
    if given := os.environ.get("TF_PLUGINS"):
        return [Path(given)]
    return [*Path("/").glob("tf-plugins"), *Path("/").glob("*/tf-plugins")]


@cache
def _mirror(plugins: Path) -> Path:
    """The folder, with its providers at the hosts of both Terraform and OpenTofu."""
    folder = TemporaryDirectory(prefix="tf-mirror-")
    _mirrors.append(folder)  # until this process ends
    mirror = Path(folder.name)
    for provider in plugins.glob(f"*/*/*/*/{MACHINE}"):
        for host in HOSTS:
            link_provider(provider, mirror / host, provider.parent.name)
    return mirror


def link_provider(provider: Path, host: Path, version: str) -> None:
    """Let a provider stand at a host of a mirror, under some version.

    Args:
        provider: Its folder, ``HOST/NAMESPACE/TYPE/VERSION/MACHINE``.
        host: The folder of the host in the mirror.
        version: The version.
    """
    type_ = provider.parents[1]
    folder = host / type_.parent.name / type_.name / version
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / MACHINE).exists():
        (folder / MACHINE).symlink_to(provider)
