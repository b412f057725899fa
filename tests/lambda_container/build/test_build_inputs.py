"""A build option is one field: whatever builds or explains a build must not overlook it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lambda_container.build.build_inputs import NOT_HASHED, BuildInputs, SecretSource
from lambda_container.build.build_record import BuildRecord
from lambda_container.build.content_hash import content_hash
from lambda_container.build.context import BuildContext
from lambda_container.engine.build_request import Build
from lambda_container.image.build_block import build_block
from lambda_container.operations.why.change import changed_arguments

FIELDS = sorted(BuildInputs.__struct_fields__)
INPUTS = BuildInputs(platform="linux/amd64")
OTHER: dict[str, Any] = {
    "context": "elsewhere",
    "dockerfile": "Dockerfile.other",
    "platform": "linux/arm64",
    "target": "other",
    "build_args": {"A": "1"},
    "labels": {"a": "1"},
    "secrets": (SecretSource(id="a", env="A"),),
    "extra_hash": "again",
    "bases": {"scratch linux/amd64": f"sha256:{'0' * 64}"},
}
"""For each field another value than in ``INPUTS``."""


def other(field: str) -> BuildInputs:
    return INPUTS.replace(**{field: OTHER[field]})


@pytest.fixture
def read(context: Path) -> BuildContext:
    return BuildContext.read(context, subject="Test")


@pytest.mark.parametrize("field", sorted({*FIELDS} - NOT_HASHED))
def test_the_hash_covers_every_input(field: str, read: BuildContext) -> None:
    assert content_hash(read, other(field)) != content_hash(read, INPUTS)


@pytest.mark.parametrize("field", sorted({*FIELDS} - NOT_HASHED))
def test_why_tells_of_every_input(field: str, read: BuildContext) -> None:
    before, after = BuildRecord.of(read, INPUTS), BuildRecord.of(read, other(field))
    assert [change.name.partition("[")[0] for change in changed_arguments(before, after)] == [field]


# Bases are in a Dockerfile that is written for the build: test_pinned_files.py.
@pytest.mark.parametrize("field", sorted({*FIELDS} - {"extra_hash", "bases"}))
def test_engine_and_terraform_build_with_every_input(field: str) -> None:
    commands = [Build(inputs=inputs).options() for inputs in (INPUTS, other(field))]
    blocks = [build_block(inputs, build_log_file="log") for inputs in (INPUTS, other(field))]
    assert commands[0] != commands[1]
    assert blocks[0] != blocks[1]


@pytest.mark.parametrize("field", FIELDS)
def test_paths_of_every_input_can_be_located(field: str) -> None:
    located = other(field).located(lambda path: f"/elsewhere/{path}")
    assert located.context.startswith("/elsewhere/")
    assert located.dockerfile.startswith("/elsewhere/")
