"""The real Terraform, and providers that are available offline."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

HOSTS = ("registry.terraform.io", "registry.opentofu.org")
"""The default registries of Terraform and OpenTofu."""

_MACHINES = {"x86_64": "amd64", "aarch64": "arm64"}
MACHINE = f"linux_{_MACHINES.get(platform.machine(), platform.machine())}"
"""Terraform's name for this machine."""

# Reading the provider's schemas, a process collects garbage for a third of its time.
GO = {"GOGC": "off", "GOMEMLIMIT": "2GiB"}
"""Variables that let Terraform and providers collect little garbage in their short lives."""

_mirrors: list[TemporaryDirectory[str]] = []


@dataclass(frozen=True)
class Terraform:
    """Terraform with a plug-in folder that contains ``hashicorp/aws``."""

    executable: str
    plugins: Path
    aws: Path

    @property
    def aws_version(self) -> str:
        """The version of ``hashicorp/aws``."""
        return self.aws.parent.name

    @property
    def version(self) -> str:
        """The version, such as ``Terraform v1.11.4``."""
        # If its settings refer to a missing file, it prints a warning first.
        lines = self.run("version", cwd=self.plugins).splitlines()
        return next(line for line in lines if line.startswith(("Terraform v", "OpenTofu v")))

    def run(
        self,
        *arguments: str,
        cwd: Path,
        may_fail: bool = False,
        environment: Mapping[str, str] = {},
    ) -> str:
        """Run Terraform and return its output; the assertion shows the output of a failure."""
        done = subprocess.run(
            [self.executable, *arguments],
            cwd=cwd,
            env={
                **os.environ,
                **GO,
                "CHECKPOINT_DISABLE": "1",
                "TF_IN_AUTOMATION": "1",
                **environment,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert may_fail or done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@contextmanager
def running_provider(terraform: Terraform) -> Iterator[Mapping[str, str]]:
    """Start ``hashicorp/aws`` once for many runs of Terraform, as its own acceptance tests do.

    Yields the variables of these runs. All of them have one configuration of the provider, because
    its last one counts for all.
    """
    (program,) = terraform.aws.glob("terraform-provider-aws*")
    with subprocess.Popen(
        [str(program), "-debug"],
        # Configured again, it does not take a bundle of certificates again.
        env={k: v for k, v in {**os.environ, **GO}.items() if not k.startswith("AWS_")},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            for line in process.stdout:
                if "TF_REATTACH_PROVIDERS=" in line:
                    told = json.loads(line.partition("=")[2].strip().strip("'"))
                    (address,) = told.values()
                    hosts = {f"{host}/hashicorp/aws": address for host in HOSTS}
                    yield {"TF_REATTACH_PROVIDERS": json.dumps(hosts)}
                    break
            else:
                raise AssertionError("hashicorp/aws does not start")
        finally:
            process.kill()


def find_terraform() -> Terraform:
    """Find Terraform or OpenTofu, and ``hashicorp/aws`` in a plug-in folder, or skip the test.

    The program is ``TERRAFORM``, ``TERRAFORM_BINARY_NAME``, or the ``terraform`` on PATH. The
    folder is ``TF_PLUGINS``, or one named ``tf-plugins`` at most two levels below the root.
    """
    names = ("TERRAFORM", "TERRAFORM_BINARY_NAME")
    given = next((os.environ[name] for name in names if os.environ.get(name)), "terraform")
    executable = shutil.which(given)
    if executable is None:
        pytest.skip("needs terraform on PATH, or its path in TERRAFORM")
    for plugins in plugin_folders():
        for found in sorted(plugins.glob(f"*/hashicorp/aws/*/{MACHINE}")):
            return Terraform(executable, _mirror(plugins), found)
    pytest.skip("needs hashicorp/aws in a plug-in folder: set TF_PLUGINS")


def plugin_folders() -> list[Path]:
    """Folders that may contain providers."""
    if given := os.environ.get("TF_PLUGINS"):
        return [Path(given)]
    return [*Path("/").glob("tf-plugins"), *Path("/").glob("*/tf-plugins")]


@cache
def _mirror(plugins: Path) -> Path:
    """A mirror of the folder, with its providers under the hosts of Terraform and OpenTofu."""
    folder = TemporaryDirectory(prefix="tf-mirror-")
    _mirrors.append(folder)  # until this process ends
    mirror = Path(folder.name)
    for provider in plugins.glob(f"*/*/*/*/{MACHINE}"):
        for host in HOSTS:
            link_provider(provider, mirror / host, provider.parent.name)
    return mirror


def link_provider(provider: Path, host: Path, version: str) -> None:
    """Link a provider into the folder of a mirror's host, under a version.

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
