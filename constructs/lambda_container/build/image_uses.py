"""Where a Dockerfile names images, as BuildKit reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from e2b_dockerfile_utils import DockerfileInstruction, ShellLex

from lambda_container.build.dockerfile import Dockerfile, Stage, flag

# https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope
_OF_THE_MACHINE = ("BUILDPLATFORM", "BUILDOS", "BUILDARCH", "BUILDVARIANT")
_VARIABLE = re.compile(r"\$\{?(?P<name>\w+)(?P<after>[-+?]?)")
# https://github.com/containerd/platforms: what else these are called.
_PROCESSORS = {"x86_64": "amd64", "x86-64": "amd64", "aarch64": "arm64"}
_SYSTEM = "linux"


@dataclass(frozen=True, slots=True)
class ImageUse:
    """A place of a Dockerfile that names an image.

    Attributes:
        instruction: ``FROM``, ``COPY`` or ``RUN``.
        name: Its name, with values in place of variables; others are left as they are.
        written: Its name as the file has it.
        platform: The platform that it is used for; with a ``$`` where only the build knows it.
        lines: The first and the last line of the instruction, from 1.
    """

    instruction: str
    name: str
    written: str
    platform: str
    lines: tuple[int, int]


def image_uses(
    dockerfile: Dockerfile, *, platform: str, target: str | None, build_args: Mapping[str, str]
) -> list[ImageUse]:
    """Where a build names an image: in the stages that it needs, and no others.

    Args:
        dockerfile: The Dockerfile.
        platform: The platform that is built for.
        target: The stage that is built. Default: the last.
        build_args: Values of ``ARG``.
    """
    stages = dockerfile.stages
    known = _global_arguments(dockerfile, platform, build_args)
    bases: list[tuple[ImageUse, int | None]] = []
    for i, stage in enumerate(stages):
        name = _expanded(dockerfile.escape, stage.base, known)
        base = _stage_named(stages[:i], name)
        inherited = platform if base is None else bases[base][0].platform
        own = _normal(_expanded(dockerfile.escape, stage.platform, known))
        bases.append((ImageUse("FROM", name, stage.base, own or inherited, stage.lines), base))
    last = len(stages) - 1
    waiting: list[int | None] = [last if target is None else _stage_named(stages, target)]
    needed: dict[int, list[ImageUse]] = {}
    while waiting:
        number = waiting.pop()
        if number is None or number < 0 or number in needed:
            continue
        use, base = bases[number]
        needed[number] = [use] if base is None else []
        waiting.append(base)
        for instruction in stages[number].instructions:
            for written in _sources(instruction):
                copied = _stage_named(stages, written)
                if copied is not None:
                    waiting.append(copied)
                    continue
                lines = (instruction.start_line, instruction.end_line)
                # An image that is copied from is for the platform of the build, whatever the stage.
                copy = ImageUse(instruction.name, written, written, platform, lines)
                needed[number].append(copy)
    return [use for i in sorted(needed) for use in needed[i]]


def _global_arguments(
    dockerfile: Dockerfile, platform: str, build_args: Mapping[str, str]
) -> dict[str, str]:
    """The values that ``FROM`` can use: one after the other, as far as every machine has them."""
    system, processor, *variant = platform.split("/")
    known = {
        "TARGETPLATFORM": platform,
        "TARGETOS": system,
        "TARGETARCH": processor,
        "TARGETVARIANT": "".join(variant),
    }
    for argument in dockerfile.declared:
        name, has_default, default = argument.partition("=")
        if name in build_args:
            known[name] = build_args[name]
        elif has_default:
            known[name] = _expanded(dockerfile.escape, default, known)
    return known


def _expanded(escape: str, written: str, known: Mapping[str, str]) -> str:
    unset = {
        match["name"]: match["after"]
        for match in _VARIABLE.finditer(written)
        if match["name"] not in known
    }
    # An empty value is no missing one to ${NAME-...}, and only the build knows its machine.
    empty = {name: "" for name, after in unset.items() if not after and name not in _OF_THE_MACHINE}
    try:
        return ShellLex(escape, env={**known, **empty}).process_word(written)
    except ValueError:
        return written


def _stage_named(stages: Sequence[Stage], name: str) -> int | None:
    """The last stage with a name, in any case, or the one with a number."""
    for i in range(len(stages) - 1, -1, -1):
        if name.lower() == stages[i].name:
            return i
    return int(name) if name.isascii() and name.isdecimal() and int(name) < len(stages) else None


def _sources(instruction: DockerfileInstruction) -> list[str]:
    """The stages and images that an instruction copies or mounts from, as they are written."""
    if instruction.name == "COPY":
        source = flag(instruction, "--from")
        return [] if source is None else [source]
    if instruction.name != "RUN":
        return []
    mounts = [each.partition("=")[2] for each in instruction.flags if each.startswith("--mount=")]
    fields = [field.partition("=") for mount in mounts for field in mount.split(",")]
    return [value for name, _, value in fields if name.lower() == "from" and value]


def _normal(platform: str) -> str:
    """A platform as registries name it: ``amd64`` and ``linux/x86_64`` are ``linux/amd64``."""
    if not platform or "$" in platform:
        return platform
    words = platform.lower().split("/")
    system, processor, *variants = words if len(words) > 1 else [_SYSTEM, *words]
    processor, variant = _PROCESSORS.get(processor, processor), "".join(variants)
    variant = "" if (processor, variant) == ("arm64", "v8") else variant
    return "/".join(part for part in (system, processor, variant) if part)
