import os
from pathlib import Path

import pytest

from lambda_container.build.context import BuildContext
from lambda_container.build.context_walk import Entry
from lambda_container.errors import InvalidArgument
from tests.lambda_container.build.contexts import plain, read, refusal
from tests.lambda_container.build.ignore_cases import make_tree


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return plain(tmp_path)


def paths(context: BuildContext) -> list[str]:
    return [entry.path for entry in context.entries]


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
