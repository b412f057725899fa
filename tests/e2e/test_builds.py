"""What surrounds a build: the registry, Docker's own settings, and images that are alike."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.emulator import REGISTRY, Emulator
from tests.e2e.engine import Engine
from tests.e2e.environment import Deployment
from tests.e2e.project import Probe, Twins
from tests.e2e.terraform import Installation, TerraformError

_BASE = "public.ecr.aws/lambda/python:3.13"
# Nobody can write there, root neither.
_READ_ONLY = "/proc"


@pytest.fixture
def settled(probe: Deployment[Probe]) -> Deployment[Probe]:
    """The probe, with nothing to do."""
    probe.apply()
    return probe


@pytest.fixture
def probe_as_it_was(probe: Deployment[Probe]) -> Iterator[Deployment[Probe]]:
    """The probe, whose next test finds its source and its environment as this one did."""
    environment = dict(probe.workspace.environment)
    yield probe
    probe.workspace.environment = environment
    probe.source.restore()


def test_a_registry_that_is_away_while_terraform_looks_is_no_lasting_change(
    settled: Deployment[Probe], emulator: Emulator
) -> None:
    emulator.shut_registry()
    try:
        assert settled.plan().by_type()["docker_registry_image"] == "create"
    finally:
        emulator.open_registry()

    assert settled.plan().actions == {}


def test_a_token_that_has_expired_while_terraform_looks_is_no_lasting_change(
    settled: Deployment[Probe], emulator: Emulator
) -> None:
    emulator.expire_tokens()
    assert settled.plan().by_type()["docker_registry_image"] == "create"

    emulator.forget_login()
    assert settled.plan().actions == {}


def test_a_private_base_image_is_pulled_with_dockers_own_login(
    probe_as_it_was: Deployment[Probe], work: Path, emulator: Emulator, engine: Engine
) -> None:
    probe = probe_as_it_was
    base = f"{REGISTRY}/probe-base:1"
    emulator.client("ecr").create_repository(repositoryName="probe-base")
    engine.run("image", "tag", _BASE, base)
    engine.run("push", base)
    engine.run("image", "rm", base)
    dockerfile = probe.source.file("Dockerfile")
    dockerfile.write_text(dockerfile.read_text().replace(_BASE, base))
    logged_in = probe.workspace.environment["DOCKER_CONFIG"]

    # Terraform's own login is there, and is for the push alone.
    probe.workspace.environment["DOCKER_CONFIG"] = str(emulator.no_login)
    with pytest.raises(TerraformError, match="401 Unauthorized"):
        probe.apply()

    probe.workspace.environment["DOCKER_CONFIG"] = logged_in
    probe.apply()
    assert emulator.invoke("probe", {}) == ("done", None)
    assert probe.plan().actions == {}


def test_the_legacy_builder_loses_files_and_keeps_labels(
    probe_as_it_was: Deployment[Probe], emulator: Emulator, engine: Engine
) -> None:
    probe = probe_as_it_was
    probe.source.build_with(labels={"org.team": "a,b=c"})
    probe.source.file("deep").mkdir()
    probe.source.file("deep/module.py").write_text("")
    probe.source.file(".dockerignore").write_text("*\n!**/*.py\n")

    probe.workspace.environment["DOCKER_BUILDKIT"] = "0"
    probe.apply()

    assert _labels(probe, engine)["org.team"] == "a,b=c"
    described, _ = emulator.invoke("probe", {"do": "describe"})
    assert "deep/module.py" not in described["files"]  # doctor warns of it

    del probe.workspace.environment["DOCKER_BUILDKIT"]
    probe.source.build_with(labels={"org.team": "d"})
    probe.apply()
    assert _labels(probe, engine)["org.team"] == "d"
    described, _ = emulator.invoke("probe", {"do": "describe"})
    assert "deep/module.py" in described["files"]


def _labels(probe: Deployment[Probe], engine: Engine) -> dict[str, str]:
    image = probe.workspace.outputs()["image_uri"]
    engine.pull_anew(image)
    labels: dict[str, str] = engine.inspect(image)["Config"]["Labels"]
    return labels


def test_a_home_that_cannot_be_written_needs_another_place_for_buildx(
    probe_as_it_was: Deployment[Probe], tmp_path: Path
) -> None:
    probe = probe_as_it_was
    probe.source.file("new").write_text("")
    environment = probe.workspace.environment
    environment["HOME"] = _READ_ONLY
    # Its folder of buildx is in HOME then.
    del environment["DOCKER_CONFIG"]
    with pytest.raises(TerraformError, match=r"mkdir /proc/\.docker"):
        probe.apply()

    environment["BUILDX_CONFIG"] = str(tmp_path)
    probe.apply()
    assert probe.plan().actions == {}


def test_a_builder_that_is_gone_is_named(probe_as_it_was: Deployment[Probe]) -> None:
    probe = probe_as_it_was
    probe.source.file("built").write_text("without a farm")
    probe.workspace.environment["BUILDX_BUILDER"] = "farm"
    with pytest.raises(TerraformError, match='no builder "farm" found'):
        probe.apply()

    del probe.workspace.environment["BUILDX_BUILDER"]
    probe.apply()
    assert probe.plan().actions == {}


@pytest.mark.parametrize("name", ["it's ${x} %{y}", 'say "é"', "a,b=c"])
def test_what_is_hashed_is_built_whatever_it_is_called(
    name: str, probe_as_it_was: Deployment[Probe], emulator: Emulator, tmp_path: Path
) -> None:
    probe = probe_as_it_was
    dockerfile = probe.source.file("Dockerfile").read_text()
    probe.source.file(name).mkdir()
    probe.source.file(f"{name}/{name}.Dockerfile").write_text(dockerfile)
    probe.source.file(f"{name}/{name}.Dockerfile.dockerignore").write_text("unsent\n")
    probe.source.file("unsent").write_text("")
    probe.source.build_with(dockerfile=f"{name}/{name}.Dockerfile")

    probe.apply()

    described, error = emulator.invoke("probe", {"do": "describe"})
    assert error is None
    assert f"{name}/{name}.Dockerfile" in described["files"]
    assert "unsent" not in described["files"]


def test_two_images_of_one_content_in_one_repository(
    work: Path, terraform: Installation, emulator: Emulator
) -> None:
    twins = Deployment(Twins(work / "twins"), terraform)
    twins.apply()

    assert twins.plan().actions == {}
    for name in ("one", "other"):
        image = twins.workspace.outputs()[f"{name}_image_uri"]
        assert emulator.image_of(f"twins-{name}") == image
        assert image.partition("@")[2] in emulator.digests("twins")
    twins.destroy()
    assert twins.workspace.resources() == []
