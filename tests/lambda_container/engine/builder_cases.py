"""What was done with a real builder elsewhere, and what came of it: ``recordings/builder.json``.

``tests/e2e/test_builders.py`` does each with a buildkitd, and records it with ``E2E_RECORD=1``;
``test_builder.py`` does each with what was recorded.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from lambda_container.build.build_inputs import BuildInputs, SecretSource
from lambda_container.engine.build_request import Build
from lambda_container.engine.builder import BUILDER_VARIABLE, Builder
from lambda_container.engine.engine import Engine
from tests.lambda_container.engine import recorded_docker

Login = AbstractContextManager[Mapping[str, str]]

RECORDING = Path(__file__).with_name("recordings") / "builder.json"
REGISTRY = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
_BASE = "FROM public.ecr.aws/lambda/python:3.13\n"
_CACHE = f"type=registry,ref={REGISTRY}/cache:hello"


@dataclass(frozen=True, kw_only=True)
class Case:
    """One case.

    Attributes:
        name: What it shows.
        dockerfile: The Dockerfile.
        repository: The repository.
        builder: The builder.
        inputs: Build inputs beside context, Dockerfile and platform.
        options: The rest of the build request.
        disturbed: What happens meanwhile, in the words of ``test_builders.py``.
        says: What the error says; None if there is none.
    """

    name: str
    dockerfile: str = f"{_BASE}COPY . ./\n"
    repository: str = "hello"
    builder: str = "farm"
    inputs: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    disturbed: str | None = None
    says: str | None = None


CASES = [
    Case(name="plain"),
    Case(
        name="everything that decides",
        dockerfile=f"{_BASE.strip()} AS made\nARG A\n"
        "RUN --mount=type=secret,id=token echo $A >made\nFROM scratch\n",
        inputs={
            "target": "made",
            "build_args": {"A": "1 2"},
            "labels": {"org.example.team": "a=b"},
            "secrets": [SecretSource(id="token", env="PATH")],
        },
        options={"pull": True, "labels": {"org.example.revision": "1"}},
    ),
    Case(
        name="a cache that is not there yet",
        options={
            "cache_from": [_CACHE],
            "cache_to": [f"{_CACHE},mode=max,image-manifest=true,oci-mediatypes=true"],
        },
    ),
    Case(
        name="a command that fails",
        dockerfile=f"{_BASE}RUN echo words && exit 7\n",
        says=r"docker buildx build failed \(1\):(.*\n)*.*words\n(.*\n)*.*exit code: 7",
    ),
    Case(
        name="no such base",
        dockerfile="FROM public.ecr.aws/lambda/none:1\n",
        says="public.ecr.aws/lambda/none:1: not found",
    ),
    Case(
        name="a base for another platform",
        inputs={"platform": "linux/arm64"},
        says="no match for platform in manifest",
    ),
    Case(
        name="no such repository",
        repository="none",
        says="failed to push .*: unknown: repository name not known to registry: none",
    ),
    Case(
        name="a registry that is away",
        dockerfile=f"{_BASE}RUN echo away\n",
        disturbed="the registry is away",
        says="failed to push .*: failed to do request: .*connection refused",
    ),
    Case(
        name="a login that expires while it builds",
        dockerfile=f"{_BASE}RUN sleep 1; echo expired\n",
        disturbed="logins expire",
        says="failed to push .*: denied: Your authorization token has expired",
    ),
    Case(
        name="a builder that ends while it builds",
        dockerfile=f"{_BASE}RUN sleep 5; echo ended\n",
        disturbed="the builder ends",
        says=r"ERROR: .*\bUnavailable\b.*error reading from server: EOF",
    ),
    Case(
        name="a builder that is away",
        disturbed="the builder is away",
        says=r"the builder farm \(remote\) does not answer: docker buildx inspect farm tells its",
    ),
    Case(
        name="a builder that ends before it builds",
        disturbed="the builder ends at once",
        says="the builder does not answer:(.*\n)*.*context deadline exceeded",
    ),
    Case(name="no such builder", builder="nonesuch", says='no builder "nonesuch" found'),
    Case(name="an engine's builder", builder="default"),
]


def run(
    case: Case,
    context: Path,
    login: Login,
    show: Callable[[str], None] | None = None,
    found: Callable[[], None] = lambda: None,
) -> str | None:
    """Do what a case is about, with the ``docker`` on PATH; returns the digest.

    Args:
        case: The case.
        context: An empty folder, for the build context.
        login: Logs the engine in.
        show: Called with each line that is printed.
        found: Called once the builder is found.
    """
    (context / "Dockerfile").write_text(case.dockerfile)
    inputs = {"platform": "linux/amd64", "dockerfile": str(context / "Dockerfile"), **case.inputs}
    build = Build(inputs=BuildInputs(context=str(context), **inputs), **case.options)
    engine = Engine.find("docker", environment={BUILDER_VARIABLE: case.builder})
    builder = Builder.selected(engine)
    if builder is None:
        return None
    found()
    assert (builder.name, builder.driver) == ("farm", "remote")
    with login as environment:
        return builder.build_and_push(
            build, f"{REGISTRY}/{case.repository}", show=show, environment=environment
        )


def not_logged_in() -> Login:
    """No login, for who needs none."""
    return nullcontext({})


@dataclass(frozen=True)
class RecordedDocker:
    """``recorded_docker`` on PATH.

    Attributes:
        file: The calls that it writes down, or those that it still expects.
        context: The folder for the build context.
    """

    file: Path
    context: Path

    @classmethod
    def install(cls, folder: Path, monkeypatch: pytest.MonkeyPatch) -> RecordedDocker:
        """Put it into a folder."""
        docker = cls(folder / "calls", folder / "context")
        docker.file.touch()
        docker.context.mkdir()
        program = folder / "docker"
        program.write_text(
            f'#!/bin/sh\nexec "{sys.executable}" -S "{recorded_docker.__file__}" "$@"\n'
        )
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
        monkeypatch.setenv("RECORDED_CONTEXT", str(docker.context))
        monkeypatch.setenv("RECORDED_CALLS", str(docker.file))
        return docker

    @property
    def calls(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.file.read_text().splitlines()]

    def expect(self, calls: Sequence[Mapping[str, Any]]) -> None:
        """Let these be the next calls."""
        self.file.write_text("".join(f"{json.dumps(call)}\n" for call in calls))


def read() -> dict[str, list[dict[str, Any]]]:
    """The recorded calls by the name of the case."""
    recorded: dict[str, list[dict[str, Any]]] = json.loads(RECORDING.read_text())["cases"]
    return recorded
