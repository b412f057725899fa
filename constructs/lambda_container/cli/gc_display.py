"""Unused images, for people and for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click

from lambda_container.aws_api.stored_images import StoredImage
from lambda_container.cli.output import short
from lambda_container.operations.gc.collector import Deletion
from lambda_container.operations.gc.garbage import Garbage
from lambda_container.operations.gc.local_images import LocalImage

_SHOWN = 10
_GB = 10**9


def print_garbage(found: Sequence[Garbage], local: Sequence[LocalImage]) -> None:
    """Print what was found."""
    for garbage in found:
        _print(garbage)
    _print_local(local)


def _print(garbage: Garbage) -> None:
    where = click.style(garbage.place.where, bold=True)
    if garbage.problem is not None:
        left = click.style("left alone", fg="yellow")
        click.echo(f"{where}: {left}: {garbage.problem}")
        return
    number = f"{garbage.images} images, {len(garbage.unused)} unused"
    costs = f", {_cost(garbage)}" if garbage.unused else ""
    click.echo(f"{where}: {number}{costs}")
    for image in garbage.unused[:_SHOWN]:
        click.echo(f"  {_described(image)}")
    if len(garbage.unused) > _SHOWN:
        click.echo(f"  and {len(garbage.unused) - _SHOWN} more; --json lists all")


def _described(image: StoredImage) -> str:
    tags = ", ".join(image.tags) or "no tag"
    return f"{short(image.digest)}  pushed {image.pushed:%Y-%m-%d}  {_size(image.size)}  {tags}"


def _print_local(local: Sequence[LocalImage]) -> None:
    if not local:
        return
    click.echo(f"{click.style('Local', bold=True)}: {len(local)} unused")
    for image in local[:_SHOWN]:
        click.echo(f"  {image.name}  {_size(image.size)}")
    if len(local) > _SHOWN:
        click.echo(f"  and {len(local) - _SHOWN} more; --json lists all")


def print_deleted(
    deletions: Sequence[Deletion], local: Sequence[LocalImage], kept_local: Mapping[str, str]
) -> None:
    """Print how much was deleted."""
    deleted = sum(len(each.deleted) for each in deletions)
    also = f", {len(local) - len(kept_local)} local" if local else ""
    click.echo(f"Deleted: {counted(deleted, 'image')}{also}.")


def print_costs(found: Sequence[Garbage], local: Sequence[LocalImage]) -> None:
    """Print what keeping it costs."""
    unused = sum(len(garbage.unused) for garbage in found)
    if not unused and not local:
        click.echo("Nothing is unused.")
        return
    gigabytes = sum(garbage.gigabytes for garbage in found)
    dollars = sum(garbage.dollars for garbage in found)
    told = [f"{counted(unused, 'image')}, {gigabytes:.1f} GB, {dollars:.2f} USD a month"]
    told += [f"{len(local)} local"] if local else []
    click.echo(f"Unused: {'; '.join(told)}. Nothing was deleted: --delete deletes them.")


def _cost(garbage: Garbage) -> str:
    return f"{garbage.gigabytes:.1f} GB, {garbage.dollars:.2f} USD a month"


def _size(size: int) -> str:
    return f"{size / _GB:.2f} GB"


def counted(number: int, noun: str) -> str:
    """A number with its noun."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def garbage_as_json(
    found: Sequence[Garbage],
    deletions: Sequence[Deletion],
    local: Sequence[LocalImage],
    kept_local: Mapping[str, str],
    *,
    is_deleted: bool,
) -> dict[str, Any]:
    """Return what was found, and what became of it, for programs."""
    deleted = {each.garbage.place: {one.digest for one in each.deleted} for each in deletions}
    return {
        "repositories": [
            {
                "repository": garbage.place.name,
                "account": garbage.place.account,
                "region": garbage.place.region,
                "images": garbage.images,
                "problem": garbage.problem,
                "freed_bytes": garbage.freed,
                "dollars_per_month": round(garbage.dollars, 4),
                "unused": [
                    {
                        "digest": image.digest,
                        "tags": list(image.tags),
                        "pushed": image.pushed.isoformat(),
                        "size": image.size,
                        "deleted": image.digest in deleted.get(garbage.place, ()),
                    }
                    for image in garbage.unused
                ],
            }
            for garbage in found
        ],
        "local": [
            {
                "name": image.name,
                "size": image.size,
                "deleted": is_deleted and image.name not in kept_local,
            }
            for image in local
        ],
    }
