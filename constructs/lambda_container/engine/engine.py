"""Finding an engine, and building and inspecting images with it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Literal

import msgspec

from lambda_container.engine.build_request import Build, LocalImage
from lambda_container.errors import LambdaContainerError

EngineName = Literal["docker", "podman", "finch", "nerdctl"]
ENGINES: tuple[EngineName, ...] = ("docker", "podman", "finch", "nerdctl")
"""The programs that are driven, the one to prefer first."""

_SHOWN_LINES = 20
# BuildKit takes the other platform's image all the same, and it runs nowhere.
_WRONG_BASE = re.compile(r"InvalidBaseImagePlatform: (.+?)(?: \(line \d+\))?$", re.MULTILINE)
_BUILDX_CANNOT_WRITE = re.compile(
    r"(buildx|\.docker)\b.*: (read-only file system|permission denied)"
)
_SECONDS_TO_END = 5
_PUSHED = re.compile(r"\bdigest: (sha256:[0-9a-f]{64})\b")
# What each says when nothing answers it; the rest of their texts differ.
_AWAY = (
    "cannot connect to the docker daemon",
    "failed to connect to the docker api at",  # Docker 29
    "error during connect",
    "cannot connect to podman",
    "cannot access containerd socket",
    "cannot find a running vm",
    "is the docker daemon running",
)


class EngineError(LambdaContainerError):
    """The engine is missing or away, or fails at what it is asked for.

    Attributes:
        output: What it printed last.
    """

    def __init__(self, message: str, *, output: Sequence[str] = ()) -> None:
        self.output = tuple(output)
        shown = "\n".join(f"  {line}" for line in self.output)
        super().__init__(f"{message}:\n{shown}" if shown else message)


class _Config(msgspec.Struct, rename="pascal"):
    entrypoint: list[str] | None = None
    cmd: list[str] | None = None


class _Image(msgspec.Struct, rename="pascal"):
    """What ``image inspect`` tells."""

    id: str
    os: str
    architecture: str
    size: int
    config: _Config | None = None
    descriptor: dict[str, object] | None = None


class Engine:
    """One of the programs, as its command line takes it.

    Attributes:
        name: Which one.
        program: Where it is installed.
    """

    def __init__(
        self, name: EngineName, program: str, *, environment: Mapping[str, str] | None = None
    ) -> None:
        self.name, self.program = name, program
        self._environment = {**os.environ, **(environment or {})}
        self._running: set[subprocess.Popen[str]] = set()
        self._is_stopped = False

    @classmethod
    def find(
        cls, name: str | None = None, *, environment: Mapping[str, str] | None = None
    ) -> Engine:
        """An engine that is installed.

        Args:
            name: Which one. Default: the first of ``ENGINES`` that is installed.
            environment: Variables for it, beside this process's own.

        Raises:
            EngineError: None is, or it is none of ``ENGINES``.
        """
        names = [each for each in ENGINES if name in (None, each)]
        for each in names:
            if (program := shutil.which(each)) is not None:
                return cls(each, program, environment=environment)
        if name is None:
            raise EngineError(f"there is no engine for images: install one of {', '.join(ENGINES)}")
        if not names:
            raise EngineError(f"the engine must be one of {', '.join(ENGINES)}, got {name!r}")
        raise EngineError(f"{name} is not installed, or not on PATH")

    @cached_property
    def has_buildx(self) -> bool:
        """Whether builds go through Docker's buildx, which knows caches and attestations."""
        if self.name != "docker":
            return False
        try:
            self.run(["buildx", "version"])
        except EngineError:
            return False
        return True

    def check(self) -> None:
        """Ask whether it answers.

        Raises:
            EngineError: It does not.
        """
        self.run(["version", *(["--format", "{{.Server.Version}}"] * (self.name == "docker"))])

    def build(
        self,
        build: Build,
        *,
        show: Callable[[str], None] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> LocalImage:
        """Build an image: one platform's manifest, without attestations, never an index.

        Args:
            build: What to build.
            show: Is given each line that the engine prints, while it runs.
            environment: Variables for it, such as those of ``logged_in``.

        Raises:
            EngineError: It does not build; the message ends with the last lines of the build. Or
                its base image is one for another platform.
        """
        for secret in build.secrets:
            if secret.env is not None and secret.env not in self._environment:
                raise EngineError(
                    f"the variable {secret.env} of the secret {secret.id!r} is not set, and the"
                    " secret would be empty: set it, to nothing if that is meant"
                )
        if (build.cache_from or build.cache_to) and not self.has_buildx:
            raise EngineError("caches in a registry need docker and its plug-in buildx")
        lines = self.run(
            self._build_command(build),
            show=show,
            environment={
                "DOCKER_BUILDKIT": "1",
                "BUILDKIT_PROGRESS": "plain",
                **(environment or {}),
            },
        )
        if (wrong := _WRONG_BASE.search("\n".join(lines))) is not None:
            raise EngineError(f"{build.dockerfile}: {wrong[1]}")
        return self.inspect(build.tags[0])

    def inspect(self, image: str) -> LocalImage:
        """Look at an image that the engine has.

        Raises:
            EngineError: It has none of that name.
        """
        found = self._inspect(image)
        config = found.config or _Config()
        return LocalImage(
            id=found.id,
            platform=f"{found.os}/{found.architecture}",
            entry_point=tuple(config.entrypoint or ()),
            command=tuple(config.cmd or ()),
        )

    def size(self, image: str) -> int:
        """The bytes of an image that the engine has, uncompressed.

        Raises:
            EngineError: It has none of that name.
        """
        found = self._inspect(image)
        if self.name != "docker" or found.descriptor is None:
            return found.size
        # Kept as containerd does, an image has the size of its compressed layers there.
        command = ["image", "history", "--no-trunc", "--human=false", "--format", "{{.Size}}"]
        sizes = self._read([*command, image]).split()
        if not all(size.isascii() and size.isdecimal() for size in sizes):
            raise EngineError(f"{self.name} image history: is not understood", output=sizes[:1])
        return sum(map(int, sizes))

    def _inspect(self, image: str) -> _Image:
        text = self._read(["image", "inspect", image])
        try:
            (found,) = msgspec.json.decode(text, type=list[_Image])
        except (msgspec.DecodeError, ValueError) as error:
            raise EngineError(f"{self.name} image inspect: is not understood: {error}") from error
        return found

    def push(
        self,
        image: str,
        *,
        show: Callable[[str], None] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> str | None:
        """Push an image; returns its digest in the registry, where the engine says it.

        Args:
            image: Its name, with the registry's host.
            show: Is given each line that the engine prints, while it runs.
            environment: Variables for it, such as those of ``logged_in``.

        Raises:
            EngineError: The registry refuses it, or is cut off.
        """
        # Docker's own format keeps podman from writing another manifest than it shows.
        options = ["--format=v2s2"] * (self.name == "podman")
        lines = self.run(["push", *options, image], show=show, environment=environment)
        found = _PUSHED.findall("\n".join(lines))
        return found[-1] if found else None

    def stop(self) -> None:
        """End whatever runs, and start nothing more."""
        self._is_stopped = True
        running = list(self._running)
        for process in running:
            process.terminate()
        for process in running:
            # Asked once, Docker's client waits for its engine; without it the build ends as well.
            try:
                process.wait(_SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                process.kill()

    def run(
        self,
        arguments: Sequence[str],
        *,
        show: Callable[[str], None] | None = None,
        environment: Mapping[str, str] | None = None,
        shielded: bool = False,
    ) -> list[str]:
        """Run one command to its end; returns what it printed.

        Args:
            arguments: The command, without the program.
            show: Is given each line while it runs.
            environment: Variables for it alone.
            shielded: Whether Ctrl-C at the terminal leaves it alone.

        Raises:
            EngineError: It fails.
        """
        lines: list[str] = []
        last: deque[str] = deque(maxlen=_SHOWN_LINES)
        with self.start(arguments, environment=environment, shielded=shielded) as process:
            self._running.add(process)
            if self._is_stopped:
                process.terminate()  # begun before stop() was called, and seen after it looked
            assert process.stdout is not None  # noqa: S101 - for mypy
            for line in process.stdout:
                lines.append(line.rstrip())
                last.append(lines[-1])
                if show is not None:
                    show(lines[-1])
        self._running.discard(process)
        if process.returncode:
            if self._is_stopped:
                raise EngineError(f"{self.name} {arguments[0]}: was interrupted")
            raise self._error(arguments, process.returncode, list(last))
        return lines

    def _read(self, arguments: Sequence[str]) -> str:
        """What a command prints to be read by programs; its warnings are no part of it."""
        done = subprocess.run(  # noqa: S603 - the engine that was found
            [self.program, *arguments],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        if done.returncode:
            last = f"{done.stdout}{done.stderr}".splitlines()[-_SHOWN_LINES:]
            raise self._error(arguments, done.returncode, last)
        return done.stdout

    def _error(self, arguments: Sequence[str], status: int, last: Sequence[str]) -> EngineError:
        """What a command that failed is to be told as."""
        text = "\n".join(last)
        if any(away in text.lower() for away in _AWAY):
            return EngineError(f"{self.name} does not answer: is it running?", output=last)
        if "no space left on device" in text:
            return EngineError(f"{self.name} {arguments[0]}: the disk is full", output=last)
        failed = f"{self.name} {' '.join(arguments[:2])} failed ({status})"
        if _BUILDX_CANNOT_WRITE.search(text) is not None:
            failed += "; set BUILDX_CONFIG to a folder that buildx may write"
        return EngineError(failed, output=last)

    def start(
        self,
        arguments: Sequence[str],
        *,
        environment: Mapping[str, str] | None = None,
        shielded: bool = False,
    ) -> subprocess.Popen[str]:
        """Start one command; its output is read from ``stdout``. See ``run``."""
        if self._is_stopped:
            raise EngineError(f"{self.name} {arguments[0]}: was interrupted")
        return subprocess.Popen(  # noqa: S603 - the engine that was found
            [self.program, *arguments],
            env={**self._environment, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=shielded,
        )

    def _build_command(self, build: Build) -> list[str]:
        command = ["build"]
        if self.has_buildx:
            command = ["buildx", "build", "--load", "--provenance=false", "--sbom=false"]
        command += ["--platform", build.platform, "--file", str(build.dockerfile)]
        for tag in build.tags:
            command += ["--tag", tag]
        if build.target is not None:
            command += ["--target", build.target]
        for key, value in build.build_args.items():
            command += ["--build-arg", f"{key}={value}"]
        for key, value in build.labels.items():
            command += ["--label", f"{key}={value}"]
        for secret in build.secrets:
            source = f"env={secret.env}" if secret.src is None else f"src={secret.src}"
            command += ["--secret", f"id={secret.id},{source}"]
        for cache in build.cache_from:
            command += ["--cache-from", cache]
        for cache in build.cache_to:
            command += ["--cache-to", cache]
        return [*command, str(build.context)]
