"""``lambda-container status``: what runs in a stack."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import click

from lambda_container.aws_api.session import Aws
from lambda_container.cli import exit_code
from lambda_container.cli.names import complete_stack
from lambda_container.cli.options import json_option, profile_option, project_options
from lambda_container.cli.output import note_error, print_json, printable, short
from lambda_container.cli.stack_choice import stack_of
from lambda_container.cli.table import aligned
from lambda_container.file_system import LOCK_FILE
from lambda_container.manifest.lock_file import Lock
from lambda_container.operations.cdktf_project import Project
from lambda_container.operations.status.function_status import FunctionStatus, runs_at, status_of

_REVISION = 12
_COLOURS = {"same": "green", "differs": "yellow"}
_HEAD = (
    *("FUNCTION", "RUNS", "CHANGED", "BASE", "REVISION", "ALIASES"),
    *("LAST HOUR", "LOCK", "SOURCE"),
)


@click.command()
@click.argument("stack", required=False, shell_complete=complete_stack)
@profile_option
@project_options
@json_option
def command(
    stack: str | None, *, profile: str | None, project: Project, skip_synth: bool, as_json: bool
) -> int:
    """Show what runs in STACK: images, ages, aliases, errors, and whether it is what it should be.

    LOCK compares what runs with what lambda-container.lock.json pins, SOURCE with what the source
    makes now. STACK may be omitted if there is only one.
    """
    chosen = stack_of(project, stack, skip_synth=skip_synth, quiet=as_json)
    lock = Lock.read(chosen.lock or project.folder / LOCK_FILE)
    now = datetime.now(UTC)
    found = status_of(chosen, lock, Aws(profile), now)
    if as_json:
        print_json({"stack": chosen.name, "functions": [_as_json(each) for each in found]})
    else:
        for line in aligned([_HEAD, *(_row(each, now) for each in found)]) if found else ():
            click.echo(line)
        deployed = sum(each.deployed is not None for each in found)
        different = sum(each.differs for each in found)
        click.echo(
            f"{chosen.name}: {deployed} of {len(found)} functions deployed, {different} different."
        )
    by_problem: dict[str, list[str]] = {}
    for each in found:
        if each.problem is not None:
            by_problem.setdefault(each.problem, []).append(each.function.path)
    for problem, paths in by_problem.items():
        whose = paths[0] if len(paths) == 1 else f"{len(paths)} functions"
        note_error(f"{whose}: {problem}")
    return exit_code.ERROR if any(each.problem for each in found) else exit_code.DONE


def _row(status: FunctionStatus, now: datetime) -> list[str]:
    if status.deployed is None:
        state = "unknown" if status.problem else "not deployed"
        return [status.function.id, click.style(state, fg="yellow"), *[""] * (len(_HEAD) - 2)]
    failed = [f"{status.errors} failed"] if status.errors else []
    failed += [f"{status.throttles} throttled"] if status.throttles else []
    hour = f"{status.invocations} invoked"
    hour += "".join(f", {click.style(each, fg='red')}" for each in failed)
    runs = short(status.digest) if status.digest else "?"
    if status.deployed.state != "Active":
        runs = f"{runs} ({status.deployed.state})"
    return [
        status.function.id,
        runs,
        _age(now + status.deployed.clock - status.deployed.modified),
        "" if status.base_age is None else _days(status.base_age),
        printable(status.revision or "")[:_REVISION],
        "; ".join(
            runs_at(alias) + (" (another image)" if alias.name in status.behind else "")
            for alias in status.aliases
        ),
        hour,
        _styled(status.lock),
        _styled(status.source),
    ]


def _styled(comparison: str | None) -> str:
    return "" if comparison is None else click.style(comparison, fg=_COLOURS[comparison])


def _age(age: timedelta) -> str:
    seconds = max(0, int(age.total_seconds()))
    for unit, length in (("days", 86400), ("h", 3600), ("min", 60)):
        if seconds >= length:
            number = seconds // length
            return _days(number) if unit == "days" else f"{number} {unit}"
    return f"{seconds} s"


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def _as_json(status: FunctionStatus) -> dict[str, Any]:
    deployed = status.deployed
    return {
        "function": status.function.path,
        "function_name": status.function.function_name,
        "deployed": deployed is not None,
        "state": deployed and deployed.state,
        "image_uri": deployed and deployed.image,
        "digest": status.digest,
        "changed": deployed and deployed.modified.isoformat(),
        "base_age_in_days": status.base_age,
        "revision": status.revision,
        "aliases": [
            {"name": alias.name, "version": alias.version, "weights": alias.weights}
            for alias in status.aliases
        ],
        "last_hour": {
            "invocations": status.invocations,
            "errors": status.errors,
            "throttles": status.throttles,
        },
        "lock": status.lock,
        "source": status.source,
        "behind": list(status.behind),
        "differs": status.differs,
        "problem": status.problem,
    }
