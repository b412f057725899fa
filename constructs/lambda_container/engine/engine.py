"""Finding an engine, and building and inspecting images with it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from functools import cached_property

import msgspec

from lambda_container.engine.build_request import Build, LocalImage
from lambda_container.engine.engine_process import ENGINES, EngineError, EngineProcess

# BuildKit takes the other platform's image all the same, and it runs nowhere.
_WRONG_BASE = re.compile(r"InvalidBaseImagePlatform: (.+?)(?: \(line \d+\))?$", re.MULTILINE)
_PUSHED = re.compile(r"\bdigest: (sha256:[0-9a-f]{64})\b")


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


class Engine(EngineProcess):
    """One of the programs, as its command line takes it."""

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
        for secret in build.inputs.secrets:
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
            raise EngineError(f"{build.inputs.dockerfile}: {wrong[1]}")
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
        sizes = self.read([*command, image]).split()
        if not all(size.isascii() and size.isdecimal() for size in sizes):
            raise EngineError(f"{self.name} image history: is not understood", output=sizes[:1])
        return sum(map(int, sizes))

    def _inspect(self, image: str) -> _Image:
        text = self.read(["image", "inspect", image])
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

    def _build_command(self, build: Build) -> list[str]:
        command = ["build"]
        if self.has_buildx:
            command = ["buildx", "build", "--load", "--provenance=false", "--sbom=false"]
        inputs = build.inputs
        command += ["--platform", inputs.platform, "--file", inputs.dockerfile]
        for tag in build.tags:
            command += ["--tag", tag]
        if inputs.target is not None:
            command += ["--target", inputs.target]
        for key, value in inputs.build_args.items():
            command += ["--build-arg", f"{key}={value}"]
        for key, value in inputs.labels.items():
            command += ["--label", f"{key}={value}"]
        for secret in inputs.secrets:
            source = f"env={secret.env}" if secret.src is None else f"src={secret.src}"
            command += ["--secret", f"id={secret.id},{source}"]
        for cache in build.cache_from:
            command += ["--cache-from", cache]
        for cache in build.cache_to:
            command += ["--cache-to", cache]
        return [*command, inputs.context]
