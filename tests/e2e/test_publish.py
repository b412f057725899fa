"""One build for every environment: publish, deploy, promote, deploy."""

from __future__ import annotations

import json
import os
import secrets
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.command_line import CommandLine
from tests.e2e.emulator import ACCESS_KEY, REGISTRY, SECRET_KEY, Emulator
from tests.e2e.engine import Engine
from tests.e2e.environment import Deployment
from tests.e2e.process import wait_until
from tests.e2e.project import Published
from tests.e2e.terraform import Installation

_MIB = 1024 * 1024
_DOCKERFILE = "FROM public.ecr.aws/lambda/python:3.13\nCOPY . ./\n"


@pytest.fixture(scope="module")
def folder(work: Path) -> Path:
    return work / "published"


@pytest.fixture(scope="module")
def dev(folder: Path, terraform: Installation) -> Deployment[Published]:
    return Deployment(Published(folder, "dev"), terraform)


@pytest.fixture(scope="module")
def prod(folder: Path, terraform: Installation) -> Deployment[Published]:
    return Deployment(Published(folder, "prod"), terraform)


@pytest.fixture(scope="module")
def moved(folder: Path, terraform: Installation) -> Deployment[Published]:
    return Deployment(Published(folder, "moved"), terraform)


@pytest.fixture(scope="module")
def command_line(
    dev: Deployment[Published], terraform: Installation, engine: Engine
) -> CommandLine:
    return CommandLine(dev.source.root, terraform, engine)


def told(printed: str) -> Any:
    """The JSON at the end of what a command printed, after its notes."""
    return json.loads(printed[printed.index("{") :])


def digests(emulator: Emulator, stack: str) -> list[str]:
    return emulator.digests(f"published-{stack}")


def test_one_build_runs_in_every_environment(
    command_line: CommandLine,
    dev: Deployment[Published],
    prod: Deployment[Published],
    emulator: Emulator,
    engine: Engine,
) -> None:
    printed = command_line.run("publish", "dev", "--create-repositories", "--json")
    (image,) = json.loads(printed)["images"]
    assert image["action"] == "built"

    printed = command_line.run("publish", "dev")
    assert "Images: 0 published, 1 up to date" in printed

    dev.apply()
    assert emulator.invoke("published-dev", {}) == ("done", None)
    # Nothing of the promotion needs an engine.
    engine.forget(f"{emulator.image_of('published-dev').partition('@')[0]}")
    command_line.run("promote", "dev", "prod", "--create-repositories")
    prod.apply()

    assert emulator.invoke("published-prod", {}) == ("done", None)
    running = {emulator.image_of(f"published-{each}").partition("@")[2] for each in ("dev", "prod")}
    assert running == {image["digest"]}
    assert digests(emulator, "dev") == digests(emulator, "prod") == [image["digest"]]
    assert (dev.plan().actions, prod.plan().actions) == ({}, {})


@pytest.fixture
def changed(command_line: CommandLine, dev: Deployment[Published]) -> Iterator[CommandLine]:
    """A change that was not published yet: 4 MiB that nothing compresses."""
    (dev.source.root / "function" / "data").write_bytes(secrets.token_bytes(4 * _MIB))
    yield command_line
    assert "Images: 0 published, 1 up to date" in command_line.run("publish", "dev")


def locked(command_line: CommandLine) -> str:
    content = json.loads((command_line.folder / "lambda-container.lock.json").read_text())
    (image,) = content["stacks"]["dev"]["images"].values()
    digest: str = image["digest"]
    return digest


def test_a_push_that_is_cut_off_is_taken_up_again(changed: CommandLine, emulator: Emulator) -> None:
    emulator.open_registry(until_bytes=2 * _MIB)
    publish = changed.start("publish", "dev")
    try:
        emulator.wait_for_cut()
    finally:
        emulator.open_registry()

    assert publish.wait(120) == 0, changed.printed()
    assert locked(changed) in digests(emulator, "dev")


def test_a_login_that_expires_while_it_builds_is_renewed(
    changed: CommandLine, dev: Deployment[Published], emulator: Emulator
) -> None:
    dev.source.write("Dockerfile", f"{_DOCKERFILE}RUN sleep 3\n")
    try:
        publish = changed.start("publish", "dev")
        wait_until("it builds", lambda: "dev Hello: building" in changed.printed())
        emulator.expire_tokens()

        assert publish.wait(120) == 0, changed.printed()
    finally:
        dev.source.write("Dockerfile", _DOCKERFILE)
        emulator.forget_login()  # which other clients keep
    assert locked(changed) in digests(emulator, "dev")
    # The change that the fixture made is still to be published.
    changed.run("publish", "dev")


def test_two_publishes_at_once(changed: CommandLine, emulator: Emulator) -> None:
    before = digests(emulator, "dev")

    both = [changed.start("publish", "dev", "--json") for _ in range(2)]

    assert [publish.wait(120) for publish in both] == [0, 0], changed.printed()
    (new,) = set(digests(emulator, "dev")) - set(before)
    assert locked(changed) == new


def test_an_interruption_ends_the_build_and_nothing_is_half_done(
    changed: CommandLine, dev: Deployment[Published], emulator: Emulator
) -> None:
    before = digests(emulator, "dev"), locked(changed)
    dev.source.write("Dockerfile", f"{_DOCKERFILE}RUN sleep 100\n")
    try:
        publish = changed.start("publish", "dev")
        wait_until("it builds", lambda: "dev Hello: building" in changed.printed())
        os.kill(publish.pid, signal.SIGINT)

        assert publish.wait(60) == 130, changed.printed()
    finally:
        dev.source.write("Dockerfile", _DOCKERFILE)
    assert "error: interrupted" in changed.printed()
    assert (digests(emulator, "dev"), locked(changed)) == before
    changed.run("publish", "dev")


def test_a_build_that_fails_shows_its_step_and_publishes_nothing(
    changed: CommandLine, dev: Deployment[Published], emulator: Emulator
) -> None:
    before = digests(emulator, "dev"), locked(changed)
    dev.source.write("Dockerfile", f"{_DOCKERFILE}RUN echo it does not build >&2 && exit 7\n")
    try:
        printed = changed.run("publish", "dev", status=1)
    finally:
        dev.source.write("Dockerfile", _DOCKERFILE)

    assert "error: 1 of 1 images not published:\ndev Hello: docker build" in printed
    assert "RUN echo it does not build" in printed
    assert (digests(emulator, "dev"), locked(changed)) == before
    changed.run("publish", "dev")


def test_a_gate_waits_for_scans_and_promotes_nothing_half(
    changed: CommandLine, prod: Deployment[Published], emulator: Emulator
) -> None:
    changed.run("publish", "dev")
    lock = changed.folder / "lambda-container.lock.json"
    before = lock.read_bytes(), digests(emulator, "prod")
    emulator.let_scans_find(
        {
            "name": "CVE-2026-1",
            "severity": "HIGH",
            "attributes": [{"key": "package_name", "value": "zlib"}],
        }
    )
    gate = ("promote", "dev", "prod", "--published", "--gate")

    printed = changed.run(*gate, status=1)
    assert "prod Hello: not passed: 1 high\n  high  CVE-2026-1  zlib" in printed
    assert (lock.read_bytes(), digests(emulator, "prod")) == before

    (changed.folder / "lambda-container.ignore.toml").write_text(
        '[[ignore]]\nid = "CVE-2026-1"\nuntil = 2999-12-31\nreason = "nothing is unpacked"\n'
    )
    printed = changed.run(*gate)
    assert "zlib    ignored until 2999-12-31: nothing is unpacked" in printed
    assert "prod is now pinned to the images of dev" in printed
    prod.apply()
    assert emulator.image_of("published-prod").endswith(locked(changed))


def test_a_rollback_takes_effect_at_once_and_stays(
    changed: CommandLine, prod: Deployment[Published], emulator: Emulator
) -> None:
    first = emulator.image_of("published-prod").partition("@")[2]
    changed.run("publish", "dev")
    changed.run("promote", "dev", "prod", "--published")
    prod.apply()
    second = emulator.image_of("published-prod").partition("@")[2]
    assert second != first
    older, newer = (int(alias(emulator)) + step for step in (-1, 0))

    # As long as Terraform holds the state, only the alias moves.
    printed = changed.run("rollback", "prod", "--auto-approve", "--no-deploy")
    assert f"prod Hello: {second[:19]} -> {first[:19]} (from dev)" in printed
    assert f"prod/Hello: alias live: moved from version {newer} to version {older}" in printed
    assert alias(emulator) == str(older)
    assert emulator.invoke("published-prod", {}, qualifier="live") == ("done", None)

    printed = changed.run("deploy", "prod", "--auto-approve")
    assert "prod: Hello rolled back, until a promotion or publish --unpin" in printed
    assert emulator.image_of("published-prod").partition("@")[2] == first
    assert alias(emulator) == str(newer + 1)
    assert changed.run("plan", "prod", "--detailed-exitcode").endswith("prod: no changes.\n")

    # Forward again, and back with all that belongs to it.
    changed.run("rollback", "prod", "--to", "1", "--auto-approve")
    assert emulator.image_of("published-prod").partition("@")[2] == second
    done = told(changed.run("rollback", "prod", "--to", "1", "--auto-approve", "--json"))
    assert [(each["from"], each["to"]) for each in done["returned"]] == [(second, first)]
    assert done["aliases"] == [
        {
            "function": "prod/Hello",
            "alias": "live",
            "from": str(newer + 2),
            "to": str(newer + 1),
            "not_moved": None,
        }
    ]
    assert done["applied"]
    assert emulator.image_of("published-prod").partition("@")[2] == first


def alias(emulator: Emulator) -> str:
    found = emulator.client("lambda").get_alias(FunctionName="published-prod", Name="live")
    version: str = found["FunctionVersion"]
    return version


def test_a_saved_file_runs_in_seconds(
    command_line: CommandLine, dev: Deployment[Published], emulator: Emulator, measured: list[str]
) -> None:
    def runs(name: str) -> bool:
        described, _ = emulator.invoke("published-dev", {"do": "describe"}, qualifier="live")
        return name in described["files"]

    dev.source.write("synced", "1")
    done = told(command_line.run("sync", "dev/Hello", "--alias", "live", "--json"))
    (function,) = done["functions"]
    assert (function["action"], function["updated"], function["problem"]) == ("built", True, None)
    assert function["version"] is not None
    assert runs("synced")
    dev.source.synth()
    assert dev.plan().actions == {}
    again = command_line.run("sync", "Hello")
    assert "dev/Hello: present, ran it already" in again

    watch = command_line.start("sync", "Hello", "--watch", "--alias", "live")
    try:
        wait_until("it watches", lambda: "watching" in command_line.printed())
        time.sleep(0.5)  # it begins to watch right after it says so
        started = time.monotonic()
        dev.source.write("watched", "2")
        wait_until("it is synced", lambda: command_line.printed().count("watching") > 1)
        whole = time.monotonic() - started
        assert runs("watched"), command_line.printed()
    finally:
        os.kill(watch.pid, signal.SIGINT)
    assert watch.wait(30) == 0
    synced = command_line.printed().rpartition("dev/Hello: built, ")[2].partition("\n")[0]
    measured.append(f"from a saved file to the new code: {whole:.1f} s ({synced})")

    refused = command_line.run("sync", "prod/Hello", "--stack", "prod", status=1)
    assert "prod: is not marked for sync: set sync = true" in refused


def test_a_sync_that_ends_before_the_update_is_finished_by_the_next(
    command_line: CommandLine, dev: Deployment[Published], emulator: Emulator
) -> None:
    before = emulator.image_of("published-dev")
    dev.source.write("interrupted", "1")
    emulator.hold_updates()
    try:
        sync = command_line.start("sync", "Hello")
        wait_until("the image was pushed", emulator.holds_an_update)
        os.kill(sync.pid, signal.SIGINT)
        assert sync.wait(60) == 130, command_line.printed()
    finally:
        emulator.release_updates()

    assert emulator.image_of("published-dev") == before
    assert locked(command_line) not in before
    command_line.run("sync", "Hello")
    assert emulator.image_of("published-dev").endswith(locked(command_line))
    dev.source.synth()
    assert dev.plan().actions == {}


def test_its_log_and_its_status_are_told(command_line: CommandLine, emulator: Emulator) -> None:
    invoked = told(
        command_line.run("invoke", "dev/Hello", "--remote", "--logs", "--json", "--skip-synth")
    )
    assert invoked["answer"] == "done"
    starts, reports = (
        [line for line in invoked["logs"] if line.startswith(f"{word} RequestId: ")]
        for word in ("START", "REPORT")
    )
    assert len(starts) == len(reports) == 1

    (last,) = reports
    request = last.split()[2]
    printed = command_line.run("logs", "dev/Hello", "--request", request, "--skip-synth")
    assert f"START RequestId: {request}" in printed
    whole = command_line.run("logs", "dev/Hello", "--json", "--skip-synth", "--since", "1h")
    assert len(whole.splitlines()) >= len(printed.splitlines()) - 1
    follow = command_line.start("logs", "dev/Hello", "--follow", "--skip-synth", "--since", "1s")
    wait_until("it follows", lambda: "UTC" in _asked_again(command_line, emulator))
    os.kill(follow.pid, signal.SIGINT)
    assert follow.wait(30) == 0

    (function,) = told(command_line.run("status", "dev", "--json"))["functions"]
    assert function["digest"] == emulator.image_of("published-dev").partition("@")[2]
    assert [each["name"] for each in function["aliases"]] == ["live"]
    assert (function["problem"], function["state"]) == (None, "Active")
    assert "published-dev" not in command_line.run("status", "dev").partition("\n")[0]


def _asked_again(command_line: CommandLine, emulator: Emulator) -> str:
    emulator.invoke("published-dev", {})
    return command_line.printed()


def test_what_nothing_runs_is_collected(
    command_line: CommandLine, emulator: Emulator, engine: Engine
) -> None:
    functions = emulator.client("lambda")
    used = {
        functions.get_function(FunctionName="published-dev", Qualifier=each["Version"])["Code"][
            "ResolvedImageUri"
        ].partition("@")[2]
        for each in functions.list_versions_by_function(FunctionName="published-dev")["Versions"]
    }
    before = set(digests(emulator, "dev"))
    assert used < before
    lock = command_line.folder / "lambda-container.lock.json"
    pinned = lock.read_bytes()
    gc = ("gc", "dev", "--older-than", "0", "--keep", "0")

    # The lock file knows of each image, and keeps it.
    assert not told(command_line.run(*gc, "--json"))["repositories"][0]["unused"]
    lock.unlink()
    listed = told(command_line.run(*gc, "--json"))["repositories"][0]["unused"]
    local = engine.images(f"{REGISTRY}/published-dev")
    printed = command_line.run(*gc, "--delete", "--auto-approve")

    unused = {each["digest"] for each in listed}
    assert unused
    assert not unused & used
    assert f"Deleted: {len(listed)} image" in printed
    assert set(digests(emulator, "dev")) == before - unused
    assert set(engine.images(f"{REGISTRY}/published-dev")) < set(local)
    assert emulator.invoke("published-dev", {}) == ("done", None)
    lock.write_bytes(pinned)


def test_an_environment_moves_from_terraform_without_a_rebuild(
    command_line: CommandLine, moved: Deployment[Published], emulator: Emulator, engine: Engine
) -> None:
    moved.apply()
    image = emulator.image_of("published-moved")
    engine.forget(image.partition("@")[0])

    moved.source.build_moved_by("published")
    printed = command_line.run("publish", "moved")
    built = [address for address in moved.workspace.resources() if address.startswith("docker_")]
    moved.workspace.run("state", "rm", *built)

    assert f"moved Hello: tagged, published-moved@{image.partition('@')[2]}" in printed
    assert len(built) == 1
    assert moved.plan().actions == {}


def test_no_login_is_printed_or_left(command_line: CommandLine, emulator: Emulator) -> None:
    left = [
        file
        for file in command_line.folder.rglob("*")
        if file.is_file()
        and any(
            each.encode() in file.read_bytes()
            for each in (ACCESS_KEY, SECRET_KEY, *emulator.tokens())
        )
    ]

    assert (command_line.folder / "lambda-container.log").exists()
    assert left == []
