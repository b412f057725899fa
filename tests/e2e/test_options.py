"""What decides the image, decides it as the docs say."""

from collections.abc import Iterator

import pytest

from tests.e2e.emulator import Emulator
from tests.e2e.engine import Engine
from tests.e2e.environment import Deployment
from tests.e2e.project import Probe
from tests.e2e.terraform import Changes

# Other arguments are another image, with an address of its own.
PUBLISHED = [
    ("aws_lambda_alias", "update"),
    ("aws_lambda_function", "update"),
    ("docker_registry_image", "create"),
    ("docker_registry_image", "delete"),
]


@pytest.fixture
def probe_as_it_was(probe: Deployment[Probe]) -> Iterator[Deployment[Probe]]:
    """The probe, whose next test finds its source as this one did."""
    yield probe
    probe.source.restore()


def published(changes: Changes) -> list[tuple[str, str]]:
    """The type of each resource that changed, and how."""
    return sorted((address.split(".")[0], how) for address, how in changes.actions.items())


def _environment(engine: Engine, probe: Deployment[Probe]) -> list[str]:
    image = probe.workspace.outputs()["image_uri"]
    engine.pull_anew(image)
    variables: list[str] = engine.inspect(image)["Config"]["Env"]
    return variables


def test_a_build_argument_is_one_build_one_push_one_update(
    probe_as_it_was: Deployment[Probe], engine: Engine
) -> None:
    probe = probe_as_it_was
    probe.source.build_with(build_args={"LEVEL": "${literal}"})

    assert published(probe.apply()) == PUBLISHED
    assert "LEVEL=${literal}" in _environment(engine, probe)


def test_a_target_is_one_build_one_push_one_update(
    probe_as_it_was: Deployment[Probe], engine: Engine
) -> None:
    probe = probe_as_it_was
    probe.source.build_with(target="other")

    assert published(probe.apply()) == PUBLISHED
    assert "STAGE=other" in _environment(engine, probe)


def test_a_dockerfile_and_a_platform_are_one_build_one_push_one_update(
    probe_as_it_was: Deployment[Probe], emulator: Emulator, engine: Engine
) -> None:
    probe = probe_as_it_was
    probe.source.build_with(dockerfile="Bare.Dockerfile", architecture="arm64")

    assert published(probe.apply()) == PUBLISHED
    assert emulator.configuration("probe")["Architectures"] == ["arm64"]
    assert "BARE=yes" in _environment(engine, probe)
    image = probe.workspace.outputs()["image_uri"]
    assert engine.inspect(image)["Architecture"] == "arm64"


def test_an_ignored_file_is_no_change_and_ignoring_one_is(
    probe_as_it_was: Deployment[Probe], emulator: Emulator
) -> None:
    probe = probe_as_it_was
    ignore_file = probe.source.file(".dockerignore")
    ignore_file.write_text("notes/\n*.Dockerfile\n")
    assert published(probe.apply()) == PUBLISHED

    probe.source.file("notes").mkdir()
    probe.source.file("notes/today").write_text("ignored")
    ignore_file.write_text("# The same, in other words\n*.Dockerfile\nnotes\n")

    assert probe.plan().actions == {}
    described, _ = emulator.invoke("probe", {"do": "describe"})
    # .dockerignore itself is sent for the engine to read, and the Dockerfile for it to follow.
    assert set(described["files"]) - {".dockerignore"} == {"Dockerfile", "app.py"}
