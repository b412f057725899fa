"""Reading a context for its hash: what cannot be read, and what changes meanwhile."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lambda_container.build.content_hash import content_hash
from lambda_container.errors import InvalidArgument
from tests.lambda_container.build.contexts import SUBJECT, hash_of, inputs, read, varied
from tests.lambda_container.build.ignore_cases import make_tree


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return varied(tmp_path)


class TestReading:
    @pytest.mark.parametrize("change", ["vanished", "shorter", "longer", "link", "folder", "pipe"])
    def test_a_file_that_changes_meanwhile_is_an_error(self, change: str, root: Path) -> None:
        context = read(root)
        path = root / "data/naïve.txt"
        path.unlink()
        if change == "link":
            path.symlink_to("../app.py")
        elif change == "folder":
            path.mkdir()
        elif change == "pipe":
            os.mkfifo(path)
        elif change != "vanished":
            path.write_bytes(b"x" * (1 if change == "shorter" else 1_000_000))

        with pytest.raises(InvalidArgument) as refused:
            content_hash(context, inputs())

        assert str(refused.value).startswith(
            f"{SUBJECT}: context must not change while it is read, got 'data/naïve.txt"
        )

    def test_a_dockerfile_that_vanishes_meanwhile_is_an_error(self, root: Path) -> None:
        context = read(root)
        (root / "Dockerfile").unlink()

        with pytest.raises(InvalidArgument, match="dockerfile must be a readable file, got"):
            content_hash(context, inputs())

    def test_a_file_that_may_not_be_read_is_an_error(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder).chmod(0o755)
            make_tree(Path(folder), ("Dockerfile", "closed.pem"))
            (Path(folder) / "closed.pem").chmod(0o000)
            context = read(Path(folder))

            with _as_nobody(), pytest.raises(InvalidArgument) as refused:
                content_hash(context, inputs())

        assert str(refused.value) == (
            f"{SUBJECT}: context must contain only readable files,"
            " got 'closed.pem: Permission denied'"
        )

    def test_a_file_larger_than_the_buffer_is_read_whole(self, root: Path) -> None:
        size = 1_000_003
        (root / "big").write_bytes(b"\0" * size)
        before = hash_of(root)
        with (root / "big").open("r+b") as file:
            file.seek(size - 1)
            file.write(b"1")

        assert hash_of(root) != before


@contextmanager
def _as_nobody() -> Iterator[None]:
    """Root may read everything, so that these tests need to be somebody else."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
