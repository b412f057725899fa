"""What a change does: one build, one push, one update in place; and what is no change."""

import os
import shutil
from pathlib import Path

from tests.e2e.emulator import REGISTRY, Emulator
from tests.e2e.engine import Engine
from tests.e2e.environment import Deployment
from tests.e2e.project import Project, Source
from tests.e2e.terraform import Installation

ONE_BUILD_ONE_PUSH_ONE_UPDATE = {
    "docker_registry_image": "replace",
    "aws_lambda_function": "update",
}


def test_one_byte_is_one_build_one_push_one_update_and_nothing_else(
    deployed: Deployment[Project], emulator: Emulator, engine: Engine
) -> None:
    source = deployed.source.function("hello")
    before, old = source.read_bytes(), deployed.workspace.outputs()["hello_image_uri"]
    source.write_bytes(before + b"\n")

    changes = deployed.apply()

    new = deployed.workspace.outputs()["hello_image_uri"]
    assert changes.by_type() == ONE_BUILD_ONE_PUSH_ONE_UPDATE
    assert new != old
    assert emulator.image_of("e2e-hello") == new
    assert new.partition("@")[2] in emulator.digests("e2e/hello")
    engine.pull_anew(old)

    source.write_bytes(before)
    assert deployed.apply().by_type() == ONE_BUILD_ONE_PUSH_ONE_UPDATE
    assert deployed.plan().actions == {}


def test_neither_times_nor_the_checkouts_folder_are_a_change(
    deployed: Deployment[Project], terraform: Installation, tmp_path: Path
) -> None:
    root = deployed.source.root
    elsewhere = tmp_path / "another folder" / "checkout"
    shutil.copytree(root, elsewhere, ignore=shutil.ignore_patterns("cdktf.out"))
    for file in (elsewhere / "functions").rglob("*"):
        os.utime(file, (0, 0))
    checkout = Source(elsewhere, deployed.source.stack_name)

    assert Deployment(checkout, terraform).plan().actions == {}


def test_a_fresh_runner_has_nothing_to_do(
    deployed: Deployment[Project], terraform: Installation, tmp_path: Path, engine: Engine
) -> None:
    root, checkout = deployed.source.root, tmp_path / "runner" / "work"
    shutil.copytree(root, checkout, ignore=shutil.ignore_patterns("cdktf.out", "__pycache__"))
    for path in checkout.rglob("*"):  # as git writes them where the umask is 002
        path.chmod(0o775 if path.is_dir() or path.stat().st_mode & 0o100 else 0o664)
    runner = {
        "CI": "true",
        "HOME": str(tmp_path),
        "LC_ALL": "C",
        "PYTHONHASHSEED": "7",
        "TZ": "Asia/Tokyo",
        "USER": "runner",
    }
    source = Source(checkout, deployed.source.stack_name, runner)

    with engine.away():
        assert Deployment(source, terraform).plan().actions == {}


def test_another_machine_without_the_image_and_without_an_engine_has_nothing_to_do(
    deployed: Deployment[Project], engine: Engine
) -> None:
    before = deployed.workspace.outputs()
    engine.forget(f"{REGISTRY}/e2e/hello:")
    with engine.away():
        deployed.workspace.run("plan", "-detailed-exitcode", "-no-color")
        changes = deployed.apply()

    assert changes.actions == {}
    assert deployed.workspace.outputs() == before
