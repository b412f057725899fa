import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lambda_container.build.context import BuildContext
from lambda_container.build.context_walk import Entry
from lambda_container.errors import InvalidArgument
from tests.lambda_container.build.ignore_cases import make_tree

SUBJECT = "ContainerImage 'functions/hello'"
NOBODY = 65534


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "context"
    make_tree(folder, ("Dockerfile", "app.py"))
    return folder


def read(context: Any, dockerfile: Any = None) -> BuildContext:
    return BuildContext.read(context, dockerfile=dockerfile, subject=SUBJECT)


def paths(context: BuildContext) -> list[str]:
    return [entry.path for entry in context.entries]


def refusal(context: Any, dockerfile: Any = None) -> str:
    with pytest.raises(InvalidArgument) as refused:
        read(context, dockerfile)
    prefix = f"{SUBJECT}: "
    assert str(refused.value).startswith(prefix)
    return str(refused.value).removeprefix(prefix)


class TestEntries:
    def test_each_says_its_kind(self, root: Path) -> None:
        make_tree(root, ("run.sh*", "empty/", "link -> app.py", "loop -> loop"))

        assert read(root).entries == (
            Entry("Dockerfile", "file", size=10),
            Entry("app.py", "file", size=6),
            Entry("empty", "directory"),
            Entry("link", "link", target="app.py"),
            Entry("loop", "link", target="loop"),
            Entry("run.sh", "file", executable=True, size=7),
        )

    def test_they_are_sorted_by_the_bytes_of_the_whole_path(self, root: Path) -> None:
        make_tree(root, ("a/b", "a.b", "a-b", "B", "é", "z", "\U0001f600", "\ufb00"))

        assert paths(read(root)) == [
            *("B", "Dockerfile", "a", "a-b", "a.b", "a/b", "app.py", "z"),
            *("é", "\ufb00", "\U0001f600"),
        ]

    def test_a_link_to_a_folder_is_not_entered(self, root: Path, tmp_path: Path) -> None:
        make_tree(tmp_path / "outside", ("secret.txt",))
        (root / "outside").symlink_to("../outside")
        (root / "self").symlink_to(".")

        assert paths(read(root)) == ["Dockerfile", "app.py", "outside", "self"]

    def test_a_hard_link_is_a_file_like_any_other(self, root: Path) -> None:
        (root / "twin.py").hardlink_to(root / "app.py")

        assert Entry("twin.py", "file", size=6) in read(root).entries

    def test_version_control_and_synthesized_output_stay_out_at_any_depth(self, root: Path) -> None:
        make_tree(
            root, (".git/HEAD", "infra/cdktf.out/manifest.json", "module/.git", "cdktf.out/x")
        )

        context = read(root)

        assert paths(context) == ["Dockerfile", "app.py", "infra", "module"]
        assert context.ignored == (".git/", "cdktf.out/", "infra/cdktf.out/", "module/.git")

    def test_a_file_that_is_only_named_like_the_output_is_sent(self, root: Path) -> None:
        make_tree(root, ("cdktf.out",))

        assert "cdktf.out" in paths(read(root))

    def test_an_ignored_folder_of_which_a_file_is_kept_is_sent_itself(self, root: Path) -> None:
        make_tree(root, ("data/keep/this", "data/not/this"))
        (root / ".dockerignore").write_text("data\n!data/keep/this\n")

        context = read(root)

        assert paths(context) == ["Dockerfile", "app.py", "data", "data/keep", "data/keep/this"]
        assert context.ignored == (".dockerignore", "data/not/")

    def test_the_context_may_be_relative_and_a_link(
        self, root: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (root.parent / "link").symlink_to("context")
        monkeypatch.chdir(root.parent)

        assert read("link") == read(root)
        assert read("link").root == root.resolve()


class TestIgnoreFile:
    def test_none_is_needed(self, root: Path) -> None:
        context = read(root)

        assert context.ignore_file is None

    def test_the_one_of_the_context_is_used_and_not_hashed(self, root: Path) -> None:
        (root / ".dockerignore").write_text("app.py\n")

        context = read(root)

        assert context.ignore_file == root / ".dockerignore"
        assert paths(context) == ["Dockerfile"]
        assert context.ignored == (".dockerignore", "app.py")

    def test_the_one_named_after_the_dockerfile_wins(self, root: Path) -> None:
        make_tree(root, ("docker/api.Dockerfile", "other.py"))
        (root / ".dockerignore").write_text("app.py\n")
        (root / "docker/api.Dockerfile.dockerignore").write_text("other.py\n")

        context = read(root, "docker/api.Dockerfile")

        assert context.ignore_file == root / "docker/api.Dockerfile.dockerignore"
        assert paths(context) == ["Dockerfile", "app.py", "docker", "docker/api.Dockerfile"]

    def test_one_named_after_another_dockerfile_is_a_file_like_any_other(self, root: Path) -> None:
        make_tree(root, ("api.Dockerfile.dockerignore",))

        assert "api.Dockerfile.dockerignore" in paths(read(root))

    def test_a_folder_is_refused(self, root: Path) -> None:
        (root / ".dockerignore").mkdir()

        assert refusal(root) == ".dockerignore must be a file, got '.dockerignore'"

    def test_a_link_that_leads_out_is_refused(self, root: Path) -> None:
        (root.parent / "rules").write_text("*.md\n")
        (root / ".dockerignore").symlink_to("../rules")

        assert refusal(root).startswith(".dockerignore must not be a link that leads out")

    def test_a_link_to_nothing_is_refused(self, root: Path) -> None:
        (root / ".dockerignore").symlink_to("nowhere")

        assert refusal(root) == ".dockerignore must exist, got '.dockerignore'"

    def test_one_that_leaves_nothing_to_send_is_refused(self, root: Path) -> None:
        (root / ".dockerignore").write_text("**\n")
        (root / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")

        assert refusal(root).startswith(
            "context must contain at least one file that .dockerignore does not leave out, got "
        )

    @pytest.mark.parametrize("copy", ["", "COPY --from=public.ecr.aws/a/b /a /a\n"])
    def test_one_that_leaves_nothing_to_send_is_taken_if_nothing_is_copied(
        self, root: Path, copy: str
    ) -> None:
        (root / ".dockerignore").write_text("*\n")
        (root / "Dockerfile").write_text(f"FROM scratch\n{copy}")
        assert read(root).entries == ()

    def test_an_invalid_line_is_told_by_its_number(self, root: Path) -> None:
        (root / ".dockerignore").write_text("*.md\n[a\n")

        assert refusal(root) == (
            ".dockerignore line 2 must be a pattern that Docker accepts"
            " (syntax error in pattern), got '[a'"
        )


class TestContextArgument:
    @pytest.mark.parametrize("value", [None, 1, True, b"functions", ["functions"], {}])
    def test_it_is_text_or_a_path(self, value: object) -> None:
        assert refusal(value).startswith("context must be a path (str or Path), got ")

    @pytest.mark.parametrize("value", ["", "a\0b"])
    def test_it_is_a_possible_path(self, value: str) -> None:
        assert refusal(value).startswith("context must be a non-empty path without NUL")

    def test_it_is_known_now(self) -> None:
        assert refusal("${TfToken[TOKEN.1]}/hello").startswith(
            "context must be a literal value, not a Terraform reference"
        )

    @pytest.mark.parametrize(
        "value",
        [
            "https://github.com/owner/repository.git#main:docker",
            "git@github.com:owner/repository.git",
            "github.com/owner/repository",
            "file:///functions/hello",
            "s3://bucket/context.tar.gz",
        ],
    )
    def test_it_is_no_url(self, value: str) -> None:
        assert refusal(value) == f"context must be a local folder, not a URL, got {value!r}"

    def test_it_exists(self, tmp_path: Path) -> None:
        missing = str(tmp_path / "missing")

        assert refusal(missing).startswith("context must exist, got ")

    def test_it_is_not_below_a_file(self, root: Path) -> None:
        assert refusal(root / "app.py" / "x").startswith("context must exist, got ")

    def test_it_is_no_file(self, root: Path) -> None:
        assert refusal(root / "app.py").startswith("context must be a folder, got ")

    @pytest.mark.parametrize("value", ["/", "/../", "//"])
    def test_it_is_not_the_root_folder(self, value: str) -> None:
        assert refusal(value).startswith("context must be a folder of the project, not the root")

    def test_it_is_no_loop_of_links(self, tmp_path: Path) -> None:
        (tmp_path / "a").symlink_to("b")
        (tmp_path / "b").symlink_to("a")

        assert refusal(tmp_path / "a" / "hello").startswith(
            "context must not be a symbolic link that leads back to itself, got "
        )

    def test_its_names_are_not_too_long(self, tmp_path: Path) -> None:
        assert refusal(tmp_path / ("a" * 300)).startswith("context must be a readable path")


class TestDockerfileArgument:
    def test_it_is_named_dockerfile_unless_told(self, root: Path) -> None:
        assert read(root).dockerfile == root / "Dockerfile"

    @pytest.mark.parametrize("given", ["docker/api", "./docker//api", "docker/../docker/api"])
    def test_it_is_relative_to_the_context(self, given: str, root: Path) -> None:
        make_tree(root, ("docker/api",))

        assert read(root, given).dockerfile == root / "docker/api"

    def test_it_may_be_absolute(self, root: Path) -> None:
        (root.parent / "link").symlink_to("context")

        context = read(root, root.parent / "link" / "Dockerfile")

        assert context.dockerfile == root / "Dockerfile"

    @pytest.mark.parametrize("given", ["../shared/Dockerfile", "sub/../../shared/Dockerfile"])
    def test_it_may_be_outside_when_its_path_leads_there(self, given: str, root: Path) -> None:
        make_tree(root.parent, ("shared/Dockerfile",))

        context = read(root, given)

        assert context.dockerfile == root.parent / "shared/Dockerfile"

    @pytest.mark.parametrize(
        ("link", "target"),
        [("sub/Dockerfile", "../Dockerfile"), ("../x/Dockerfile", "../y/Real"), ("D", "../y/Real")],
    )
    def test_it_may_be_no_link_out_of_its_folder(self, link: str, target: str, root: Path) -> None:
        make_tree(root, ("sub/keep",))
        make_tree(root.parent, ("x/keep", "y/Real"))
        (root / link).symlink_to(target)

        with pytest.raises(InvalidArgument, match="must not be a link that leads out of"):
            read(root, link)

    def test_it_may_be_a_link_downwards_or_in_a_linked_folder(self, root: Path) -> None:
        make_tree(root, ("sub/Real",))
        (root / "Link").symlink_to("sub/Real")
        (root / "folder").symlink_to("sub")

        assert read(root, "Link").dockerfile == root / "Link"
        assert read(root, "folder/Real").dockerfile == root / "folder" / "Real"

    def test_outside_its_own_ignore_file_counts(self, root: Path) -> None:
        make_tree(root.parent, ("shared/Dockerfile",))
        (root.parent / "shared/Dockerfile.dockerignore").write_text("app.py\n")

        assert paths(read(root, "../shared/Dockerfile")) == ["Dockerfile"]

    def test_a_link_inside_may_not_lead_outside(self, root: Path) -> None:
        make_tree(root.parent, ("shared/Dockerfile",))
        (root / "linked").symlink_to("../shared/Dockerfile")

        assert refusal(root, "linked") == (
            "dockerfile must not be a link that leads out of the context, got 'linked'"
        )

    def test_a_link_inside_may_stay_inside(self, root: Path) -> None:
        (root / "linked").symlink_to("Dockerfile")

        assert read(root, "linked").dockerfile == root / "linked"

    def test_it_exists(self, root: Path) -> None:
        (root / "Dockerfile").unlink()

        assert refusal(root) == "dockerfile must exist, got 'Dockerfile'"
        assert refusal(root, "api") == "dockerfile must exist, got 'api'"

    def test_it_is_no_folder(self, root: Path) -> None:
        make_tree(root, ("docker/api",))

        assert refusal(root, "docker") == "dockerfile must be a file, got 'docker'"

    def test_it_is_no_pipe(self, root: Path) -> None:
        os.mkfifo(root / "pipe")

        assert refusal(root, "pipe") == "dockerfile must be a file, got 'pipe'"

    def test_it_is_not_empty(self, root: Path) -> None:
        (root / "Dockerfile").write_bytes(b"")

        assert refusal(root) == "dockerfile must be a non-empty file, got 'Dockerfile'"

    def test_it_is_no_loop_of_links(self, root: Path) -> None:
        (root / "loop").symlink_to("loop")

        assert refusal(root, "loop").startswith("dockerfile must not be a symbolic link that leads")

    @pytest.mark.parametrize("value", [1, b"Dockerfile", ["Dockerfile"]])
    def test_it_is_text_or_a_path(self, value: object, root: Path) -> None:
        assert refusal(root, value).startswith("dockerfile must be a path (str or Path), got ")


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
