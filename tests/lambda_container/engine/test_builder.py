"""Builders elsewhere, with what a real one was asked and answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambda_container.engine.builder import BUILDER_VARIABLE, Builder
from lambda_container.engine.engine import Engine
from lambda_container.engine.engine_process import EngineError
from tests.lambda_container.engine import builder_cases
from tests.lambda_container.engine.builder_cases import CASES, Case, RecordedDocker, not_logged_in
from tests.lambda_container.engine.conftest import StandIn

_BY_NAME = {case.name: case for case in CASES}


@pytest.fixture
def docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RecordedDocker:
    return RecordedDocker.install(tmp_path, monkeypatch)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_it_asks_and_understands_as_recorded(case: Case, docker: RecordedDocker) -> None:
    calls = builder_cases.read()[case.name]
    docker.expect(calls)

    if case.says is None:
        digest = builder_cases.run(case, docker.context, not_logged_in())
        assert digest == calls[-1].get("metadata", {}).get("containerimage.digest")
        assert (digest is None) == (case.builder == "default")
    else:
        with pytest.raises(EngineError, match=case.says):
            builder_cases.run(case, docker.context, not_logged_in())
    assert docker.calls == []


def test_every_recorded_case_is_done_here() -> None:
    assert list(builder_cases.read()) == list(_BY_NAME)


def test_metadata_without_a_digest_are_told(docker: RecordedDocker) -> None:
    version, found, built = builder_cases.read()["plain"]
    docker.expect([version, found, {**built, "metadata": {}}])
    with pytest.raises(EngineError, match="its metadata has no digest"):
        builder_cases.run(_BY_NAME["plain"], docker.context, not_logged_in())


def test_without_buildx_a_builder_that_is_named_is_no_use(engines: StandIn) -> None:
    engine = Engine.find("docker", environment={BUILDER_VARIABLE: "farm"})
    with pytest.raises(EngineError, match="the builder 'farm' needs docker's plug-in buildx"):
        Builder.selected(engine)


def test_dockers_builders_are_no_other_engines(engines: StandIn) -> None:
    engine = Engine.find("podman", environment={BUILDER_VARIABLE: "farm"})
    assert Builder.selected(engine) is None


@pytest.mark.parametrize(
    ("driver", "is_here"), [("docker-container", True), ("kubernetes", False), ("remote", False)]
)
def test_a_container_builds_on_this_machine(
    driver: str, is_here: bool, docker: RecordedDocker
) -> None:
    version, found, _ = builder_cases.read()["plain"]
    printed = [line.replace("remote", driver) for line in found["printed"]]
    docker.expect([version, {**found, "printed": printed}])
    builder = Builder.selected(Engine.find("docker"))
    assert builder is not None
    assert (builder.driver, builder.is_on_this_machine) == (driver, is_here)


def test_one_that_does_not_run_yet_is_started_once(docker: RecordedDocker) -> None:
    version, found, _ = builder_cases.read()["plain"]
    printed = [
        line.replace("remote", "kubernetes").replace("running", "inactive")
        for line in found["printed"]
    ]
    start = {**found, "arguments": ["buildx", "inspect", "--bootstrap", "farm"]}
    docker.expect([version, {**found, "printed": printed}, start])
    builder = Builder.selected(Engine.find("docker"))
    assert builder is not None
    assert builder.driver == "kubernetes"
    assert docker.calls == []
