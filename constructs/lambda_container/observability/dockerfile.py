"""What a Dockerfile puts into its image, as far as it says so."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from e2b_dockerfile_utils import DockerfileInstruction, DockerfileSyntaxError, parse_dockerfile_ast

from lambda_container.errors import InvalidArgument

_OPT = "/opt"


@dataclass(slots=True)
class Stage:
    """One ``FROM`` and what follows it.

    Attributes:
        name: Its name, in lower case, or its number.
        base: The name of what it begins with: another stage, or an image.
        instructions: What follows.
    """

    name: str
    base: str
    instructions: list[DockerfileInstruction] = field(default_factory=list)


class Dockerfile:
    """The stages of a Dockerfile."""

    def __init__(self, stages: list[Stage]) -> None:
        self._stages = stages

    @classmethod
    def read(cls, path: Path, *, subject: str) -> Dockerfile:
        """Read a Dockerfile.

        Raises:
            InvalidArgument: Something that is no Dockerfile.
        """
        try:
            parsed = parse_dockerfile_ast(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, DockerfileSyntaxError) as error:
            shown = f"{path.name}: {error}"
            raise InvalidArgument(subject, "image", "have a valid Dockerfile", shown) from None
        stages: list[Stage] = []
        for instruction in parsed.instructions:
            if instruction.name == "FROM":
                base, *named = instruction.args
                name = named[-1] if len(named) > 1 else str(len(stages))
                stages.append(Stage(name.lower(), base.lower()))
            elif stages:
                stages[-1].instructions.append(instruction)
        return cls(stages)

    def brings(self, words: Collection[str], *, target: str | None) -> bool:
        """Whether the image of a stage gets something into ``/opt`` that one of the words names.

        A copy from a stage counts when that stage speaks of one of the words; one from elsewhere
        counts as it is, because nothing here says what it holds.

        Args:
            words: In lower case.
            target: The stage that is built. Default: the last.
        """
        stage = self._find(target.lower()) if target else self._stages[-1] if self._stages else None
        for instruction in self._instructions(stage):
            if instruction.name == "RUN" and _speaks(instruction, words):
                return True
            if instruction.name in ("COPY", "ADD") and _into_opt(instruction):
                source = self._find(_source(instruction))
                if source is None or _speaks(instruction, words):
                    return True
                if any(_speaks(other, words) for other in self._instructions(source)):
                    return True
        return False

    def _find(self, name: str | None) -> Stage | None:
        for i, stage in enumerate(self._stages):
            if name is not None and name in (stage.name, str(i)):
                return stage
        return None

    def _instructions(self, stage: Stage | None) -> Iterator[DockerfileInstruction]:
        """Those of a stage and of the stages that it begins with."""
        # A stage begins with one above it, so this ends.
        while stage is not None:
            yield from stage.instructions
            above = self._stages[: self._stages.index(stage)]
            stage = Dockerfile(above)._find(stage.base)


def _speaks(instruction: DockerfileInstruction, words: Collection[str]) -> bool:
    texts = [instruction.original, *(heredoc.content for heredoc in instruction.heredocs)]
    return any(word in text.lower() for text in texts for word in words)


def _into_opt(instruction: DockerfileInstruction) -> bool:
    destination = instruction.args[-1] if instruction.args else ""
    # What a variable means is only known to the build.
    path = posixpath.normpath(destination)
    return "$" in destination or path == _OPT or path.startswith(f"{_OPT}/")


def _source(instruction: DockerfileInstruction) -> str | None:
    for flag in instruction.flags:
        name, _, value = flag.partition("=")
        if name == "--from":
            return value.lower()
    return None
