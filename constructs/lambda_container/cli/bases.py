"""``lambda-container bases``: show the base images of the project, and pin them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import click

from lambda_container.aws_api.session import Aws
from lambda_container.build.image_name import ImageName
from lambda_container.cli import exit_code
from lambda_container.cli.names import complete_stack
from lambda_container.cli.options import (
    json_option,
    profile_option,
    project_options,
    refuse_without_effect,
)
from lambda_container.cli.output import note, note_error, print_json, short
from lambda_container.cli.stack_choice import stacks_of
from lambda_container.file_system import LOCK_FILE
from lambda_container.manifest.locked_image import PinnedBase
from lambda_container.operations.bases.base_registry import BaseRegistries
from lambda_container.operations.bases.pins import (
    MAX_AGE_DAYS,
    BaseReport,
    age_in_days,
    bases_of,
    compared,
    pin,
)
from lambda_container.operations.cdktf_project import Project

_MIRROR = re.compile(r"(?P<host>[A-Za-z0-9.:-]+)=(?P<mirror>[A-Za-z0-9.:-]+(?:/[a-z0-9._/-]+)?)")
_COLOURS = {"current": "green", "outdated": "yellow", "unpinned": "yellow", None: "red"}


def _mirrors(
    _context: click.Context, _parameter: click.Parameter, given: Sequence[str]
) -> dict[str, str]:
    mirrors = {}
    for text in given:
        match = _MIRROR.fullmatch(text)
        if match is None:
            raise click.BadParameter(
                f"must be HOST=MIRROR, such as docker.io=mirror.example, got {text!r}"
            )
        mirrors[match["host"].lower()] = match["mirror"]
    return mirrors


@click.command()
@click.argument("stacks", nargs=-1, metavar="[STACK]...", shell_complete=complete_stack)
@click.option("--update", is_flag=True, help="Pin each base to the newest image of its tag.")
@click.option(
    "--check",
    is_flag=True,
    help="Exit with 1 if a pinned base is too old and there is a newer one.",
)
@click.option(
    "--max-age",
    metavar="DAYS",
    type=click.IntRange(0),
    default=MAX_AGE_DAYS,
    show_default=True,
    help="Age in days from which --check finds a base too old.",
)
@click.option(
    "--mirror",
    "mirrors",
    metavar="HOST=MIRROR",
    multiple=True,
    callback=_mirrors,
    help="Registry to ask in place of another, such as docker.io=mirror.example/hub. Repeatable.",
)
@profile_option
@project_options
@json_option
def command(
    *,
    project: Project,
    stacks: tuple[str, ...],
    update: bool,
    check: bool,
    max_age: int,
    mirrors: dict[str, str],
    profile: str | None,
    skip_synth: bool,
    as_json: bool,
) -> int:
    """Show the base images of each STACK: what they are pinned to, and what is newer.

    --update writes the newest digests to lambda-container.lock.json. Builds then start from exactly
    these, and each image whose base changed gets another tag: the next publish or apply rebuilds
    it, and no other.
    """
    if update and check:
        raise click.UsageError("--update and --check exclude each other.")
    if not check:
        refuse_without_effect("without --check", "max_age")
    chosen = stacks_of(project, stacks, skip_synth=skip_synth, quiet=as_json)
    uses = bases_of(chosen, project.folder, note)
    registries = BaseRegistries(Aws(profile), mirrors)
    reports = compared(uses, registries.find)
    now = datetime.now(UTC)
    whole = None if stacks else project.folder / LOCK_FILE
    changed = any(pin(reports, all_of=whole).values()) if update else False
    stale = [report for report in reports if report.is_stale(max_age, now)]
    if as_json:
        print_json({"bases": [_as_json(report, now) for report in reports], "updated": changed})
    else:
        for report in reports:
            _print(report, now, is_updated=update)
        _summarize(reports, is_updated=update, changed=changed)
    for report in reports:
        if report.problem is not None:
            note_error(report.problem)
    if check and stale and not as_json:
        names = ", ".join(sorted({report.use.base.name for report in stale}))
        note(f"Older than {max_age} days, and replaced: {names}")
    failed = any(report.problem for report in reports) or (check and bool(stale))
    return exit_code.ERROR if failed else exit_code.DONE


def _print(report: BaseReport, now: datetime, *, is_updated: bool) -> None:
    use = report.use
    state = "pinned" if is_updated and report.newest else (report.state or "unknown")
    click.echo(
        f"{click.style(use.base.key, bold=True)}"
        f"  {click.style(state, fg=_COLOURS.get(report.state))}"
    )
    if use.pinned is not None:
        click.echo(f"  pinned  {_described(use.pinned, now)}")
    if report.newest is not None and report.state != "current":
        click.echo(f"  newest  {_described(report.newest, now)}")
    click.echo(f"  used by {', '.join(use.users)} of {', '.join(use.stacks)}")


def _described(base: PinnedBase, now: datetime) -> str:
    age = age_in_days(base, now)
    if age is None or base.created is None:
        return f"{short(base.digest)}  (its age is not known)"
    days = "today" if age == 0 else "1 day ago" if age == 1 else f"{age} days ago"
    return f"{short(base.digest)}  built {base.created[:10]}, {days}"


def _summarize(reports: Sequence[BaseReport], *, is_updated: bool, changed: bool) -> None:
    if not reports:
        click.echo("No base image that can be pinned: no stack builds an image on one.")
        return
    if is_updated:
        click.echo("Lock file updated." if changed else "Lock file unchanged.")
        return
    counts = {state: sum(each.state == state for each in reports) for state in _COLOURS}
    told = [f"{number} {state or 'unknown'}" for state, number in counts.items() if number]
    hint = " lambda-container bases --update pins the newest."
    advice = hint if counts["outdated"] or counts["unpinned"] else ""
    click.echo(f"Bases: {', '.join(told)}.{advice}")


def _as_json(report: BaseReport, now: datetime) -> dict[str, Any]:
    use = report.use
    parsed = ImageName.parse(use.base.name)
    assert parsed is not None  # noqa: S101 - of base_images()
    shown: dict[str, Any] = {
        "name": use.base.name,
        "registry": parsed.host,
        "platform": use.base.platform or None,
        "state": report.state,
        "stacks": list(use.stacks),
        "used_by": list(use.users),
        "error": report.problem,
    }
    for name, base in (("pinned", use.pinned), ("newest", report.newest)):
        shown[name] = base and {
            "digest": base.digest,
            "created": base.created,
            "age_in_days": age_in_days(base, now),
        }
    return shown
