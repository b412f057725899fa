"""A builder elsewhere: it builds and pushes where there is no engine.

CI has neither buildkitd nor buildx: there, ``recordings/builder.json`` stands for both.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import time
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
from tests.e2e.command_line import CommandLine
from tests.e2e.emulator import REGISTRY, Emulator
from tests.e2e.engine import Engine
from tests.e2e.environment import Deployment
from tests.e2e.process import wait_until
from tests.e2e.project import Farm
from tests.e2e.terraform import Installation
from tests.lambda_container.engine import builder_cases
from tests.lambda_container.engine.builder_cases import CASES, RECORDING, Case, RecordedDocker

_MIB = 1024 * 1024
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
) -> Iterator[tuple[Callable[[str], None], Callable[[], None]]]:
    """Something is away meanwhile.

    Yields what is called with each line that is printed, and once the builder is found.
    """
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
        "the builder ends at once": buildkit.start,
    }
    happened: list[str] = []

    def show(line: str) -> None:
        if "] RUN sleep" in line and not happened:
            happened.append(line)
            during.get(how, lambda: None)()

    def found() -> None:
        if how == "the builder ends at once":
            buildkit.kill()

    away.get(how, lambda: None)()
    try:
        yield show, found
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
    with _disturbed(case.disturbed, emulator, buildkit) as called:
        if case.says is None:
            digest = builder_cases.run(case, docker.context, login, *called)
            if case.builder == NAME:
                assert digest in emulator.digests(case.repository)
        else:
            with pytest.raises(EngineError, match=case.says):
                builder_cases.run(case, docker.context, login, *called)

    if _RECORD:
        recorded[case.name] = docker.calls
    assert list(map(_outline, docker.calls)) == list(map(_outline, recorded[case.name]))


def _outline(call: dict[str, Any]) -> tuple[Any, ...]:
    """What of a call is the same each time."""
    return call["arguments"], call["status"], "metadata" in call


_PUBLISH = ("publish", "farm", "--create-repositories", "--builder", NAME)


@pytest.fixture(scope="module")
def farm(work: Path, terraform: Installation) -> Deployment[Farm]:
    return Deployment(Farm(work / "farm"), terraform)


@pytest.fixture(scope="module")
def command_line(
    farm: Deployment[Farm], terraform: Installation, engine: Engine, buildkit: BuildKit
) -> CommandLine:
    return CommandLine(farm.source.root, terraform, engine, environment=buildkit.environment)


@pytest.fixture
def changed(command_line: CommandLine, farm: Deployment[Farm]) -> Iterator[CommandLine]:
    """A change that was not published yet."""
    (farm.source.root / "function" / "data").write_bytes(secrets.token_bytes(4 * _MIB))
    yield command_line
    farm.source.build_by("echo $NUMBER >number")
    command_line.run(*_PUBLISH)


def test_many_build_at_once_and_run(
    command_line: CommandLine, farm: Deployment[Farm], emulator: Emulator
) -> None:
    farm.source.build_by("sleep 3; echo $NUMBER >number")
    publish = command_line.start(*_PUBLISH, "--cache", f"{REGISTRY}/farm-cache")
    emulator.client("ecr").create_repository(repositoryName="farm-cache")
    assert publish.wait(120) == 0, command_line.printed()

    printed = command_line.printed()
    every = [f"farm {number}" for number in range(8)]
    begun = [printed.index(f"{label}: building on {NAME}") for label in every]
    ended = [printed.index(f"{label}: built") for label in every]
    assert max(begun) < min(ended)
    details = emulator.client("ecr").describe_images(repositoryName="farm")["imageDetails"]
    assert {each["imageManifestMediaType"] for each in details} == {
        "application/vnd.oci.image.manifest.v1+json"
    }
    caches = emulator.client("ecr").describe_images(repositoryName="farm-cache")["imageDetails"]
    assert {each["artifactMediaType"] for each in caches} == {
        "application/vnd.buildkit.cacheconfig.v0"
    }
    assert sorted(each["imageTags"][0] for each in caches) == [
        f"{number}-x86_64" for number in range(8)
    ]
    farm.apply()
    for number in range(8):
        described, error = emulator.invoke(f"farm-{number}", {"do": "describe"})
        assert error is None
        assert "number" in described["files"]
    assert farm.plan().actions == {}
    assert "Images: 0 published, 8 up to date" in command_line.run(*_PUBLISH)


def test_the_selected_builder_is_used(changed: CommandLine, buildkit: BuildKit) -> None:
    with buildkit.selected():
        printed = changed.run("publish", "farm")
    assert f"farm 0: building on {NAME}" in printed


def test_sync_builds_there_too(
    changed: CommandLine, farm: Deployment[Farm], emulator: Emulator
) -> None:
    (farm.source.root / "function" / "synced").write_text("")
    done = changed.run("sync", "Farm3", "--builder", NAME)
    assert "farm/Farm3: built, updated in" in done
    described, _ = emulator.invoke("farm-3", {"do": "describe"})
    assert "synced" in described["files"]


def test_deploy_builds_there_too(
    changed: CommandLine, farm: Deployment[Farm], emulator: Emulator
) -> None:
    (farm.source.root / "function" / "deployed").write_text("")
    changed.run("deploy", "farm", "--auto-approve", "--builder", NAME)
    described, _ = emulator.invoke("farm-5", {"do": "describe"})
    assert "deployed" in described["files"]


def test_a_termination_leaves_no_login(
    changed: CommandLine, farm: Deployment[Farm], work: Path
) -> None:
    farm.source.build_by("sleep 100")
    publish = changed.start(*_PUBLISH)
    wait_until("it builds", lambda: "farm 7: building" in changed.printed())
    time.sleep(1)
    os.kill(publish.pid, signal.SIGTERM)

    assert publish.wait(60) == 143, changed.printed()
    assert list(work.glob("lambda-container-*/config.json")) == []


def test_a_push_that_is_cut_off_is_taken_up_again(changed: CommandLine, emulator: Emulator) -> None:
    emulator.open_registry(until_bytes=2 * _MIB)
    publish = changed.start(*_PUBLISH, "--jobs", "1")
    try:
        emulator.wait_for_cut()
    finally:
        emulator.open_registry()
    assert publish.wait(120) == 0, changed.printed()  # BuildKit itself tries again, for a while


def test_a_builder_that_is_restarted_builds_again(
    changed: CommandLine, farm: Deployment[Farm], buildkit: BuildKit
) -> None:
    farm.source.build_by("sleep 2; echo $NUMBER >number")
    publish = changed.start(*_PUBLISH)
    wait_until("it builds", lambda: "farm 0: building" in changed.printed())
    time.sleep(1)
    buildkit.kill()
    buildkit.start()
    assert publish.wait(120) == 0, changed.printed()
    assert f"building on {NAME}, attempt 2" in changed.printed()


def test_an_interruption_ends_the_builds_and_tags_nothing(
    changed: CommandLine, farm: Deployment[Farm], emulator: Emulator
) -> None:
    lock = changed.folder / "lambda-container.lock.json"
    before = lock.read_bytes(), emulator.digests("farm")
    farm.source.build_by("sleep 100")
    publish = changed.start(*_PUBLISH)
    wait_until("it builds", lambda: "farm 7: building" in changed.printed())
    time.sleep(1)
    os.kill(publish.pid, signal.SIGINT)

    assert publish.wait(60) == 130, changed.printed()
    assert (lock.read_bytes(), emulator.digests("farm")) == before
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    assert "buildx build" not in running.stdout
