"""Contexts that tests read and hash."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from lambda_container.build.build_inputs import BuildInputs, SecretSource
from lambda_container.build.content_hash import content_hash
from lambda_container.build.context import BuildContext
from lambda_container.errors import InvalidArgument
from tests.lambda_container.build.ignore_cases import make_tree

SUBJECT = "ContainerImage 'functions/hello'"


def plain(tmp_path: Path) -> Path:
    """A context with a Dockerfile and one file."""
    folder = tmp_path / "context"
    make_tree(folder, ("Dockerfile", "app.py"))
    return folder


def varied(tmp_path: Path) -> Path:
    """A context with entries of each kind, and an ignore file."""
    folder = tmp_path / "context"
    make_tree(folder, ("Dockerfile", "app.py", "data/naïve.txt", "empty/", "run.sh*"))
    make_tree(folder, ("link -> app.py", "loop -> loop", "shared -> ../shared.py"))
    make_tree(tmp_path, ("shared.py",))
    (folder / ".dockerignore").write_text("*.md\n")
    return folder


def read(context: Any, dockerfile: Any = None) -> BuildContext:
    return BuildContext.read(context, dockerfile=dockerfile, subject=SUBJECT)


def refusal(context: Any, dockerfile: Any = None) -> str:
    """Why a context is refused."""
    with pytest.raises(InvalidArgument) as refused:
        read(context, dockerfile)
    prefix = f"{SUBJECT}: "
    assert str(refused.value).startswith(prefix)
    return str(refused.value).removeprefix(prefix)


def inputs(*, secret_ids: Iterable[str] = (), **arguments: Any) -> BuildInputs:
    secrets = tuple(SecretSource(id=id_, env="X") for id_ in secret_ids)
    return BuildInputs(**{"platform": "linux/amd64", "secrets": secrets, **arguments})


def hash_of(root: Path, dockerfile: str | None = None, **arguments: Any) -> str:
    return content_hash(read(root, dockerfile), inputs(**arguments))
