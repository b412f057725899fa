"""What is found in a context: entries that no image can hold, and that cannot be read."""

import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lambda_container.build.contexts import plain, read, refusal
from tests.lambda_container.build.ignore_cases import make_tree

NOBODY = 65534


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return plain(tmp_path)


class TestWhatNoImageCanHold:
    def test_a_pipe_is_refused_unless_it_is_ignored(self, root: Path) -> None:
        (root / "run").mkdir()
        os.mkfifo(root / "run/pipe")

        assert refusal(root) == (
            "context must contain only files, directories and links (add the rest to"
            " .dockerignore), got 'run/pipe, a named pipe'"
        )
        (root / ".dockerignore").write_text("run\n")
        assert "run/" in read(root).ignored

    def test_a_socket_is_refused(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(root)
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("server.sock")

            assert refusal(root).endswith("got 'server.sock, a socket'")

    def test_a_name_that_is_not_utf_8_is_refused_unless_it_is_ignored(self, root: Path) -> None:
        (root / "x").mkdir()
        with open(os.fsencode(root) + b"/x/na\xefve.txt", "wb"):  # noqa: PTH123 - bytes
            pass

        assert refusal(root) == (
            "context must contain only names in UTF-8, got 'x/na\\udcefve.txt'"
        )
        (root / ".dockerignore").write_text("x/na*\n")
        assert read(root).ignored == (".dockerignore", "x/na\udcefve.txt")

    def test_a_link_to_a_name_that_is_not_utf_8_is_refused(self, root: Path) -> None:
        os.symlink(b"na\xefve.txt", os.fsencode(root) + b"/link")  # noqa: PTH211 - bytes

        assert refusal(root).startswith("context must contain only names in UTF-8")


class TestWithoutPermission:
    @pytest.fixture
    def open_root(self) -> Iterator[Path]:
        """A context that another user can reach, unlike pytest's own folders."""
        with tempfile.TemporaryDirectory() as folder:
            Path(folder).chmod(0o755)
            make_tree(Path(folder) / "context", ("Dockerfile", "app.py", "closed/x"))
            make_tree(Path(folder) / "context", ("api",))
            (Path(folder) / "context/api.dockerignore").write_text("closed\n!**/x\n")
            closed = Path(folder) / "context/closed"
            closed.chmod(0o000)
            yield Path(folder) / "context"
            closed.chmod(0o755)

    @pytest.fixture(autouse=True)
    def _as_nobody(self, open_root: Path) -> Iterator[None]:
        if os.geteuid() != 0:
            yield
            return
        os.seteuid(NOBODY)
        yield
        os.seteuid(0)

    def test_a_closed_folder_is_refused(self, open_root: Path) -> None:
        assert refusal(open_root) == (
            "context must contain only readable files, got 'closed/: Permission denied'"
        )

    def test_a_closed_folder_below_the_context_is_refused(self, open_root: Path) -> None:
        assert refusal(open_root / "closed" / "x").startswith(
            "context must be a readable path (Permission denied)"
        )

    def test_a_closed_folder_that_is_ignored_is_none_of_our_business(self, open_root: Path) -> None:
        ignore_file = open_root / "api.dockerignore"
        assert read(open_root, "api").ignored == ("api.dockerignore", "closed/")
        assert read(open_root, "api").ignore_file == ignore_file
