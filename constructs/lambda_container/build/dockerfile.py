"""Determine what a Dockerfile adds to ``/opt`` of its image, as far as it shows."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from e2b_dockerfile_utils import (
    DockerfileInstruction,
    DockerfileSyntaxError,
    ShellLex,
    parse_dockerfile_ast,
)

from lambda_container.errors import InvalidArgument

_OPT = "/opt"
# Commands that install into /opt without naming it, and the name itself.
_INSTALLS = re.compile(r"/opt|\b(?:rpm|yum|dnf|microdnf)\b")
# https://docs.aws.amazon.com/lambda/latest/dg/python-image.html: set in AWS's base images.
_BASE_VARIABLES = {"LAMBDA_TASK_ROOT": "/var/task", "LAMBDA_RUNTIME_DIR": "/var/runtime"}


@dataclass(slots=True)
class Stage:
    """One ``FROM`` and what follows it.

    Attributes:
        name: Its name, in lower case, or its number.
        base: The name of its base, as it is written: another stage, or an image.
        platform: Its ``--platform``, or nothing.
        lines: The first and the last line of its ``FROM``, from 1.
        instructions: The instructions after ``FROM``.
    """

    name: str
    base: str
    platform: str
    lines: tuple[int, int]
    instructions: list[DockerfileInstruction] = field(default_factory=list)


class Dockerfile:
    """The stages of a Dockerfile.

    Attributes:
        escape: What continues a line.
        declared: The arguments of each ``ARG`` before the first stage, as they are written.
    """

    def __init__(
        self,
        stages: list[Stage],
        escape: str,
        arguments: Mapping[str, str] | None = None,
        declared: Sequence[str] = (),
    ) -> None:
        self._stages, self._arguments = stages, dict(arguments or {})
        self.escape, self.declared = escape, tuple(declared)

    @property
    def stages(self) -> Sequence[Stage]:
        """Its stages, in their order."""
        return self._stages

    @classmethod
    def read(cls, path: Path, *, subject: str) -> Dockerfile:
        """Read a Dockerfile.

        Raises:
            InvalidArgument: The file is not a Dockerfile.
        """
        try:
            text = path.read_bytes().decode()
        except (OSError, UnicodeDecodeError) as error:
            shown = f"{path.name}: {error}"
            raise InvalidArgument(subject, "image", "have a valid Dockerfile", shown) from None
        return cls.parse(text, name=path.name, subject=subject)

    @classmethod
    def parse(cls, text: str, *, name: str, subject: str) -> Dockerfile:
        """Read the text of a Dockerfile.

        Raises:
            InvalidArgument: It is not one.
        """
        rule = "have a valid Dockerfile"
        try:
            parsed = parse_dockerfile_ast(text)
        except DockerfileSyntaxError as error:
            raise InvalidArgument(subject, "image", rule, f"{name}: {error}") from None
        stages: list[Stage] = []
        arguments: dict[str, str] = {}
        declared: list[str] = []
        for instruction in parsed.instructions:
            if instruction.name == "FROM":
                if not instruction.args:
                    shown = f"{name}: line {instruction.start_line}: FROM without an image"
                    raise InvalidArgument(subject, "image", rule, shown)
                base, *named = instruction.args
                title = named[-1] if len(named) > 1 else str(len(stages))
                platform = flag(instruction, "--platform") or ""
                lines = (instruction.start_line, instruction.end_line)
                stages.append(Stage(title.lower(), base, platform, lines))
            elif stages:
                stages[-1].instructions.append(instruction)
            else:
                _set_variables(instruction, arguments)
                if instruction.name == "ARG":
                    declared += instruction.args
        return cls(stages, parsed.escape_token, arguments, declared)

    @property
    def stage_names(self) -> list[str]:
        """The names of its stages in lower case, or their numbers."""
        return [stage.name for stage in self._stages]

    def has_stage(self, name: str) -> bool:
        """Whether a stage has a name, in any case, or a number."""
        return self._find(name.lower()) is not None

    def bases(self, target: str | None, variables: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """Platform and base of a stage, and of the stages that it is based on.

        Args:
            target: The stage that is built. Default: the last.
            variables: Values of the build, which replace those of the Dockerfile. What is written
                with others is given as it is.
        """
        known = {**self._arguments, **variables}
        name = target if target is not None else str(len(self._stages) - 1)
        while (stage := self._find(name.lower())) is not None:
            base = self._expand(stage.base, known)
            yield self._expand(stage.platform, known), base
            # The base of a stage is above it, so this ends.
            above = Dockerfile(self._stages[: self._stages.index(stage)], self.escape)
            if above._find(base.lower()) is None:
                return
            name = base

    def brings(self, words: Collection[str], *, target: str | None) -> bool:
        """Whether the image of a stage contains something in ``/opt`` that matches a word.

        A copy from a stage counts if that stage mentions one of the words; one from elsewhere
        always counts, because its content is unknown here.

        Args:
            words: Words in lower case.
            target: The stage that is built. Default: the last.
        """
        stage = self._find(target.lower()) if target else self._stages[-1] if self._stages else None
        variables = dict(_BASE_VARIABLES)
        for instruction in self._instructions(stage):
            _set_variables(instruction, variables)
            speaks = _speaks(instruction, words)
            if instruction.name == "RUN" and speaks and _installs(instruction):
                return True
            if instruction.name in ("COPY", "ADD"):
                where = self._destination(instruction, variables)
                # Only the build knows the values of other variables.
                if not (_in_opt(where) or ("$" in where and speaks)):
                    continue
                source = self._find(_source(instruction))
                if source is None or speaks:
                    return True
                if any(_speaks(other, words) for other in self._instructions(source)):
                    return True
        return False

    def _destination(self, instruction: DockerfileInstruction, variables: dict[str, str]) -> str:
        return self._expand(instruction.args[-1] if instruction.args else "", variables)

    def _expand(self, written: str, variables: dict[str, str]) -> str:
        try:
            return ShellLex(self.escape, env=variables).process_word(written)
        except ValueError:
            return written

    def _find(self, name: str | None) -> Stage | None:
        for i, stage in enumerate(self._stages):
            if name is not None and name in (stage.name, str(i)):
                return stage
        return None

    def _instructions(self, stage: Stage | None) -> list[DockerfileInstruction]:
        """Return the instructions of a stage's base stages, and its own."""
        if stage is None:
            return []
        # The base of a stage is above it, so this ends.
        above = Dockerfile(self._stages[: self._stages.index(stage)], self.escape)
        return [*above._instructions(above._find(stage.base.lower())), *stage.instructions]


def _set_variables(instruction: DockerfileInstruction, variables: dict[str, str]) -> None:
    if instruction.name == "ENV":
        # The parser gives a key, a value and a delimiter for each.
        variables.update(zip(instruction.args[::3], instruction.args[1::3], strict=False))
    if instruction.name == "ARG":
        for argument in instruction.args:
            name, is_set, value = argument.partition("=")
            if is_set:
                variables[name] = value


def _text(instruction: DockerfileInstruction) -> str:
    parts = [instruction.original, *(heredoc.content for heredoc in instruction.heredocs)]
    return "\n".join(parts).lower()


def _speaks(instruction: DockerfileInstruction, words: Collection[str]) -> bool:
    return any(word in _text(instruction) for word in words)


def _installs(instruction: DockerfileInstruction) -> bool:
    return _INSTALLS.search(_text(instruction)) is not None


def _in_opt(where: str) -> bool:
    path = posixpath.normpath(where)
    return path == _OPT or path.startswith(f"{_OPT}/")


def _source(instruction: DockerfileInstruction) -> str | None:
    source = flag(instruction, "--from")
    return None if source is None else source.lower()


def flag(instruction: DockerfileInstruction, wanted: str) -> str | None:
    """The value of an instruction's flag, such as ``--from``."""
    for flag in instruction.flags:
        name, _, value = flag.partition("=")
        if name == wanted:
            return value
    return None
