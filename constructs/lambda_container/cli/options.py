"""Options that commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from lambda_container.engine.builder import BUILDER_VARIABLE
from lambda_container.engine.engine import Engine
from lambda_container.engine.engine_process import ENGINES
from lambda_container.operations.cdktf_project import Project

F = TypeVar("F", bound=Callable[..., Any])

json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print the result as JSON, and nothing else."
)
"""``as_json: bool``."""


def project_options(command: F) -> F:
    """Add the argument of ``project_option``, and ``skip_synth: bool``."""
    skip = click.option("--skip-synth", is_flag=True, help="Use the stacks of the last synthesis.")
    return project_option(skip(command))


def project_option(command: F) -> F:
    """Add ``project: Project``, from ``--project`` and ``--output``."""
    folder = click.option(
        "--project",
        metavar="FOLDER",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="Folder to search for cdktf.json, with its parents. Default: the working directory.",
        callback=_find_project,
    )
    outdir = click.option(
        "--output",
        "-o",
        metavar="FOLDER",
        type=click.Path(file_okay=False, path_type=Path),
        is_eager=True,
        expose_value=False,
        callback=_remember_outdir,
        help="Folder that the app is synthesized to. Default: as in cdktf.json, or cdktf.out.",
    )
    return folder(outdir(command))


profile_option = click.option(
    "--profile", metavar="NAME", help="AWS profile. Default: the default credential chain."
)
"""``profile: str | None``."""

approve_option = click.option(
    "--auto-approve", is_flag=True, help="Apply without asking. Needed where nobody can be asked."
)
"""``auto_approve: bool``."""


def engine_option(command: F) -> F:
    """Add ``engine: Engine | None``, from ``--engine``; if None, the command finds one."""
    option = click.option(
        "--engine",
        type=click.Choice(ENGINES),
        callback=lambda _context, _parameter, name: None if name is None else Engine.find(name),
        help="Engine that builds and runs images. Default: the first that is installed.",
    )
    return option(command)


def building_engine_option(command: F) -> F:
    """Add ``engine: Engine | None``, from ``--engine`` and ``--builder``."""
    builder = click.option(
        "--builder",
        metavar="NAME",
        is_eager=True,
        expose_value=False,
        callback=_remember_builder,
        help="Builder of Docker's buildx; one that is no engine pushes by itself. Default: the"
        " selected one.",
    )
    option = click.option(
        "--engine",
        type=click.Choice(ENGINES),
        callback=_find_building_engine,
        help="Engine that builds images. Default: the first that is installed.",
    )
    return option(builder(command))


def refuse_without_effect(why: str, *names: str) -> None:
    """Refuse options of the running command that were given and would do nothing.

    Args:
        why: When they do nothing, such as ``beside --plan``.
        names: Names of their parameters.

    Raises:
        click.UsageError: One was given.
    """
    context = click.get_current_context()
    for option in context.command.params:
        name = option.name or ""
        is_given = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        if name in names and is_given:
            flags = "/".join([*option.opts, *option.secondary_opts])
            raise click.UsageError(f"{flags} does nothing {why}.")


_OUTDIR = "lambda_container.outdir"
_BUILDER = "lambda_container.builder"


def _remember_builder(
    context: click.Context, _parameter: click.Parameter, builder: str | None
) -> None:
    if builder is not None and not builder.strip():
        raise click.BadParameter("a builder has a name.")
    context.meta[_BUILDER] = builder


def _find_building_engine(
    context: click.Context, _parameter: click.Parameter, name: str | None
) -> Engine | None:
    builder = context.meta.get(_BUILDER)
    if builder is None:
        return None if name is None else Engine.find(name)
    if name not in (None, "docker"):
        raise click.BadParameter(f"--builder needs docker, not {name}.")
    return Engine.find("docker", environment={BUILDER_VARIABLE: builder})


def _remember_outdir(
    context: click.Context, _parameter: click.Parameter, outdir: Path | None
) -> None:
    context.meta[_OUTDIR] = outdir


def _find_project(
    context: click.Context, _parameter: click.Parameter, folder: Path | None
) -> Project:
    return Project.find(folder or Path.cwd(), outdir=context.meta.get(_OUTDIR))
