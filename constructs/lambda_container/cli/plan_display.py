"""A plan for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import click

from lambda_container.cli.output import short
from lambda_container.cli.publish import print_published, result_of
from lambda_container.operations.deploy.plan_summary import (
    Action,
    Change,
    FunctionChange,
    PlanSummary,
)
from lambda_container.operations.publish.publisher import Published

# Terraform's own signs.
_SIGNS: dict[Action, tuple[str, str]] = {
    "create": ("+", "green"),
    "update": ("~", "yellow"),
    "replace": ("-/+", "red"),
    "delete": ("-", "red"),
    "forget": (".", "cyan"),
    "import": ("<-", "cyan"),
}


def print_plan(stack: str, summary: PlanSummary, published: Sequence[Published]) -> None:
    """Print what was published and what a plan changes."""
    print_published(list(published))
    for line in plan_lines(stack, summary):
        click.echo(line)


def plan_lines(stack: str, summary: PlanSummary) -> Iterator[str]:
    """What a plan changes: functions with their images, then the other resources."""
    if summary.drift:
        yield f"{stack}: changed outside Terraform since the last apply:"
        yield from (f"  {address}" for address in summary.drift)
    if summary.is_empty:
        yield f"{stack}: no changes."
        return
    shown = {each.address for each in summary.functions}
    by_address = {change.address: change for change in summary.changes}
    if summary.functions:
        yield "Functions:"
        for function in summary.functions:
            yield _function(function, by_address[function.address])
    if summary.images:
        yield "Images that Terraform builds and pushes:"
        yield from (f"  {_sign('create')} {name}" for name in summary.images)
    others = [change for change in summary.changes if change.address not in shown]
    if others:
        yield "Other resources:" if shown else "Resources:"
        yield from map(_change, others)
    if summary.outputs:
        yield f"Outputs: {', '.join(summary.outputs)}"
    yield f"{stack}: {counted(summary)}."


def counted(summary: PlanSummary, *, past: bool = False) -> str:
    """The numbers of a plan, such as ``2 to create, 1 to update``.

    Args:
        summary: The plan.
        past: Whether it has been applied.
    """
    always = ("create", "update", "replace", "delete")
    return (
        ", ".join(
            f"{number} {_past(action) if past else f'to {action}'}"
            for action, number in summary.counts.items()
            if number or (not past and action in always)
        )
        or "only outputs changed"
    )


def plan_result(stack: str, summary: PlanSummary, published: Sequence[Published]) -> dict[str, Any]:
    """Return a plan for programs."""
    return {
        "stack": stack,
        "published": [result_of(each) for each in published],
        "counts": summary.counts,
        "changes": [asdict(change) for change in summary.changes],
        "functions": [asdict(function) for function in summary.functions],
        "images": list(summary.images),
        "outputs": list(summary.outputs),
        "drift": list(summary.drift),
    }


def _past(action: Action) -> str:
    return {"forget": "forgotten"}.get(action, f"{action}d" if action[-1] == "e" else f"{action}ed")


def _sign(action: Action) -> str:
    sign, colour = _SIGNS[action]
    return click.style(f"{sign:<3}", fg=colour)


def _function(function: FunctionChange, change: Change) -> str:
    name = function.function_name or function.address
    old, new = _short(function.old_digest), _short(function.new_digest)
    if function.action == "create":
        image = f"image {new or 'known after apply'}"
    elif function.action == "delete" or "image_uri" not in change.arguments:
        image = f"image {old or 'unknown'}" + ("" if function.action == "delete" else ", unchanged")
    else:
        image = f"image {old or 'unknown'} -> {new or 'known after apply'}"
    return f"  {_sign(function.action)} {name}: {image}{_reasons(change, without='image_uri')}"


def _change(change: Change) -> str:
    return f"  {_sign(change.action)} {change.address}{_reasons(change, start=': ')}"


def _reasons(change: Change, *, without: str = "", start: str = "; ") -> str:
    names = change.because if change.action == "replace" else change.arguments
    listed = ", ".join(name for name in names if name != without)
    if not listed:
        return ""
    return f"{start}because of {listed}" if change.action == "replace" else f"{start}{listed}"


def _short(digest: str | None) -> str | None:
    return None if digest is None else short(digest)
