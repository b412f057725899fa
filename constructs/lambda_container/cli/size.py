"""``lambda-container size``: what makes an image big, and its start slow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import click

from lambda_container.build.dockerfile import Dockerfile
from lambda_container.build.image_tag import hash_prefix
from lambda_container.cli.names import complete_function
from lambda_container.cli.options import (
    engine_option,
    json_option,
    project_options,
    refuse_without_effect,
)
from lambda_container.cli.output import is_quiet, is_verbose, note, print_json, printable
from lambda_container.cli.stack_choice import stacks_of
from lambda_container.cli.table import aligned
from lambda_container.engine.engine import Engine
from lambda_container.errors import LambdaContainerError
from lambda_container.manifest.entries import FunctionEntry, ImageEntry
from lambda_container.manifest.find_function import find_function
from lambda_container.operations.cdktf_project import Project
from lambda_container.operations.invoke.event_input import read_event
from lambda_container.operations.invoke.local_run import prepare
from lambda_container.operations.size.advice import advice, megabytes, stages_of
from lambda_container.operations.size.analysis import LIMIT_BYTES, Analysis, analyse
from lambda_container.operations.size.earlier_size import Sizes, compare
from lambda_container.operations.size.image_layers import read_image
from lambda_container.operations.size.initialisation import Initialisation, measure

_FILES = 3
_SHOWN = 8
_INSTRUCTION = 60


@click.command()
@click.argument("name", required=False, shell_complete=complete_function)
@click.option("--stack", metavar="NAME", help="Stack to use, if several have the function.")
@click.option("--start", is_flag=True, help="Also measure how long the function takes to start.")
@click.option(
    "--event",
    "-e",
    metavar="FILE|JSON|-",
    default="{}",
    help="Event for --start: a file, inline JSON, or - for standard input. Default: {}.",
)
@engine_option
@project_options
@json_option
def command(
    name: str | None,
    *,
    stack: str | None,
    start: bool,
    event: str,
    engine: Engine | None,
    project: Project,
    skip_synth: bool,
    as_json: bool,
) -> None:
    """Show what the image of the function NAME consists of, and what would make it smaller.

    The image is built as the stack defines it, unless the engine has it. Sizes are uncompressed, as
    they count for Lambda's limit of 10 GB.
    """
    if not start:
        refuse_without_effect("without --start", "event")
    found, function = find_function(
        stacks_of(project, (), skip_synth=skip_synth, quiet=as_json), name, stack=stack
    )
    if function.image is None:
        raise LambdaContainerError(f"{function.path}: runs an existing image, which is not built")
    image = found.image(function.image)
    engine = engine or Engine.find()
    run = prepare(
        engine,
        found,
        function,
        environment=function.environment,
        show=note if is_verbose() else None,
        note=None if as_json or is_quiet() else note,
    )
    inputs = found.inputs(image)
    dockerfile = Dockerfile.read(found.path(image.inputs.dockerfile), subject=function.path)
    stages = stages_of(dockerfile, inputs.target)
    instructions = sum(len(stage.instructions) for stage in stages)
    analysis = analyse(read_image(engine, run.image.id), instructions)
    sizes = Sizes.of(image, analysis)
    result = _Result(
        function=function,
        image=image,
        analysis=analysis,
        sizes=sizes,
        before=compare(found, image, sizes),
        start=measure(engine, run, read_event(event)) if start else None,
        advice=list(advice(analysis, stages)),
    )
    if as_json:
        print_json(_as_json(result))
        return
    for line in _lines(result):
        click.echo(printable(line))


@dataclass(frozen=True, kw_only=True)
class _Result:
    """What is told of an image."""

    function: FunctionEntry
    image: ImageEntry
    analysis: Analysis
    sizes: Sizes
    before: Sizes | None
    start: Initialisation | None
    advice: list[str]


def _lines(result: _Result) -> Iterator[str]:
    analysis = result.analysis
    share = f"{analysis.size / LIMIT_BYTES:.1%} of Lambda's 10 GB"
    own = sum(layer.size for layer in analysis.layers[analysis.own - 1 :])
    title = result.function.path
    yield f"{title}: {megabytes(analysis.size)}, {share}; {megabytes(own)} above its base image"
    if result.before is not None:
        yield from _compared(result.before, result.sizes)
    yield "Layers, with their biggest files:"
    yield from _layers(analysis)
    own_packages = [each for each in analysis.packages if each.is_own and each.size][:_SHOWN]
    if own_packages:
        yield "Packages:"
        rows = [[megabytes(each.size), f"{each.name} {each.version}"] for each in own_packages]
        yield from (f"  {line}" for line in aligned(rows))
    if analysis.leftovers:
        left = (f"{kind} {megabytes(size)}" for kind, size in sorted(analysis.leftovers.items()))
        yield f"Left by builds: {', '.join(left)}"
    twice = [(size, paths) for size, paths in analysis.twice if size * (len(paths) - 1) > 10**6]
    if twice:
        yield "There twice:"
        yield from (
            f"  {megabytes(size)}  {', '.join(paths[:2])}" for size, paths in twice[:_SHOWN]
        )
    waste = [each for each in analysis.waste if each.by >= analysis.own and each.size > 10**5]
    if waste:
        yield "Deleted or replaced later:"
        rows = [
            [
                megabytes(each.size),
                f"/{each.path}",
                f"layer {each.layer}, {'deleted' if each.is_deleted else 'replaced'} in {each.by}",
            ]
            for each in waste[:_SHOWN]
        ]
        yield from (f"  {line}" for line in aligned(rows))
    if (start := result.start) is not None:
        yield (
            f"Start: {start.initialisation:.0f} ms of initialization"
            f" (first request {start.first:.0f} ms, next {start.next:.0f} ms)"
        )
    yield "Advice:" if result.advice else "Advice: none."
    yield from (f"  - {each}" for each in result.advice)


def _layers(analysis: Analysis) -> Iterator[str]:
    for number, layer in enumerate(analysis.layers, start=1):
        whose = "base" if number < analysis.own else "    "
        made = " ".join(layer.created_by.split())[:_INSTRUCTION]
        yield f"  {number:2} {whose} {megabytes(layer.size):>10}  {made}".rstrip()
        if number >= analysis.own:
            biggest = sorted(layer.files.items(), key=lambda item: -item[1].size)[:_FILES]
            for path, file in biggest:
                if file.size > 10**5:
                    yield f"          {megabytes(file.size):>10}    /{path}"


def _compared(before: Sizes, now: Sizes) -> Iterator[str]:
    difference = now.size - before.size
    yield f"{difference / 10**6:+.1f} MB against the content {hash_prefix(before.content_hash)}"
    names = before.packages.keys() | now.packages.keys()
    changes = {name: now.packages.get(name, 0) - before.packages.get(name, 0) for name in names}
    for name in sorted(changes, key=lambda each: (-abs(changes[each]), each))[:_SHOWN]:
        if changes[name]:
            yield f"  {changes[name] / 10**6:+.1f} MB  {name}"


def _as_json(result: _Result) -> dict[str, Any]:
    analysis, before, start = result.analysis, result.before, result.start
    return {
        "function": result.function.path,
        "image": result.image.id,
        "size": analysis.size,
        "limit": LIMIT_BYTES,
        "layers": [
            {
                "size": layer.size,
                "files": len(layer.files),
                "created_by": layer.created_by,
                "base": number < analysis.own,
            }
            for number, layer in enumerate(analysis.layers, start=1)
        ],
        "packages": [
            {
                "name": each.name,
                "version": each.version,
                "folder": each.folder,
                "size": each.size,
                "base": not each.is_own,
            }
            for each in analysis.packages
        ],
        "twice": [{"size": size, "paths": paths} for size, paths in analysis.twice],
        "waste": [
            {
                "path": each.path,
                "size": each.size,
                "layer": each.layer,
                "by": each.by,
                "deleted": each.is_deleted,
            }
            for each in analysis.waste
        ],
        "left_by_builds": analysis.leftovers,
        "before": before and {"content_hash": before.content_hash, "size": before.size},
        "start": start
        and {
            "initialization_ms": start.initialisation,
            "first_ms": start.first,
            "next_ms": start.next,
        },
        "advice": result.advice,
    }
