"""A buildx builder that is no engine: it pushes what it builds, and keeps no image."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from lambda_container.engine.build_request import Build
from lambda_container.engine.engine import Engine
from lambda_container.engine.engine_process import EngineError

BUILDER_VARIABLE = "BUILDX_BUILDER"
"""The variable that selects a builder for a command."""

# https://docs.docker.com/build/builders/drivers/: builds in an engine, which has the image then.
_ENGINE_DRIVER = "docker"
_FIELD = re.compile(r"^(Name|Driver):[ \t]*(.*)$", re.MULTILINE)
_STATUS = re.compile(r"^Status:[ \t]*(.*)$", re.MULTILINE)


@dataclass(frozen=True, kw_only=True, slots=True)
class BuilderState:
    """What ``docker buildx inspect`` tells of a builder.

    Attributes:
        name: Its name.
        driver: Its driver; empty if its engine does not answer.
        statuses: The states of its nodes, such as ``running``.
    """

    name: str
    driver: str
    statuses: tuple[str, ...]

    @classmethod
    def read(cls, told: str) -> BuilderState:
        """Read what was printed."""
        own, _, nodes = told.partition("\n\n")
        fields = {name: value.strip() for name, value in _FIELD.findall(own)}
        return cls(
            name=fields.get("Name", ""),
            driver=fields.get("Driver", ""),
            statuses=tuple(status.strip() for status in _STATUS.findall(nodes)),
        )

    @property
    def answers(self) -> bool:
        """Whether one of its nodes runs."""
        return "running" in self.statuses

    @property
    def can_be_started(self) -> bool:
        """Whether buildx starts it when it is needed: those of all drivers but ``remote``."""
        return not self.answers and self.driver != "remote"

    @property
    def is_elsewhere(self) -> bool:
        """Whether what it builds is in no engine."""
        return self.driver not in ("", _ENGINE_DRIVER)


class _Metadata(msgspec.Struct):
    """The file of ``--metadata-file``."""

    digest: str = msgspec.field(name="containerimage.digest")


@dataclass(frozen=True, eq=False, slots=True)
class Builder:
    """A builder of the driver ``docker-container``, ``kubernetes``, ``remote`` or ``cloud``.

    Attributes:
        engine: Docker, whose plug-in buildx speaks to the builder.
        name: Its name.
        driver: Its driver.
    """

    engine: Engine
    name: str
    driver: str

    @classmethod
    def selected(cls, engine: Engine) -> Builder | None:
        """Find the selected builder; None if builds are the engine's own.

        Selected is the one that ``BUILDX_BUILDER`` names, or that of ``docker buildx use``.

        One that is not running yet is started, once for all builds: buildx's drivers do not expect
        several at once to do so.

        Raises:
            EngineError: There is no such builder, it does not answer, or the engine has none.
        """
        if not engine.has_buildx:
            if (name := engine.variable(BUILDER_VARIABLE)) and engine.name == "docker":
                raise EngineError(f"the builder {name!r} needs docker's plug-in buildx")
            return None
        found = BuilderState.read(engine.read(["buildx", "inspect"]))
        if not found.is_elsewhere:
            return None
        if found.can_be_started:
            engine.run(["buildx", "inspect", "--bootstrap", found.name])
        elif not found.answers:
            raise EngineError(
                f"the builder {found.name} ({found.driver}) does not answer: docker buildx inspect"
                f" {found.name} tells its state"
            )
        return cls(engine, found.name, found.driver)

    @property
    def is_on_this_machine(self) -> bool:
        """Whether its builds share this machine's processors, as far as is known."""
        return self.driver == "docker-container"

    def build_and_push(
        self,
        build: Build,
        repository: str,
        *,
        show: Callable[[str], None] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> str:
        """Build an image, and push it from the builder without a tag; returns its digest.

        The image is one platform's manifest, without attestations, never an index.

        Args:
            build: The build request, without tags.
            repository: The repository, with the registry's host.
            show: Called with each line that the builder prints.
            environment: Variables for the engine, such as those of ``logged_in``.

        Raises:
            EngineError: The build or the push fails, or the base image is for another platform.
            InvalidArgument: The Dockerfile has a pinned base that cannot be replaced in it.
        """
        exported = f"type=image,name={repository},push=true,push-by-digest=true,name-canonical=true"
        with TemporaryDirectory(prefix="lambda-container-") as folder:
            file = Path(folder) / "metadata.json"
            output = [f"--output={exported}", f"--metadata-file={file}"]
            self.engine.run_build(
                build,
                output=output,
                show=show,
                # It stays the one that was found, whatever is selected meanwhile.
                environment={**(environment or {}), BUILDER_VARIABLE: self.name},
            )
            try:
                return msgspec.json.decode(file.read_bytes(), type=_Metadata).digest
            except (OSError, msgspec.DecodeError) as error:
                said = f"docker buildx build: its metadata has no digest: {error}"
                raise EngineError(said) from None
