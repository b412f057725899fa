"""What goes wrong on the way: an apply fails with a reason, and the next one converges."""

import os
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.emulator import REGISTRY, Emulator
from tests.e2e.engine import Engine
from tests.e2e.environment import Deployment
from tests.e2e.process import wait_until
from tests.e2e.project import Probe
from tests.e2e.terraform import TerraformError

_MIB = 1024 * 1024


@pytest.fixture
def changed(probe: Deployment[Probe]) -> Iterator[Deployment[Probe]]:
    """The probe with a change that was not applied yet: 8 MiB that nothing compresses."""
    probe.source.file("data").write_bytes(secrets.token_bytes(8 * _MIB))
    yield probe
    probe.source.restore()


def _converges(probe: Deployment[Probe], emulator: Emulator) -> None:
    """The next apply does the rest, and leaves nothing to do."""
    probe.apply()

    assert probe.plan().actions == {}
    image = probe.workspace.outputs()["image_uri"]
    assert emulator.image_of("probe") == image
    assert image.partition("@")[2] in emulator.digests("probe")
    described, error = emulator.invoke("probe", {"do": "describe"})
    assert error is None, described
    assert "data" in described["files"]


def test_a_build_that_fails(changed: Deployment[Probe], emulator: Emulator) -> None:
    before = emulator.image_of("probe")
    dockerfile = changed.source.file("Dockerfile")
    works = dockerfile.read_text()
    dockerfile.write_text(f"{works}RUN echo the reason: $((6 * 7)) >&2 && exit 7\n")

    with pytest.raises(TerraformError, match="exit code: 7") as failed:
        changed.apply()

    # The provider tells the command alone; what it printed is beside the stack's JSON.
    assert "the reason: 42" not in str(failed.value)
    (log,) = changed.source.stack.glob("*.build.log")
    assert log.read_text().count("the reason: 42") > 0
    assert log.name.startswith("Image-function-")
    # It is appended to, and the next synth keeps the newest.
    with pytest.raises(TerraformError, match="exit code: 7"):
        changed.workspace.apply()
    assert log.read_text().count('#0 building with "default"') > 1
    changed.source.synth()
    assert log.read_text().count('#0 building with "default"') == 1
    assert "the reason: 42" in log.read_text()
    assert emulator.image_of("probe") == before
    assert emulator.invoke("probe", {}) == ("done", None)
    dockerfile.write_text(works)
    _converges(changed, emulator)


def test_a_push_that_is_cut_off(changed: Deployment[Probe], emulator: Emulator) -> None:
    before = emulator.digests("probe"), emulator.image_of("probe")
    emulator.open_registry(until_bytes=2 * _MIB)
    try:
        with pytest.raises(TerraformError, match="pushing docker image"):
            changed.apply()
        emulator.wait_for_cut()
    finally:
        emulator.open_registry()

    assert (emulator.digests("probe"), emulator.image_of("probe")) == before
    _converges(changed, emulator)


def test_a_token_that_has_expired(changed: Deployment[Probe], emulator: Emulator) -> None:
    emulator.expire_tokens()

    with pytest.raises(TerraformError, match="token has expired"):
        changed.apply()

    emulator.forget_login()
    _converges(changed, emulator)


def test_a_push_that_the_state_has_lost(
    changed: Deployment[Probe], emulator: Emulator, engine: Engine
) -> None:
    changed.apply()
    before = emulator.image_of("probe")
    image = next(a for a in changed.workspace.resources() if a.startswith("docker_"))
    changed.workspace.run("state", "rm", image)
    engine.forget(f"{REGISTRY}/probe:")
    engine.run("builder", "prune", "--force", "--all")

    assert changed.plan().by_type()["docker_registry_image"] == "create"
    _converges(changed, emulator)
    # Built anew, it is another image, and the tag of the lost one stays what it is.
    assert emulator.image_of("probe") != before
    assert before.partition("@")[2] in emulator.digests("probe")


def test_terraform_is_killed_between_push_and_update(
    changed: Deployment[Probe], emulator: Emulator
) -> None:
    changed.source.synth()
    emulator.hold_updates()
    try:
        apply = changed.workspace.start("apply", "-auto-approve", "-no-color")
        wait_until("the image was pushed", emulator.holds_an_update)
        apply.kill()
    finally:
        emulator.release_updates()

    _converges(changed, emulator)


def test_two_applies_at_once(changed: Deployment[Probe], emulator: Emulator) -> None:
    changed.source.synth()
    emulator.hold_updates()
    try:
        first = changed.workspace.start("apply", "-auto-approve", "-no-color")
        wait_until("the image was pushed", emulator.holds_an_update)
        with pytest.raises(TerraformError, match="state lock"):
            changed.workspace.apply()
    finally:
        emulator.release_updates()

    assert first.wait(60) == 0
    _converges(changed, emulator)


def test_the_engine_is_away(changed: Deployment[Probe], emulator: Emulator, engine: Engine) -> None:
    with engine.away():
        assert changed.plan().by_type()["docker_registry_image"] == "replace"
        with pytest.raises(TerraformError, match="Docker server"):
            changed.apply()

    _converges(changed, emulator)


def test_the_disk_is_full_while_the_image_is_built(
    changed: Deployment[Probe], emulator: Emulator, engine: Engine
) -> None:
    before = emulator.image_of("probe")
    changed.source.synth()
    with _room_left(engine.data, 4 * _MIB), pytest.raises(TerraformError, match="no space left"):
        changed.workspace.apply()

    assert emulator.image_of("probe") == before
    _converges(changed, emulator)


@contextmanager
def _room_left(mount: Path, size: int) -> Iterator[None]:
    """Let so many bytes fit into the file system in memory, and no more."""
    usage = os.statvfs(mount)
    whole = usage.f_blocks * usage.f_frsize
    used = (usage.f_blocks - usage.f_bfree) * usage.f_frsize

    def resize(to: int) -> None:
        subprocess.run(["mount", "-o", f"remount,size={to}", str(mount)], check=True)

    resize(used + size)
    try:
        yield
    finally:
        resize(whole)
