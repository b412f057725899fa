"""What a Dockerfile and a context say against the arguments of a build."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from lambda_container.build.architecture import PLATFORMS, Architecture
from lambda_container.build.context import BuildContext
from lambda_container.build.dockerfile import Dockerfile
from lambda_container.caller import warn
from lambda_container.checks.arguments import Arguments

_SHOWN = 3
_FROM = re.compile(
    r"^[ \t]*FROM[ \t]+(?:--platform=(?P<platform>\S+)[ \t]+)?(?P<base>\S+)"
    r"(?:[ \t]+AS[ \t]+(?P<name>\S+))?",
    re.IGNORECASE | re.MULTILINE,
)
_ARCHITECTURE = re.compile(r"[:-](?P<name>arm64|aarch64|amd64|x86_64)(?:$|[@-])")
_NAMES: dict[str, Architecture] = {
    "arm64": "arm64",
    "aarch64": "arm64",
    "amd64": "x86_64",
    "x86_64": "x86_64",
}


def check_build(
    arguments: Arguments, context: BuildContext, *, target: str | None, architecture: Architecture
) -> None:
    """Refuse a target that the Dockerfile does not have, and warn of what a build would show.

    Raises:
        InvalidArgument: There is no such stage.
    """
    if target is not None:
        dockerfile = Dockerfile.read(context.dockerfile, subject=context.subject)
        if not dockerfile.has_stage(target):
            names = ", ".join(dockerfile.stage_names)
            rule = f"be a stage of {context.dockerfile.name}, which has {names}"
            arguments.fail("target", rule, target)
    _warn_of_another_architecture(context, target, architecture)
    _warn_of_unreadable_entries(context)
    _warn_of_links_outside(context)


def _warn_of_another_architecture(
    context: BuildContext, target: str | None, architecture: Architecture
) -> None:
    for platform, base in _bases(context.dockerfile.read_bytes().decode(errors="replace"), target):
        named = _ARCHITECTURE.search(base)
        foreign = named is not None and _NAMES[named["name"]] != architecture
        if foreign or (platform.startswith("linux/") and platform != PLATFORMS[architecture]):
            text = f"FROM {f'--platform={platform} ' if platform else ''}{base}"
            _warn(context, f"{text!r} is not for {architecture}, on which Lambda runs the image")


def _bases(dockerfile: str, target: str | None) -> Iterator[tuple[str, str]]:
    """The platform and base of the stage that is built, and of the stages that it is based on."""
    stages = [match.groupdict(default="") for match in _FROM.finditer(dockerfile)]
    wanted = target if target is not None else str(len(stages) - 1)
    for number in reversed(range(len(stages))):
        stage = stages[number]
        if wanted.lower() in (stage["name"].lower(), str(number)):
            yield stage["platform"], stage["base"]
            wanted = stage["base"]


def _warn_of_unreadable_entries(context: BuildContext) -> None:
    closed = [entry.path for entry in context.entries if set(entry.unusual) & {"r", "x"}]
    # https://docs.aws.amazon.com/lambda/latest/dg/images-create.html#images-reqs
    if closed and b"chmod" not in context.dockerfile.read_bytes():
        text = (
            f"{_listed(closed)} cannot be read by all: Lambda's user is not root and would get"
            " 'permission denied'; run chmod -R o+rX, or write COPY --chmod in the Dockerfile"
        )
        _warn(context, text)


def _warn_of_links_outside(context: BuildContext) -> None:
    outside = [
        entry.path
        for entry in context.entries
        if entry.target is not None and _leads_out(entry.path, entry.target)
    ]
    if outside:
        text = f"{_listed(outside)} leads out of the context: in the image, there may be nothing"
        _warn(context, text)


def _leads_out(path: str, target: str) -> bool:
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
    return joined.startswith(("..", "/"))


def _listed(paths: list[str]) -> str:
    more = f" and {len(paths) - _SHOWN} more" if len(paths) > _SHOWN else ""
    return f"{', '.join(paths[:_SHOWN])}{more}"


def _warn(context: BuildContext, text: str) -> None:
    warn(f"{context.subject}: {text}")
