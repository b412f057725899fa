"""The Docker engine that builds, pushes and runs the images: a dockerd of the tests' own."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.e2e.process import Process, wait_until


class Engine:
    """A dockerd whose data are in a folder, and a client that can use BuildKit with it.

    Args:
        folder: For its data, its socket and its log.
        clients: What makes it, and Docker's client, clients of AWS.
    """

    def __init__(self, folder: Path, clients: Mapping[str, str]) -> None:
        self._folder, self._clients = folder, clients
        self._process: Process | None = None
        self.client = _client_with_buildkit()
        self.data = folder / "data"
        self.host = f"unix://{folder}/docker.sock"

    @property
    def environment(self) -> dict[str, str]:
        """What makes a client of Docker one of this engine."""
        return {"DOCKER_HOST": self.host, "E2E_DOCKER": self.client}

    @property
    def version(self) -> str:
        return self.run("version", "--format", "{{.Server.Version}}")

    def start(self) -> None:
        folder = self._folder
        if not self.data.exists():
            # Memory of its own, which can be full while there is room for everybody else.
            self.data.mkdir()
            subprocess.run(["mount", "-t", "tmpfs", "engine", str(self.data)], check=True)
        command = ["dockerd", "--host", self.host, "--data-root", str(self.data)]
        command += ["--exec-root", f"{folder}/exec", "--pidfile", f"{folder}/docker.pid"]
        command += ["--iptables=false", "--ip-masq=false", "--max-concurrent-uploads=2"]
        self._process = Process(command, folder / "dockerd.log", self._clients)
        self._process.wait_until(self.answers)

    def stop(self) -> None:
        if self._process is not None:
            # Left running, each is given ten seconds to end by itself.
            self.remove_containers()
            self._process.stop()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Without the engine."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    @property
    def has_containerd_store(self) -> bool:
        """Whether it keeps images as containerd does: Docker 29's default."""
        return "io.containerd" in self.run("info", "--format", "{{.DriverStatus}}")

    def answers(self) -> bool:
        return self._run("version").returncode == 0

    def run(self, *arguments: str, stdin: Path | None = None) -> str:
        """Run the client, and return what it printed."""
        done = self._run(*arguments, stdin=stdin)
        assert done.returncode == 0, f"docker {' '.join(arguments)}\n{done.stderr}"
        return done.stdout.strip()

    def inspect(self, name: str) -> dict[str, Any]:
        """What the engine knows of an image or a container."""
        (found,) = json.loads(self.run("inspect", name))
        assert isinstance(found, dict)
        return found

    def images(self, repository: str) -> list[str]:
        """The names of the images of a repository, or of several whose names begin alike."""
        names = [name for _, name in self._images() if name.startswith(repository)]
        return [name for name in names if not name.endswith(":<none>")]

    def forget(self, prefix: str) -> None:
        """Remove every local image whose name begins so, as on a machine that never had it.

        What runs of them goes too: a function that is warm keeps its image.
        """
        found = {image for image, name in self._images() if name.startswith(prefix)}
        assert found, f"no image {prefix}"
        for image in found:
            listed = self.run(
                "container", "ls", "--all", "--quiet", "--filter", f"ancestor={image}"
            )
            self._remove(listed.splitlines())
        self.run("image", "rm", "--force", *found)

    def _images(self) -> list[tuple[str, str]]:
        listed = self.run("image", "ls", "--format", "{{.ID}} {{.Repository}}:{{.Tag}}")
        return [(line.split()[0], line.split()[1]) for line in listed.splitlines()]

    def pull_anew(self, image: str) -> None:
        """Pull an image that is not here, or no more."""
        self._run("image", "rm", "--force", image)
        self.run("pull", "--quiet", image)

    @contextmanager
    def under_rie(self, image: str, configuration: dict[str, Any], rie: Path) -> Iterator[str]:
        """Run an image as a function of that configuration; gives the address to invoke it at."""
        config = self.inspect(image)["Config"]
        command = configuration.get("ImageConfigResponse", {}).get("ImageConfig", {}).get("Command")
        variables = {
            **configuration.get("Environment", {}).get("Variables", {}),
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(configuration["MemorySize"]),
            "AWS_LAMBDA_FUNCTION_TIMEOUT": str(configuration["Timeout"]),
        }
        options = ["--detach", "--read-only", "--tmpfs", "/tmp", "--entrypoint", "/rie"]
        options += [f"--memory={configuration['MemorySize']}m", f"--volume={rie}:/rie:ro"]
        options += [f"--env={name}={value}" for name, value in variables.items()]
        # From version 1.52 of its API on, the engine leaves out what is empty.
        entry_point, cmd = (config.get(name) or [] for name in ("Entrypoint", "Cmd"))
        arguments = [*entry_point, *(command or cmd)]
        container = self.run("run", *options, image, *arguments)
        try:
            (network,) = self.inspect(container)["NetworkSettings"]["Networks"].values()
            address = network["IPAddress"]
            wait_until("the runtime listens", lambda: _listens(address, 8080))
            yield f"http://{address}:8080/2015-03-31/functions/function/invocations"
        finally:
            self.run("container", "rm", "--force", container)

    def containers(self) -> list[str]:
        return self.run("container", "ls", "--all", "--quiet").splitlines()

    def remove_containers(self) -> None:
        self._remove(self.containers())

    def _remove(self, containers: list[str]) -> None:
        for name in containers:
            self._unless_gone("rm", "--force", name)

    def _unless_gone(self, *arguments: str) -> str:
        """What is printed about a container, which the emulator may end once it is listed."""
        done = self._run("container", *arguments)
        said = done.stderr.lower()
        gone = "no such container" in said or "is already in progress" in said
        assert done.returncode == 0 or gone, f"{shlex.join(arguments)}\n{done.stderr}"
        return done.stdout

    def printed(self) -> str:
        """What the functions that are warm have printed."""
        return "\n".join(self._unless_gone("logs", name) for name in self.containers())

    def _run(self, *arguments: str, stdin: Path | None = None) -> subprocess.CompletedProcess[str]:
        with (stdin or Path("/dev/null")).open("rb") as source:
            return subprocess.run(
                [self.client, *arguments],
                env={**os.environ, **self._clients, **self.environment},
                stdin=source,
                capture_output=True,
                text=True,
                check=False,
            )


def _client_with_buildkit() -> str:
    """A client of 20.10 to 22 has BuildKit built in; a newer one needs its buildx plug-in."""
    folders = os.environ["PATH"].split(os.pathsep)
    clients = [found for folder in folders if (found := shutil.which("docker", path=folder))]
    for client in clients:
        asked = subprocess.run(
            [client, "build", "--help"],
            env={**os.environ, "DOCKER_BUILDKIT": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        if "--secret" in asked.stdout:
            return client
    raise LookupError("docker-buildx")


def _listens(address: str, port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((address, port)) == 0
