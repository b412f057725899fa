"""A base that is replaced in its registry: one new build of what is on it, and of nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e import base_image
from tests.e2e.base_registry import BaseRegistry
from tests.e2e.command_line import CommandLine
from tests.e2e.emulator import Emulator
from tests.e2e.engine import Engine
from tests.e2e.environment import Deployment
from tests.e2e.project import Pinned
from tests.e2e.terraform import Installation

_LAMBDA, _SLIM = base_image.CONFIGS
Replace = Callable[..., str]
_LATER = "2026-11-20T08:00:00Z"


@pytest.fixture(scope="module")
def published(work: Path, terraform: Installation) -> Deployment[Pinned]:
    return Deployment(Pinned(work / "pinned", "pinned-published"), terraform)


@pytest.fixture(scope="module")
def built(published: Deployment[Pinned], terraform: Installation) -> Deployment[Pinned]:
    return Deployment(Pinned(published.source.root, "pinned-built"), terraform)


@pytest.fixture(scope="module")
def command_line(
    published: Deployment[Pinned], terraform: Installation, engine: Engine
) -> CommandLine:
    return CommandLine(published.source.root, terraform, engine)


@pytest.fixture
def replace(bases: BaseRegistry, setup: Path) -> Replace:
    """Let the tag of a base be another image, with an answer for the functions on it."""
    archive = setup / f"base-{base_image.fingerprint()}.tar"
    layer = bases.add_layer(archive, archive.with_suffix(".tar.gz"))

    def replace(name: str, answer: str = "second") -> str:
        config = base_image.CONFIGS[name]
        changed = {**config, "Env": [*config["Env"], f"BASE={answer}"]}
        return bases.put(name, layer, changed, _LATER)

    return replace


def shown(command_line: CommandLine, *arguments: str, status: int = 0) -> dict[str, Any]:
    printed = command_line.run("bases", "--json", *arguments, status=status)
    return {each["name"]: each for each in json.loads(printed)["bases"]}


def actions(command_line: CommandLine) -> list[str]:
    printed = command_line.run("publish", "pinned-published", "--create-repositories", "--json")
    return [image["action"] for image in json.loads(printed)["images"]]


def answers(emulator: Emulator, stack: str) -> list[str]:
    return [emulator.invoke(f"{stack}-{base}", {})[0] for base in ("lambda", "slim")]


def test_a_base_that_is_replaced_is_one_new_build(
    command_line: CommandLine,
    published: Deployment[Pinned],
    built: Deployment[Pinned],
    emulator: Emulator,
    replace: Replace,
) -> None:
    found = shown(command_line)
    assert {name: each["state"] for name, each in found.items()} == {
        _LAMBDA: "unpinned",
        _SLIM: "unpinned",
    }
    assert actions(command_line) == ["built", "built"]

    printed = command_line.run("bases", "--update")
    assert "Lock file updated." in printed
    assert "Lock file unchanged." in command_line.run("bases", "--update")
    assert actions(command_line) == ["built", "built"]  # the digests are part of their hashes
    assert actions(command_line) == ["present", "present"]
    published.apply()
    built.apply()
    assert answers(emulator, "pinned-published") == ["first", "first"]
    assert answers(emulator, "pinned-built") == ["first", "first"]
    tag = _tag(published.source)

    digest = replace(_LAMBDA)
    # The engine knows the old one by the same name.
    assert shown(command_line)[_LAMBDA]["newest"]["digest"] == digest
    assert shown(command_line)[_SLIM]["state"] == "current"
    assert actions(command_line) == ["present", "present"]
    assert (published.plan().actions, built.plan().actions) == ({}, {})
    assert (
        shown(command_line, "--check", "--max-age", "0", status=1)[_LAMBDA]["state"] == "outdated"
    )
    assert shown(command_line, "--check", "--max-age", "36500")[_LAMBDA]["state"] == "outdated"

    command_line.run("bases", "--update")
    assert actions(command_line) == ["built", "present"]
    assert f"bases['{_LAMBDA} linux/amd64']" in command_line.run("why", "Lambda", "--since", tag)
    changes = published.apply()
    assert [address.partition(".")[0] for address in changes.actions] == ["aws_lambda_function"]
    assert answers(emulator, "pinned-published") == ["second", "first"]

    changes = built.apply()
    assert {address.partition(".")[0] for address in changes.actions} == {
        "aws_lambda_function",
        "docker_registry_image",
    }
    assert all("Lambda" in address for address in changes.actions)
    assert answers(emulator, "pinned-built") == ["second", "first"]
    assert (published.plan().actions, built.plan().actions) == ({}, {})


def test_a_pinned_build_needs_the_tag_no_more(
    command_line: CommandLine, published: Deployment[Pinned], bases: BaseRegistry
) -> None:
    (published.source.root / "lambda" / "other.py").write_text("")
    with bases.answering(429):
        printed = command_line.run("bases", status=1)
        assert "public.ecr.aws limits the rate (429)" in printed
        assert "docker.io limits the rate (429)" in printed
        assert actions(command_line) == ["built", "present"]
    with bases.away():
        printed = command_line.run("bases", "--update", status=1)
        assert "public.ecr.aws cannot be reached" in printed
        assert actions(command_line) == ["present", "present"]


def test_without_a_pin_the_newest_is_built(
    command_line: CommandLine, published: Deployment[Pinned], emulator: Emulator, replace: Replace
) -> None:
    lock = published.source.root / "lambda-container.lock.json"
    content = json.loads(lock.read_text())
    content.pop("bases")
    lock.write_text(json.dumps(content))
    (published.source.root / "lambda" / "third.py").write_text("")
    replace(_LAMBDA, "third")
    assert actions(command_line)[0] == "built"
    published.apply()
    # Not the second, which the engine has under that name.
    assert answers(emulator, "pinned-published")[0] == "third"


def _tag(source: Pinned) -> str:
    content = json.loads((source.root / "lambda-container.lock.json").read_text())
    images = content["stacks"]["pinned-published"]["images"]
    tag: str = images["Image-Lambda"]["tag"]
    return tag
