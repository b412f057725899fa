"""``gc``: what it prints, what it asks, and what it counts as use."""

from __future__ import annotations

import json
import subprocess
from datetime import timedelta
from typing import Any

import pytest

from lambda_container.cli import gc as gc_command
from lambda_container.cli import main as cli
from lambda_container.engine.engine import Engine
from lambda_container.engine.engine_process import EngineError
from lambda_container.file_system import LOCK_FILE
from lambda_container.manifest.lock_file import update_lock
from lambda_container.manifest.locked_image import LockedImage
from tests.lambda_container.cli.published_project import Project
from tests.lambda_container.operations.gc.stand_in_account import (
    NOW,
    StandInAccount,
    StandInImage,
    StandInRepository,
    digest_of,
    may_pull,
)

OWN, OTHER = "111122223333", "444455556666"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def accounts(
    published_project: Project, monkeypatch: pytest.MonkeyPatch
) -> dict[str | None, StandInAccount]:
    accounts: dict[str | None, StandInAccount] = {
        None: StandInAccount(OWN),
        "other": StandInAccount(OTHER),
    }
    monkeypatch.setattr(gc_command, "Aws", lambda profile=None: accounts[profile])

    def find(*_: Any) -> Engine:
        raise EngineError("there is no container engine")

    monkeypatch.setattr(Engine, "find", find)
    return accounts


@pytest.fixture
def repository(accounts: dict[str | None, StandInAccount]) -> StandInRepository:
    repository = accounts[None].repository("dev")
    accounts[None].repository("prod")
    for name, age in {"a": 100, "b": 50}.items():
        layers = {name: 5 * 10**8}
        image = StandInImage(digest_of(name), tags=(name,), age=age, layers=layers)
        repository.images.append(image)
    return repository


def gc(*arguments: str) -> int:
    return cli.main(["gc", "--skip-synth", "--keep", "0", *arguments])


def test_it_lists_what_nothing_runs_and_deletes_nothing(
    repository: StandInRepository, capsys: Capture
) -> None:
    assert gc("dev") == 0
    printed = capsys.readouterr()
    later, earlier = (f"{NOW - timedelta(days=days):%Y-%m-%d}" for days in (50, 100))
    assert printed.out.splitlines() == [
        f"dev of {OWN} in eu-west-1: 2 images, 2 unused, 1.0 GB, 0.10 USD a month",
        f"  sha256:000000000000  pushed {later}  0.50 GB  b",
        f"  sha256:000000000000  pushed {earlier}  0.50 GB  a",
        "Unused: 2 images, 1.0 GB, 0.10 USD a month. Nothing was deleted: --delete deletes them.",
    ]
    assert "Local images are left out: there is no container engine" in printed.err
    assert len(repository.images) == 2


def test_it_deletes_when_told(repository: StandInRepository, capsys: Capture) -> None:
    assert gc("dev", "--older-than", "60", "--delete", "--auto-approve") == 0
    assert capsys.readouterr().out.endswith("Deleted: 1 image.\n")
    assert [image.tags for image in repository.images] == [("b",)]


def test_it_asks_before_it_deletes(
    repository: StandInRepository, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert gc("--delete") == 1
    assert "gc asks before it deletes, and there is no terminal" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    asked = []
    monkeypatch.setattr("click.confirm", lambda question, **_: asked.append(question))
    assert gc("--delete") == 0
    assert asked == ["Delete 2 images?"]
    assert len(repository.images) == 2


def test_a_repository_whose_use_is_not_known_fails(
    repository: StandInRepository, capsys: Capture
) -> None:
    repository.policy = may_pull(OTHER)
    assert gc("--delete", "--auto-approve") == 1
    assert (
        f"left alone: its policy, or its registry's, lets {OTHER} pull" in capsys.readouterr().out
    )
    assert len(repository.images) == 2


def test_json_tells_all_of_it(repository: StandInRepository, capsys: Capture) -> None:
    assert gc("dev", "--json", "--delete", "--auto-approve", "--older-than", "60") == 0
    told = json.loads(capsys.readouterr().out)
    (found,) = told["repositories"]
    assert (found["repository"], found["account"], found["images"]) == ("dev", OWN, 2)
    assert [(each["tags"], each["deleted"]) for each in found["unused"]] == [(["a"], True)]
    assert found["freed_bytes"] == 5 * 10**8


def test_the_lock_file_of_a_branch_counts(
    published_project: Project, repository: StandInRepository, capsys: Capture
) -> None:
    folder = published_project.folder
    git = ["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run([*git, "init", "-q", "-b", "main"], check=True)
    locked = LockedImage(digest=digest_of("a"), repository="dev", tag="other")
    update_lock(folder / LOCK_FILE, {"dev": {"Image-Hello": locked}})
    subprocess.run([*git, "add", LOCK_FILE], check=True)
    subprocess.run([*git, "commit", "-qm", "pin"], check=True)
    subprocess.run([*git, "tag", "pinned"], check=True)
    (folder / LOCK_FILE).unlink()

    assert gc("dev", "--json") == 0
    assert len(json.loads(capsys.readouterr().out)["repositories"][0]["unused"]) == 2
    assert gc("dev", "--json", "--also", "pinned") == 0
    (found,) = json.loads(capsys.readouterr().out)["repositories"]
    assert [each["tags"] for each in found["unused"]] == [["b"]]
    assert gc("dev", "--also", "nothing") == 1
    assert "git has no revision 'nothing'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("--auto-approve", "--auto-approve does nothing without --delete"),
        ("--only local --profile dev", "does nothing beside --only local"),
    ],
)
def test_options_that_would_do_nothing_are_refused(
    published_project: Project, capsys: Capture, arguments: str, message: str
) -> None:
    assert gc(*arguments.split()) == 2
    assert message in capsys.readouterr().err
