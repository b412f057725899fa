"""``lambda-container why``: explain why an image is rebuilt."""

from __future__ import annotations

from collections.abc import Sequence

import click
import msgspec

from lambda_container.build.image_tag import hash_prefix
from lambda_container.cli.names import complete_function
from lambda_container.cli.options import json_option, project_option
from lambda_container.cli.output import print_json
from lambda_container.manifest.find_image import choose
from lambda_container.operations.cdktf_project import Project
from lambda_container.operations.why.change import Change
from lambda_container.operations.why.explanation import Explanation, explain
from lambda_container.operations.why.ignored_files import LeftOut

_SHOWN = 20
_COLOURS = {"added": "green", "removed": "red"}
_KIB = 1024
_PLANNED_ALL_THE_SAME = (
    "If Terraform still plans a new image, it could not read the tag in the registry (check the"
    " login and the connection), or the tag was deleted."
)


@click.command()
@click.argument("name", shell_complete=complete_function)
@click.option(
    "--since",
    metavar="REVISION",
    help="Git revision to compare with, or the tag of an image that this machine synthesized."
    " Default: the last synth.",
)
@project_option
@json_option
def command(*, project: Project, name: str, since: str | None, as_json: bool) -> None:
    """Explain which inputs determine the tag of NAME's image, and which of them changed.

    NAME is a function or an image of the app, or the folder of an image. The app is not run: the
    current files are compared with those of the last synth.
    """
    explanations = [
        explain(choice, project=project.folder, since=since)
        for choice in choose(project.manifests(), name)
    ]
    if as_json:
        print_json([msgspec.to_builtins(explanation) for explanation in explanations])
        return
    for number, explanation in enumerate(explanations):
        if number:
            click.echo()
        _print(explanation)


def _print(explained: Explanation) -> None:
    stacks = ", ".join(explained.stacks)
    click.secho(f"{explained.image} of {stacks}, from {explained.context}", bold=True)
    _print_changes(explained)
    files = "1 file" if explained.files == 1 else f"{explained.files} files"
    parts = [f"{files}, {_size(explained.size)}", explained.dockerfile]
    parts += [explained.platform, *([f"target {explained.target}"] if explained.target else [])]
    parts += [
        f"{noun} {', '.join(names)}"
        for noun, names in (
            ("build_args", explained.build_args),
            ("labels", explained.labels),
            ("secret ids", explained.secrets),
        )
        if names
    ]
    parts += ["extra_hash"] if explained.has_extra_hash else []
    click.echo(f"In the hash: {'; '.join(parts)}")
    if explained.biggest:
        click.echo("Biggest:")
    for one in explained.biggest:
        click.echo(f"  {_size(one.size):>10}  {one.path}")
    _print_left_out(explained.left_out, explained.ignore_file)
    for log in explained.build_logs:
        click.echo(f"Build log: {log}")


def _print_changes(explained: Explanation) -> None:
    before = hash_prefix(explained.content_hash)
    since = explained.since if " " in explained.since else hash_prefix(explained.since)
    now = explained.content_hash_now
    after = "unknown until the next synth" if now is None else hash_prefix(now)
    tags = f"tag {before}" if after == before else f"tag {before} at the last synth, now {after}"
    if explained.changes:
        click.echo(f"Changed since {since} ({tags}):")
    else:
        what = "Nothing that Git tracks" if explained.untracked else "Nothing"
        click.echo(f"{what} changed since {since} ({tags})")
        if explained.build == "terraform":
            click.echo(_PLANNED_ALL_THE_SAME)
    for change in explained.changes:
        click.echo(
            f"  {click.style(f'{change.what:<8}', fg=_COLOURS.get(change.what))}"
            f" {change.name}{_values(change)}"
        )
    for path in explained.untracked:
        click.echo(f"  {'unknown':<8} {path} (git does not track it)")


def _print_left_out(left_out: Sequence[LeftOut], ignore_file: str | None) -> None:
    if left_out:
        click.echo("Left out:")
    for one in left_out[:_SHOWN]:
        rule = f"{ignore_file} line {one.line}: {one.pattern}" if one.line else "always"
        click.echo(f"  {one.path}  ({rule})")
    if len(left_out) > _SHOWN:
        click.echo(f"  and {len(left_out) - _SHOWN} more: --json lists them all")


def _values(change: Change) -> str:
    if change.before is None and change.after is None:
        return ""
    return f" ({change.before or 'none'} -> {change.after or 'none'})"


def _size(size: float) -> str:
    for unit in ("bytes", "KiB", "MiB"):
        if size < _KIB:
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= _KIB
    return f"{size:.1f} GiB"
