"""What would make an image smaller or its builds cheaper, with numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lambda_container.build.dockerfile import Dockerfile, Stage, flag
from lambda_container.operations.size.analysis import Analysis

_MB = 10**6
# Less is not worth a change.
_WORTH_BYTES = 1 * _MB
_INSTALLS = re.compile(r"\b(?:pip3?|uv|poetry|pdm|pipenv)\b.*\b(?:install|sync)\b")
# Files that say what is installed: copying them before is as it should be.
_REQUIREMENTS = re.compile(r"(?:requirements|constraints|pyproject|setup|Pipfile|poetry|uv|pdm)\S*")
_ADVICE = {
    ".git": "leave .git out, in .dockerignore",
    "pip's cache": "install with pip's --no-cache-dir, or into a cache mount",
    "caches of system packages": "clean the package manager's cache in the RUN that installs",
    "temporary files": "delete temporary files in the RUN that makes them",
    "tests of packages": "delete tests of packages in the RUN that installs them",
}


def advice(analysis: Analysis, stages: list[Stage]) -> Iterator[str]:
    """Yield advice, each with the bytes that it is about.

    Args:
        analysis: The image.
        stages: The stages that the image is made of, the lowest first.
    """
    for kind, text in _ADVICE.items():
        if (size := analysis.leftovers.get(kind, 0)) >= _WORTH_BYTES:
            yield f"{text}: {megabytes(size)}"
    waste = [each for each in analysis.waste if each.by >= analysis.own]
    if (size := sum(each.size for each in waste)) >= _WORTH_BYTES:
        yield (
            "delete or replace files in the layer that makes them:"
            f" {megabytes(size)} stay in layers below"
        )
    yield from _packages_twice(analysis)
    yield from _order(analysis, stages)


def _packages_twice(analysis: Analysis) -> Iterator[str]:
    base = {package.name.lower() for package in analysis.packages if not package.is_own}
    own = [each for each in analysis.packages if each.is_own and each.name.lower() in base]
    if (size := sum(each.size for each in own)) >= _WORTH_BYTES:
        names = ", ".join(sorted(each.name for each in own))
        yield (
            f"the base image has {names}, too: leave them out, unless you need these versions:"
            f" {megabytes(size)}"
        )


def _order(analysis: Analysis, stages: list[Stage]) -> Iterator[str]:
    """Installing after copying the source is done again for each change of the source."""
    for stage in stages:
        copied: str | None = None
        for instruction in stage.instructions:
            words = [word for word in instruction.args if not word.startswith("--")]
            if instruction.name in ("COPY", "ADD") and flag(instruction, "--from") is None:
                sources = words[:-1]
                if not all(_REQUIREMENTS.fullmatch(each.rpartition("/")[2]) for each in sources):
                    copied = copied or " ".join(["COPY", *words])
            elif instruction.name == "RUN" and copied is not None:
                command = " ".join(instruction.args)
                size = _size_of(analysis, command) if _INSTALLS.search(command) else 0
                if size >= _WORTH_BYTES:
                    yield (
                        f"install before `{copied}`, with only the requirements copied:"
                        f" each change of a file builds and pushes {megabytes(size)} again"
                    )


def _size_of(analysis: Analysis, command: str) -> int:
    squeezed = "".join(command.split())
    return sum(
        layer.size
        for layer in analysis.layers[analysis.own - 1 :]
        if squeezed in "".join(layer.created_by.split())
    )


def stages_of(dockerfile: Dockerfile, target: str | None) -> list[Stage]:
    """The stages that an image is made of, the lowest first."""
    by_name = {stage.name: stage for stage in dockerfile.stages}
    name = (target or dockerfile.stages[-1].name).lower()
    chain: list[Stage] = []
    while (stage := by_name.get(name)) is not None and stage not in chain:
        chain.append(stage)
        name = stage.base.lower()
    return chain[::-1]


def megabytes(size: int) -> str:
    """Return a size for people."""
    return f"{size / _MB:.1f} MB"
