"""Terraform as the tests run it: what it wants to change, and what it says when it fails."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from lambda_container.terraform.provider_versions import TESTED
from tests.e2e.process import Process
from tests.terraform import GO, HOSTS, MACHINE, Terraform, link_provider, plugin_folders

_STAND_IN = Path(__file__).with_name("stand_ins") / "docker_provider.py"
_DOCKER = "kreuzwerker/docker"
# What the JSON of cdktf's prebuilt bindings asks for.
AWS_VERSION = "6.25.0"
STAND_IN_VERSION = "4.5.0"
_SECONDS = 180


class TerraformError(Exception):
    """Terraform failed; holds all that it printed."""


@dataclass(frozen=True)
class Installation:
    """Terraform, with a mirror that holds the providers that the JSON asks for."""

    executable: str
    environment: Mapping[str, str]

    @classmethod
    def make(
        cls, terraform: Terraform, folder: Path, setup: Path, environment: Mapping[str, str]
    ) -> Installation:
        """Make the mirror in a folder, and nothing of the user's settings reach Terraform."""
        mirror = folder / "mirror"
        real = find_docker_provider()
        for host in HOSTS:
            link_provider(terraform.aws, mirror / host, AWS_VERSION)
            if real is not None:
                link_provider(real, mirror / host, real.parent.name)
            else:
                write_stand_in(
                    mirror / host / _DOCKER / STAND_IN_VERSION / MACHINE, setup, STAND_IN_VERSION
                )
        settings = folder / "terraformrc"
        settings.write_text(
            f'provider_installation {{\n  filesystem_mirror {{ path = "{folder}/mirror" }}\n}}\n'
        )
        own = {
            **GO,
            "CHECKPOINT_DISABLE": "1",
            "TF_CLI_CONFIG_FILE": str(settings),
            "TF_INPUT": "0",
            "TF_IN_AUTOMATION": "1",
        }
        users = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("AWS_", "TF_", "DOCKER_")) and not name.endswith("_PROXY")
        }
        return cls(terraform.executable, {**users, **own, **environment})


@dataclass(frozen=True)
class Changes:
    """What a plan wants, resource by resource."""

    actions: dict[str, str]

    def by_type(self) -> dict[str, str]:
        """The action for each type of resource, where each type has one at most."""
        types = {address.split(".")[0]: action for address, action in self.actions.items()}
        assert len(types) == len(self.actions), self.actions
        return types

    def __bool__(self) -> bool:
        return bool(self.actions)


class Workspace:
    """A synthesized stack, its state and its providers."""

    def __init__(self, folder: Path, installation: Installation) -> None:
        self.folder, self._installation = folder, installation
        self.environment = dict(installation.environment)
        self.log = folder.parent / f"{folder.name}.terraform.log"

    def run(self, *arguments: str) -> str:
        """Run Terraform.

        Raises:
            TerraformError: It failed.
        """
        command = [self._installation.executable, *arguments]
        process = subprocess.Popen(
            command,
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            output, _ = process.communicate(timeout=_SECONDS)
        except subprocess.TimeoutExpired:
            process.terminate()  # asked politely, it says what it was doing
            output, _ = process.communicate()
        with self.log.open("a") as log:
            log.write(f"$ terraform {' '.join(arguments)}\n{output}")
        if process.returncode:
            raise TerraformError(f"terraform {arguments[0]}:\n{_readable(output)}")
        return output

    def start(self, *arguments: str) -> Process:
        """Run Terraform in the background."""
        command = [self._installation.executable, f"-chdir={self.folder}", *arguments]
        return Process(command, self.log, self.environment)

    def init(self) -> None:
        self.run("init", "-no-color")

    def plan(self, *arguments: str) -> Changes:
        """What an apply would do."""
        return _changes(self.run("plan", "-json", *arguments))

    def apply(self, *arguments: str) -> Changes:
        """Do it; returns what was planned."""
        return _changes(self.run("apply", "-json", "-auto-approve", *arguments))

    def destroy(self) -> Changes:
        return _changes(self.run("destroy", "-json", "-auto-approve"))

    def outputs(self) -> dict[str, str]:
        outputs = json.loads(self.run("output", "-json"))
        return {name: output["value"] for name, output in outputs.items()}

    def resources(self) -> list[str]:
        """What the state holds."""
        return self.run("state", "list").splitlines()


def _messages(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines() if line.startswith("{")]


def _changes(output: str) -> Changes:
    changes = [m["change"] for m in _messages(output) if m["type"] == "planned_change"]
    return Changes({c["resource"]["addr"]: c["action"] for c in changes if c["action"] != "read"})


def _readable(output: str) -> str:
    """The errors in what Terraform printed as JSON; all of what it printed otherwise."""
    messages = [m for m in _messages(output) if m.get("@level") == "error"]
    details = [f"{m['@message']}\n{m.get('diagnostic', {}).get('detail', '')}" for m in messages]
    return "\n".join(details) or "\n".join(output.splitlines()[-20:])


def find_docker_provider() -> Path | None:
    """The newest real Docker provider that is at hand, of the versions that the JSON asks for."""
    found = {
        machine.parent.name: machine
        for plugins in plugin_folders()
        for machine in plugins.glob(f"*/{_DOCKER}/*/{MACHINE}")
    }
    fitting = SpecifierSet(TESTED["docker"], prereleases=False).filter(found)
    newest = max(fitting, key=Version, default=None)
    return None if newest is None else found[newest]


def write_stand_in(folder: Path, setup: Path, version: str) -> None:
    """Write the stand-in for the Docker provider as a mirror holds it."""
    folder.mkdir(parents=True)
    script = folder / f"terraform-provider-docker_v{version}"
    script.write_text(f'#!/bin/sh\nexec "{setup}/venv/bin/python" "{_STAND_IN}"\n')
    script.chmod(0o755)
