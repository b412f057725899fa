"""The record of what Docker sends, and what is computed for it, against a real engine."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lambda_container.build.context import BuildContext
from lambda_container.build.context_walk import Entry
from lambda_container.errors import InvalidArgument
from tests.docker.conftest import unavailable
from tests.docker.engine import Engine
from tests.lambda_container.build.ignore_cases import CASES, TREE, Case

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@pytest.fixture(scope="session")
def modern_engine(engine: Engine) -> Engine:
    if engine.client_version < (23,):
        unavailable("install a Docker client of 23 or newer: older ones have other ignore rules")
    return engine


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.about)
def test_dockers_rules_keep_exactly_the_entries(
    case: Case, modern_engine: Engine, tmp_path: Path
) -> None:
    root = case.make(tmp_path / "context")
    entries = set(BuildContext.read(root, subject="ContainerImage 'x'").entries)

    assert _kept_by_docker(modern_engine, root) == entries


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.about)
def test_buildx_is_sent_exactly_the_entries(case: Case, engine: Engine, tmp_path: Path) -> None:
    if not engine.has_buildx:
        pytest.skip("install Docker's buildx plug-in")
    root = case.make(tmp_path / "context")
    entries = set(BuildContext.read(root, subject="ContainerImage 'x'").entries)

    assert _but_for_ignore_file(engine.copied_by_buildx(root, tmp_path / "out")) == entries


_WILD = ("*", "**", "?", "app*", "*.md", "**.py", "[a-l]*", "[^s]*", "..", ".")
_NAMES = ("src", "docs", "lib", "deep", "guide", "app.py", "keep.txt")
_SEGMENTS = st.sampled_from(_WILD + _NAMES)
_LINES = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "", "!", "/", "! ", " "]),
    st.lists(_SEGMENTS, min_size=1, max_size=3).map("/".join),
    st.sampled_from(["", "", "/", " ", "\r"]),
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(lines=st.lists(_LINES, min_size=1, max_size=5))
def test_generated_rules_keep_what_docker_keeps(modern_engine: Engine, lines: list[str]) -> None:
    case = Case("generated", "\n".join(lines).encode(), tree=TREE)
    with TemporaryDirectory() as folder:
        root = case.make(Path(folder) / "context")
        try:
            context = BuildContext.read(root, subject="ContainerImage 'x'")
        except InvalidArgument:
            return  # an invalid line, or all is left out: what test_dockerignore is about
        kept = _kept_by_docker(modern_engine, root)

    assert kept == set(context.entries)


def _kept_by_docker(engine: Engine, root: Path) -> set[Entry]:
    """What Docker's matcher keeps when the walk enters every folder, as BuildKit's does.

    A ``!folder`` in front of all other lines changes no result, since nothing is left out yet; but
    the walk that makes the tar enters each folder that a ``!`` line names.
    """
    ignore_file = root / ".dockerignore"
    original = ignore_file.read_bytes()
    folders = [path for path in root.rglob("*") if path.is_dir() and not path.is_symlink()]
    opened = "".join(f"!{path.relative_to(root).as_posix()}\n" for path in folders).encode()
    mark = _BYTE_ORDER_MARK if original.startswith(_BYTE_ORDER_MARK) else b""
    ignore_file.write_bytes(mark + opened + original.removeprefix(mark))
    kept = _but_for_ignore_file(engine.copied_from_tar(root))
    ignore_file.write_bytes(original)
    return kept


def _but_for_ignore_file(entries: set[Entry]) -> set[Entry]:
    return {entry for entry in entries if entry.path != ".dockerignore"}
