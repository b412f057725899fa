"""Find an engine, and build, inspect and push images with it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import msgspec

from lambda_container.build.pinned_files import pinned
from lambda_container.engine.build_request import Build, LocalImage
from lambda_container.engine.engine_process import ENGINES, EngineError, EngineProcess

# Only a warning of BuildKit: it uses the other platform's image, which runs nowhere.
_WRONG_BASE = re.compile(r"InvalidBaseImagePlatform: (.+?)(?: \(line [0-9]+\))?$", re.MULTILINE)
_PUSHED = re.compile(r"\bdigest: (sha256:[0-9a-f]{64})\b")


class _Config(msgspec.Struct, rename="pascal"):
    entrypoint: list[str] | None = None
    cmd: list[str] | None = None


class _Image(msgspec.Struct, rename="pascal"):
    """The output of ``image inspect``."""

    id: str
    os: str
    architecture: str
    size: int
    config: _Config | None = None
    descriptor: dict[str, object] | None = None


class Engine(EngineProcess):
    """A container engine, used through its command line."""

    @classmethod
    def find(
        cls, name: str | None = None, *, environment: Mapping[str, str] | None = None
    ) -> Engine:
        """Find an installed engine.

        Args:
            name: Name of the engine. Default: the first of ``ENGINES`` that is installed.
            environment: Variables for it, in addition to this process's own.

        Raises:
            EngineError: The engine is not installed, or not one of ``ENGINES``.
        """
        names = [each for each in ENGINES if name in (None, each)]
        for each in names:
            if (program := shutil.which(each)) is not None:
                return cls(each, program, environment=environment)
        if name is None:
            raise EngineError(f"there is no container engine: install one of {', '.join(ENGINES)}")
        if not names:
            raise EngineError(f"the engine must be one of {', '.join(ENGINES)}, got {name!r}")
        raise EngineError(f"{name} is not installed, or not on PATH")

    @cached_property
    def has_buildx(self) -> bool:
        """Whether builds use Docker's buildx, which supports caches and attestations."""
        if self.name != "docker":
            return False
        try:
            self.run(["buildx", "version"])
        except EngineError:
            return False
        return True

    def check(self) -> None:
        """Check that the engine is reachable.

        Raises:
            EngineError: It is not.
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
            build: The build request.
            show: Called with each line that the engine prints.
            environment: Variables for the engine, such as those of ``logged_in``.

        Raises:
            EngineError: The build fails, and the message ends with its last lines; or the base
                image is for another platform.
            InvalidArgument: The Dockerfile has a pinned base that cannot be replaced in it.
        """
        self.run_build(build, show=show, environment=environment)
        return self.inspect(build.tags[0])

    def run_build(
        self,
        build: Build,
        *,
        output: Sequence[str] = ("--load",),
        show: Callable[[str], None] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Run a build to its end; see ``build``.

        Args:
            build: The build request.
            output: What buildx does with the image, in its options. Default: the engine has it.
            show: Called with each line that the engine prints.
            environment: Variables for the engine.

        Raises:
            EngineError: The build fails, or the base image is for another platform.
            InvalidArgument: The Dockerfile has a pinned base that cannot be replaced in it.
        """
        for secret in build.inputs.secrets:
            if secret.env is not None and secret.env not in self._environment:
                raise EngineError(
                    f"the variable {secret.env} of the secret {secret.id!r} is not set, so the"
                    " secret would be empty: set it, to an empty value if that is intended"
                )
        if build.caches and not self.has_buildx:
            raise EngineError("registry caches need docker with its plug-in buildx")
        command = ["build"]
        if self.has_buildx:  # with an attestation it would be an index, which Lambda refuses
            command = ["buildx", "build", *output, "--provenance=false", "--sbom=false"]
        with pinned(build.inputs) as inputs:
            lines = self.run(
                [*command, *replace(build, inputs=inputs).options()],
                show=show,
                environment={
                    "DOCKER_BUILDKIT": "1",
                    "BUILDKIT_PROGRESS": "plain",
                    **(environment or {}),
                },
            )
        if (wrong := _WRONG_BASE.search("\n".join(lines))) is not None:
            raise EngineError(f"{build.inputs.dockerfile}: {wrong[1]}")

    def inspect(self, image: str) -> LocalImage:
        """Inspect an image of the engine.

        Raises:
            EngineError: The engine has no such image.
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
        """Return the uncompressed size in bytes of an image of the engine.

        Raises:
            EngineError: The engine has no such image.
        """
        found = self._inspect(image)
        if self.name != "docker" or found.descriptor is None:
            return found.size
        # In containerd's image store, that is the size of the compressed layers.
        command = ["image", "history", "--no-trunc", "--human=false", "--format", "{{.Size}}"]
        sizes = self.read([*command, image]).split()
        if not all(size.isascii() and size.isdecimal() for size in sizes):
            raise EngineError(f"{self.name} image history: unexpected output", output=sizes[:1])
        return sum(map(int, sizes))

    def _inspect(self, image: str) -> _Image:
        text = self.read(["image", "inspect", image])
        try:
            (found,) = msgspec.json.decode(text, type=list[_Image])
        except (msgspec.DecodeError, ValueError) as error:
            raise EngineError(f"{self.name} image inspect: unexpected output: {error}") from error
        return found

    def push(
        self,
        image: str,
        *,
        show: Callable[[str], None] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> str | None:
        """Push an image; return its digest in the registry, if the engine reports it.

        Args:
            image: Its name, with the registry's host.
            show: Called with each line that the engine prints.
            environment: Variables for the engine, such as those of ``logged_in``.

        Raises:
            EngineError: The registry refuses the image, or the connection is lost.
        """
        # Docker's format keeps podman from pushing a manifest that differs from the one it shows.
        options = ["--format=v2s2"] * (self.name == "podman")
        lines = self.run(["push", *options, image], show=show, environment=environment)
        found = _PUSHED.findall("\n".join(lines))
        return found[-1] if found else None
