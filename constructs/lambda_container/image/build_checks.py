"""What a Dockerfile and a context say against the arguments of a build."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

from lambda_container.build.architecture import PLATFORMS, Architecture
from lambda_container.build.context import BuildContext
from lambda_container.build.dockerfile import Dockerfile
from lambda_container.caller import warn
from lambda_container.checks.arguments import Arguments
from lambda_container.errors import InvalidArgument
from lambda_container.terraform.references import is_token

_SHOWN = 3
# In a tag or a name, or an organization of Docker Hub such as arm64v8.
_ARCHITECTURE = re.compile(
    r"[:-](?P<name>arm64|aarch64|amd64|x86_64)(?:$|[@:-])|(?:^|/)(?P<organization>arm64v8|amd64)/"
)
_NAMES: dict[str, Architecture] = {
    "arm64": "arm64",
    "arm64v8": "arm64",
    "aarch64": "arm64",
    "amd64": "x86_64",
    "x86_64": "x86_64",
}


def check_build(
    arguments: Arguments,
    context: BuildContext,
    *,
    target: str | None,
    build_args: Mapping[str, str],
    architecture: Architecture,
) -> Dockerfile | None:
    """Refuse a target that the Dockerfile does not have, and warn of what a build would show.

    Returns:
        The Dockerfile; ``None`` if it cannot be read as one.

    Raises:
        InvalidArgument: There is no such stage.
    """
    dockerfile = None
    try:
        dockerfile = Dockerfile.read(context.dockerfile, subject=context.subject)
    except InvalidArgument:
        if target is not None:
            raise
        # Otherwise, the build says so, with more to go by.
    else:
        if target is not None and not dockerfile.has_stage(target):
            names = ", ".join(dockerfile.stage_names)
            rule = f"be a stage of {context.dockerfile.name}, which has {names}"
            arguments.fail("target", rule, target)
        _warn_of_another_architecture(context, dockerfile, target, build_args, architecture)
    _warn_of_unreadable_entries(context)
    _warn_of_links_outside(context)
    return dockerfile


def _warn_of_another_architecture(
    context: BuildContext,
    dockerfile: Dockerfile,
    target: str | None,
    build_args: Mapping[str, str],
    architecture: Architecture,
) -> None:
    system, processor = PLATFORMS[architecture].split("/")
    variables = {
        "TARGETPLATFORM": PLATFORMS[architecture],
        "TARGETOS": system,
        "TARGETARCH": processor,
        **{name: value for name, value in build_args.items() if not is_token(value)},
    }
    for platform, base in dockerfile.bases(target, variables):
        match = _ARCHITECTURE.search(base)
        named = match and _NAMES[match["name"] or match["organization"]]
        # A platform may end with a variant, such as linux/arm64/v8.
        other = platform.startswith("linux/") and platform.split("/")[1] not in ("", processor)
        if (named and named != architecture) or (other and "$" not in platform):
            text = f"FROM {f'--platform={platform} ' if platform else ''}{base}"
            _warn(context, f"{text!r} is not for {architecture}, on which Lambda runs the image")


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
