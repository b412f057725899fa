"""``lambda-container doctor``: check this machine for problems."""

from __future__ import annotations

import math
import os
from dataclasses import asdict
from pathlib import Path

import click

from lambda_container.cli import exit_code
from lambda_container.cli.options import json_option
from lambda_container.cli.output import print_json
from lambda_container.operations.doctor.examination import examine
from lambda_container.operations.doctor.finding import Finding
from lambda_container.operations.doctor.machine import Machine

_MARKS = {"ok": ("ok", "green"), "warning": ("warning", "yellow"), "failure": ("FAILURE", "red")}
_SECONDS = 0.6


def _number(_context: click.Context, _parameter: click.Parameter, seconds: float) -> float:
    if math.isnan(seconds):
        raise click.BadParameter("'nan' is not a number.")
    return seconds


@click.command()
@click.option(
    "--project",
    metavar="FOLDER",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="Folder that contains cdktf.json. Default: the working directory.",
)
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=click.FloatRange(min=0, max=60, min_open=True),
    default=_SECONDS,
    callback=_number,
    show_default=True,
    help="Time limit for all checks together.",
)
@json_option
def command(*, project: Path, timeout: float, as_json: bool) -> int:
    """Check the prerequisites of building, publishing and deploying, and suggest fixes.

    Contacts only the engine's daemon. Exit codes: 0 no failures, 1 at least one failure; warnings
    do not count.
    """
    findings = examine(Machine(os.environ, project.absolute(), timeout))
    failures = sum(finding.status == "failure" for finding in findings)
    if as_json:
        print_json({"failures": failures, "findings": [asdict(one) for one in findings]})
    else:
        for finding in findings:
            _print(finding)
    return exit_code.ERROR if failures else exit_code.DONE


def _print(finding: Finding) -> None:
    word, colour = _MARKS[finding.status]
    click.echo(f"{click.style(f'{word:<8}', fg=colour)} {finding.subject:<16} {finding.found}")
    if finding.advice:
        click.echo(f"{'':<26}{finding.advice}")
