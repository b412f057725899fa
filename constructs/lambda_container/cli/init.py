"""``lambda-container init``: create a new project with tests and CI."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import click

from lambda_container.cli.options import json_option
from lambda_container.cli.output import note, print_json
from lambda_container.errors import InvalidArgument, LambdaContainerError
from lambda_container.operations.new_project.git_remote import is_below_repository, repository_of
from lambda_container.operations.new_project.library_source import library_source
from lambda_container.operations.new_project.new_project import Ci, Program, create


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@click.option("--name", help="Project name, part of AWS resource names. Default: the folder's.")
@click.option(
    "--ci",
    type=click.Choice(get_args(Ci)),
    default="github",
    show_default=True,
    help="CI system to generate workflows for.",
)
@click.option(
    "--terraform",
    "program",
    flag_value="terraform",
    default="terraform",
    help="Let Terraform deploy (default).",
)
@click.option("--tofu", "program", flag_value="tofu", help="Let OpenTofu deploy.")
@click.option(
    "--repository",
    metavar="OWNER/NAME",
    help="Repository whose CI may assume the roles of `bootstrap`. Default: Git's remote origin, if"
    " it is of the CI system.",
)
@json_option
def command(
    *,
    folder: Path,
    name: str | None,
    ci: Ci,
    program: Program,
    repository: str | None,
    as_json: bool,
) -> None:
    """Create a new project in FOLDER (default: the working directory).

    The project contains a function with its Dockerfile, a stack that deploys it to dev and prod,
    tests with snapshots, and CI workflows. Existing files are not overwritten: if one of the files
    exists, nothing is written.
    """
    title = name if name is not None else folder.resolve().name
    trusted = repository or repository_of(folder, ci)
    try:
        files = create(
            folder, name=title, ci=ci, source=library_source(), program=program, repository=trusted
        )
    except InvalidArgument as error:
        if name is not None or error.argument != "name":
            raise
        raise LambdaContainerError(f"{error}; --name gives another than the folder's") from error
    if as_json:
        print_json({"name": title, "folder": str(folder), "files": files})
        return
    click.echo(f"{title}: {len(files)} files written. Next steps:")
    if folder.absolute() != Path.cwd():
        click.echo(f"  cd {click.format_filename(folder)}")
    click.echo("  make test")
    click.echo("  put your accounts and Region into stacks/environments.py")
    if ci != "none" and trusted is None:
        click.echo("  name the repository there, too: CI = ..., or its jobs get no roles")
    click.echo("  make bootstrap STACK=dev; make deploy STACK=dev; make invoke STACK=dev")
    if ci != "none" and is_below_repository(folder):
        note("The workflows are not at the root of the Git repository, where CI looks for them.")
