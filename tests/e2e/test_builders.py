"""A builder elsewhere: it builds and pushes where there is no engine."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from lambda_container.engine.engine import Engine as Client
from lambda_container.engine.engine_process import EngineError
from lambda_container.engine.registry_login import logged_in
from tests.e2e.base_registry import BaseRegistry
from tests.e2e.buildkit import NAME, BuildKit
from tests.e2e.emulator import REGISTRY, Emulator
from tests.lambda_container.engine import builder_cases
from tests.lambda_container.engine.builder_cases import CASES, RECORDING, Case, RecordedDocker

_RECORD = os.environ.get("E2E_RECORD") == "1"


@pytest.fixture(scope="module")
def buildkit(work: Path, emulator: Emulator, bases: BaseRegistry) -> Iterator[BuildKit]:
    config = Path(emulator.environment["DOCKER_CONFIG"])
    buildkit = BuildKit(work / "buildkit", config, emulator.environment)
    buildkit.start()
    try:
        yield buildkit
    finally:
        buildkit.stop()


@pytest.fixture
def docker(
    emulator: Emulator, buildkit: BuildKit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> RecordedDocker:
    """The ``docker`` on PATH, a client of the registry and of the builder."""
    for name, value in {**emulator.environment, **buildkit.environment}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("RECORDED_DOCKER", str(shutil.which("docker")))
    for name in ("hello", "cache"):
        with suppress(emulator.client("ecr").exceptions.RepositoryAlreadyExistsException):
            emulator.client("ecr").create_repository(repositoryName=name)
    return RecordedDocker.install(tmp_path, monkeypatch)


@pytest.fixture(scope="module")
def recorded() -> Iterator[dict[str, list[dict[str, Any]]]]:
    """What was recorded, or is now."""
    if not _RECORD:
        yield builder_cases.read()
        return
    cases: dict[str, list[dict[str, Any]]] = {}
    yield cases
    RECORDING.write_text(f"{json.dumps({'cases': cases}, indent=1)}\n")


@contextmanager
def _disturbed(
    how: str | None, emulator: Emulator, buildkit: BuildKit
) -> Iterator[Callable[[str], None]]:
    """Something is away meanwhile; yields what is called with each line that is printed."""
    away: dict[str | None, Callable[[], None]] = {
        "the registry is away": emulator.shut_registry,
        "the builder is away": buildkit.kill,
    }
    during: dict[str | None, Callable[[], None]] = {
        "logins expire": emulator.expire_tokens,
        "the builder ends": buildkit.kill,
    }
    back = {
        "the registry is away": emulator.open_registry,
        "logins expire": emulator.forget_login,
        "the builder ends": buildkit.start,
        "the builder is away": buildkit.start,
    }
    happened: list[str] = []

    def show(line: str) -> None:
        if "] RUN sleep" in line and not happened:
            happened.append(line)
            during.get(how, lambda: None)()

    away.get(how, lambda: None)()
    try:
        yield show
    finally:
        if how is not None:
            back[how]()
    assert bool(happened) == (how in during)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_real_builder_does_what_was_recorded(
    case: Case,
    docker: RecordedDocker,
    emulator: Emulator,
    buildkit: BuildKit,
    recorded: dict[str, list[dict[str, Any]]],
) -> None:
    login = logged_in(
        Client.find("docker"), host=REGISTRY, user="AWS", password=emulator.new_token()
    )
    with _disturbed(case.disturbed, emulator, buildkit) as show:
        if case.says is None:
            digest = builder_cases.run(case, docker.context, login, show)
            if case.builder == NAME:
                assert digest in emulator.digests(case.repository)
        else:
            with pytest.raises(EngineError, match=case.says):
                builder_cases.run(case, docker.context, login, show)

    if _RECORD:
        recorded[case.name] = docker.calls
    assert list(map(_outline, docker.calls)) == list(map(_outline, recorded[case.name]))


def _outline(call: dict[str, Any]) -> tuple[Any, ...]:
    """What of a call is the same each time."""
    return call["arguments"], call["status"], "metadata" in call
