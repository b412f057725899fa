"""The app that cdktf.json defines, synthesized as by the cdktf CLI."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lambda_container.errors import LambdaContainerError
from lambda_container.file_system import find_upwards
from lambda_container.manifest.cdktf_json import CDKTF_JSON, outdir_of, read_configuration
from lambda_container.manifest.entries import StackManifest
from lambda_container.manifest.images_toml import IMAGES_TOML, read_images
from lambda_container.manifest.stack_reader import read_manifests

_SHOWN_LINES = 20
_OWN_ERROR = re.compile(r"lambda_container(?:\.\w+)+: ")
_FRAME = re.compile(r'  File "(?P<file>[^"]+)", line (?P<line>\d+), in .+')
_ELSEWHERE = frozenset({".venv", "venv", "site-packages", "node_modules"})


class ProjectError(LambdaContainerError):
    """There is no app, or it fails to synthesize; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Project:
    """An app, as its cdktf.json describes it.

    Attributes:
        folder: Absolute path of the folder that contains cdktf.json, in which the app runs.
        app: Command that runs the app.
        outdir: Absolute path of the output folder.
        configuration: Content of cdktf.json.
    """

    folder: Path
    app: str
    outdir: Path
    configuration: dict[str, Any]

    @classmethod
    def find(cls, start: Path, *, outdir: Path | None = None) -> Project:
        """Find the nearest cdktf.json, or lambda-container.toml, from a folder upwards.

        Args:
            start: The folder.
            outdir: Output folder; overrides ``CDKTF_OUTDIR`` and cdktf.json's ``output``.

        Raises:
            ProjectError: There is neither, there are both, or cdktf.json defines no app.
        """
        start = start.resolve()
        folder, images = find_upwards(start, CDKTF_JSON), find_upwards(start, IMAGES_TOML)
        if images is not None and (folder is None or images.is_relative_to(folder)):
            if images == folder:
                raise ProjectError(
                    f"{folder} has both {CDKTF_JSON} and {IMAGES_TOML}: the images of an app are"
                    " in its stacks"
                )
            return HclProject(folder=images, app="", outdir=images, configuration={})
        if folder is None:
            raise ProjectError(
                f"there is no {CDKTF_JSON} in {start} or its parent folders, and no {IMAGES_TOML}"
            )
        return cls._read(folder, outdir)

    @classmethod
    def _read(cls, folder: Path, outdir: Path | None) -> Project:
        file = folder / CDKTF_JSON
        try:
            configuration = read_configuration(folder)
        except (OSError, ValueError) as error:
            raise ProjectError(f"{file}: cannot be read: {error}") from error
        app = configuration.get("app") if isinstance(configuration, dict) else None
        if not isinstance(app, str) or not app:
            raise ProjectError(f"{file}: key 'app' must be the command that runs the app")
        where = outdir.absolute() if outdir else outdir_of(folder, configuration, os.environ)
        return cls(folder=folder, app=app, outdir=where, configuration=configuration)

    def synthesize(self, show: Callable[[str], None] | None = None) -> None:
        """Run the app, as ``cdktf synth`` does; Terraform is not needed.

        Args:
            show: Called with each line that the app prints.

        Raises:
            ProjectError: The app fails; the message ends with its last lines.
        """
        lines: list[str] = []
        # The app is a shell command line, as for the cdktf CLI.
        with subprocess.Popen(  # noqa: S602
            self.app,
            shell=True,
            cwd=self.folder,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as process:
            assert process.stdout is not None  # noqa: S101 - for mypy
            for line in process.stdout:
                lines.append(line.rstrip("\n"))
                if show is not None:
                    show(lines[-1])
        if process.returncode:
            if (own := own_error(lines, self.folder)) is not None:
                raise ProjectError(own)
            shown = "\n".join(f"  {line}" for line in lines[-_SHOWN_LINES:])
            ended = f"the app ({self.app!r}, in {self.folder}) exited with {process.returncode}"
            raise ProjectError(f"{ended}:\n{shown}" if shown else ended)

    def check_app(self) -> None:
        """Check that there is an app, whose stacks Terraform can be run for.

        Raises:
            ProjectError: The project is written in HCL.
        """

    def manifests(self) -> list[StackManifest]:
        """Return the stacks of the last synthesis, sorted by name.

        Raises:
            ManifestError: There are no stacks, or another version wrote them.
        """
        return read_manifests(self.outdir)

    def _environment(self) -> dict[str, str]:
        """Return the environment as set by the cdktf CLI, without Terraform's variables."""
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("TF_VAR_")}
        if sys.prefix != sys.base_prefix and "VIRTUAL_ENV" not in inherited:
            # Called by its path: let `python` be the one of this environment.
            paths = [str(Path(sys.executable).parent), inherited.get("PATH", os.defpath)]
            inherited["PATH"] = os.pathsep.join(paths)
        modules = [
            module if isinstance(module, str) else module.get("source", "")
            for module in self.configuration.get("terraformModules") or []
        ]
        context = self.configuration.get("context")
        targets = self.configuration.get("targetVersions")  # of the cdktn CLI
        if context is None and not targets:
            context = json.loads(inherited.get("CDKTF_CONTEXT_JSON") or "{}")
        context = {**(context or {}), **({"targetVersions": targets} if targets else {})}
        relative = [source for source in modules if source.startswith(("./", "../"))]
        return {
            **inherited,
            "CDKTF_OUTDIR": str(self.outdir),
            "CDKTF_CONTEXT_JSON": json.dumps({**context, "cdktfRelativeModules": relative}),
        }


class HclProject(Project):
    """A project in HCL: its images are in lambda-container.toml, and Terraform has the rest."""

    def synthesize(self, show: Callable[[str], None] | None = None) -> None:
        """Do nothing: its Terraform is written by hand."""

    def check_app(self) -> None:
        """See ``Project``."""
        raise ProjectError(
            f"{self.folder} is a project in HCL, as it has {IMAGES_TOML}: publish, promote, bases,"
            " gc and why know its images; run Terraform itself for the rest"
        )

    def manifests(self) -> list[StackManifest]:
        """Return an environment for each stack, with the images as they are now.

        Raises:
            ImagesError: The file cannot be read.
            InvalidArgument: A context that Docker cannot build.
        """
        return read_images(self.folder)


def own_error(lines: Sequence[str], folder: Path) -> str | None:
    """The library's own error that ended a program, with the line of the program that led to it.

    Args:
        lines: What the program printed.
        folder: Folder of the program.

    Returns:
        The message, without a traceback; ``None`` if something else ended the program.
    """
    ended = next((i for i in reversed(range(len(lines))) if _OWN_ERROR.match(lines[i])), None)
    if ended is None or any(line and not line.startswith(" ") for line in lines[ended + 1 :]):
        return None
    message = "\n".join([_OWN_ERROR.sub("", lines[ended]), *lines[ended + 1 :]]).rstrip()
    frames = [match for line in lines[:ended] if (match := _FRAME.fullmatch(line))]
    for frame in reversed(frames):
        path = Path(folder, frame["file"])
        inside = path.relative_to(folder) if path.is_relative_to(folder) else None
        if inside is not None and not any(part in _ELSEWHERE for part in inside.parts):
            return f"{message}\n  at {inside.as_posix()}:{frame['line']}"
    return message
