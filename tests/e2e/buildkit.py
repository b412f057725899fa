"""A builder that is no engine: a buildkitd of the tests' own, and a client that has buildx."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.process import Process

_PORT = 8371
NAME = "farm"


class BuildKit:
    """A buildkitd on loopback, and a configuration of Docker's client in which it is a builder.

    Args:
        folder: For its data and its log.
        docker_config: The configuration that the builder is added to, in a copy.
        environment: What makes it a client of the tests' registries.
    """

    def __init__(self, folder: Path, docker_config: Path, environment: Mapping[str, str]) -> None:
        programs = {name: shutil.which(name) for name in ("buildkitd", "docker-buildx", "runc")}
        missing = [name for name, found in programs.items() if found is None]
        if missing:
            # Not even with STRICT: Debian 12 has none of them.
            pytest.skip(f"put {' and '.join(missing)} on PATH")
        self._folder, self._environment = folder, dict(environment)
        folder.mkdir()
        (folder / "data").mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "buildkit", str(folder / "data")], check=True)
        self.docker_config = folder / "docker-config"
        shutil.copytree(docker_config, self.docker_config, symlinks=True)
        plug_ins = self.docker_config / "cli-plugins"
        plug_ins.mkdir(exist_ok=True)
        (plug_ins / "docker-buildx").symlink_to(str(programs["docker-buildx"]))
        self._buildx("create", "--name", NAME, "--driver", "remote", self.address)
        self._process: Process | None = None

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{_PORT}"

    def start(self) -> None:
        command = ["buildkitd", "--addr", self.address, "--root", str(self._folder / "data")]
        command += ["--containerd-worker=false", "--oci-worker-snapshotter=native"]
        command += ["--oci-worker-net=host"]
        self._process = Process(command, self._folder / "buildkitd.log", self._environment)
        self._process.wait_until(_listens)

    def kill(self) -> None:
        """End it at once, as a machine that is switched off."""
        if self._process is not None:
            self._process.kill()

    def stop(self) -> None:
        if self._process is not None:
            self._process.stop()

    @contextmanager
    def selected(self) -> Iterator[None]:
        """It is the builder of those who name none."""
        self._buildx("use", NAME)
        try:
            yield
        finally:
            self._buildx("use", "default")

    def _buildx(self, *arguments: str) -> None:
        environment = {**os.environ, **self.environment}
        subprocess.run(["docker", "buildx", *arguments], env=environment, check=True)

    @property
    def environment(self) -> dict[str, str]:
        """What makes a client one of this builder, on a machine without an engine."""
        return {
            "DOCKER_CONFIG": str(self.docker_config),
            "DOCKER_HOST": f"unix://{self._folder}/no-engine.sock",
        }


def _listens() -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", _PORT)) == 0
