from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from lambda_container import user_cache
from lambda_container.manifest.find_image import UnknownImage, choose
from lambda_container.manifest.stack_reader import read_manifests
from lambda_container.operations.why.change import Change
from lambda_container.operations.why.explanation import Explanation, NoRecord, explain
from lambda_container.operations.why.git_revision import RevisionError
from lambda_container.operations.why.ignored_files import LeftOut
from tests.lambda_container.operations.why.conftest import Synthesize


def explained(project: Path, since: str | None = None, name: str = "Hello") -> Explanation:
    (choice,) = choose(read_manifests(project / "cdktf.out"), name)
    return explain(choice, project=project, since=since)


def test_right_after_a_synth_nothing_has_changed(project: Path, synthesize: Synthesize) -> None:
    synthesize()
    now = explained(project)
    assert now.changes == ()
    assert now.content_hash_now == now.content_hash
    assert now.since == "the last synth"
    assert (now.stacks, now.functions) == (("dev", "prod"), ("Hello",))


def test_what_the_hash_covers_is_listed(project: Path, synthesize: Synthesize) -> None:
    synthesize(build_args={"B": "2", "A": "1"}, labels={"team": "x"}, target="0")
    now = explained(project)
    assert (now.platform, now.target, now.dockerfile) == ("linux/amd64", "0", "Dockerfile")
    assert (now.build_args, now.labels, now.secrets) == (("A", "B"), ("team",), ("npmrc",))
    assert (now.context, now.files) == ("functions/hello", 4)
    assert now.size == sum(one.size for one in now.biggest)
    assert [one.path for one in now.biggest] == ["data/big.bin", "app.py", "Dockerfile", "keep.log"]


def test_only_the_ten_biggest_inputs_are_named(
    project: Path, function: Path, synthesize: Synthesize
) -> None:
    for number in range(20):
        (function / f"file{number:02}").write_bytes(bytes(100 + number))
    synthesize()
    biggest = [one.size for one in explained(project).biggest]
    assert biggest == [5000, *range(119, 110, -1)]


def test_every_kind_of_change_is_told(
    project: Path, function: Path, synthesize: Synthesize
) -> None:
    synthesize()
    (function / "app.py").write_text("other\n")
    (function / "keep.log").chmod(0o755)
    (function / "data" / "big.bin").unlink()
    (function / "data" / "new").mkdir()
    (function / "link").unlink()
    (function / "link").symlink_to("elsewhere")
    (function / "Dockerfile").write_text("FROM scratch\n")
    now = explained(project)
    assert now.changes == (
        Change("dockerfile", "content"),
        Change("Dockerfile", "content", "22 bytes", "13 bytes"),
        Change("app.py", "content", "33 bytes", "6 bytes"),
        Change("data/big.bin", "removed"),
        Change("data/new", "added"),
        Change("keep.log", "mode", "not executable", "executable"),
        Change("link", "content", "app.py", "elsewhere"),
    )


def test_the_hash_of_now_is_that_of_the_next_synth(
    project: Path, function: Path, synthesize: Synthesize
) -> None:
    synthesize(build_args={"A": "1"})
    (function / "app.py").write_text("other\n")
    before = explained(project)
    synthesize(build_args={"A": "1"})
    after = explained(project)
    assert before.content_hash != before.content_hash_now == after.content_hash


def test_with_extra_hash_only_a_synth_can_tell_the_next_hash(
    project: Path, function: Path, synthesize: Synthesize
) -> None:
    synthesize(extra_hash="x")
    (function / "app.py").write_text("other\n")
    now = explained(project)
    assert (now.has_extra_hash, now.content_hash_now) == (True, None)


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (
            {"architecture": "x86_64"},
            {"architecture": "arm64"},
            Change("platform", "value", "linux/amd64", "linux/arm64"),
        ),
        ({}, {"target": "0"}, Change("target", "value", None, "0")),
        (
            {"build_args": {"A": "S3CRET"}},
            {"build_args": {"A": "2"}},
            Change("build_args['A']", "value"),
        ),
        ({}, {"build_args": {"A": "1"}}, Change("build_args['A']", "added")),
        ({"labels": {"a": "1"}}, {}, Change("labels['a']", "removed")),
        ({}, {"extra_hash": "x"}, Change("extra_hash", "value")),
    ],
)
def test_an_older_synth_is_compared_by_its_tag(
    project: Path,
    synthesize: Synthesize,
    before: dict[str, object],
    after: dict[str, object],
    change: Change,
) -> None:
    synthesize(**before)
    old = explained(project).content_hash
    synthesize(**after)
    now = explained(project, since=f"{old[:12]}-4f1c09aa")
    assert (now.since, now.changes) == (old, (change,))
    assert "S3CRET" not in "".join(
        file.read_text() for file in project.parent.rglob("cache/**/*.json")
    )


def test_what_is_left_out_names_its_rule(project: Path, synthesize: Synthesize) -> None:
    synthesize()
    now = explained(project)
    assert now.ignore_file == ".dockerignore"
    assert now.left_out == (
        LeftOut(".dockerignore"),
        LeftOut("data/debug.log", "**/*.log", 3),
        LeftOut("test_app.py", "test_*", 2),
    )


def test_images_of_two_contents_are_two(project: Path, synthesize: Synthesize) -> None:
    synthesize(prod={"architecture": "arm64"})
    found = choose(read_manifests(project / "cdktf.out"), "Hello")
    assert [choice.stacks for choice in found] == [("dev",), ("prod",)]


@pytest.mark.parametrize(
    "name",
    [
        "Hello",
        "dev/Hello",
        "hello",
        "dev-hello",
        "Hello-Image",
        "functions/hello/",
        "./functions/hello",
    ],
)
def test_an_image_goes_by_many_names(project: Path, synthesize: Synthesize, name: str) -> None:
    synthesize()
    assert explained(project, name=name).image == "Hello-Image"


def test_a_name_that_is_none_is_answered_with_close_ones(
    project: Path, synthesize: Synthesize
) -> None:
    synthesize()
    with pytest.raises(UnknownImage, match=r"no image or function 'helo' .*did you mean 'hello'"):
        explained(project, name="helo")


def test_without_a_record_a_revision_is_asked_for(project: Path, synthesize: Synthesize) -> None:
    synthesize()
    for name in user_cache.names("images"):
        user_cache.remove(name)
    with pytest.raises(NoRecord, match=r"no record of the last synth.*--since HEAD"):
        explained(project)


def test_a_cache_that_cannot_be_written_does_not_stop_a_synth(
    project: Path, synthesize: Synthesize
) -> None:
    (project.parent / "cache").write_text("")
    synthesize()
    with pytest.raises(NoRecord):
        explained(project)


def test_a_record_that_is_broken_counts_as_none(project: Path, synthesize: Synthesize) -> None:
    synthesize()
    (name,) = user_cache.names("images")
    user_cache.write(name, "{")
    with pytest.raises(NoRecord):
        explained(project)


def test_records_of_long_ago_are_forgotten(project: Path, synthesize: Synthesize) -> None:
    for number in range(205):
        user_cache.write(f"images/{number:064}.json", "{}")
        os.utime(project.parent / f"cache/images/{number:064}.json", (1, 1))
    synthesize()
    assert len(user_cache.names("images")) == 200
    assert explained(project).changes == ()


Git = Callable[..., str]


def test_a_revision_is_compared_file_by_file(
    project: Path, function: Path, synthesize: Synthesize, git: Git
) -> None:
    synthesize()
    commit = git("rev-parse", "HEAD")
    assert explained(project, since="HEAD").changes == ()
    (function / "app.py").write_text("other\n")
    (function / "data" / "big.bin").unlink()
    (function / "keep.log").chmod(0o755)
    (function / "link").unlink()
    (function / "link").write_text("a file now")
    (function / "added.py").write_text("")
    (function / "Dockerfile").write_text("FROM scratch\n")
    git("add", "functions/hello/added.py")
    (function / "untracked.py").write_text("")
    now = explained(project, since=commit[:9])
    assert now.since == commit
    assert now.untracked == ("untracked.py",)
    assert now.changes == (
        Change("dockerfile", "content"),
        Change("Dockerfile", "content", "22 bytes", "13 bytes"),
        Change("added.py", "added"),
        Change("app.py", "content", "33 bytes", "6 bytes"),
        Change("data/big.bin", "removed"),
        Change("keep.log", "mode", "not executable", "executable"),
        Change("link", "kind", "link", "file"),
    )


def test_a_revision_has_an_ignore_file_of_its_own(
    project: Path, function: Path, synthesize: Synthesize, git: Git
) -> None:
    (function / ".dockerignore").write_text("*\n!app.py\n")
    synthesize()
    removed = {one.name for one in explained(project, since="HEAD").changes}
    assert removed == {"Dockerfile", "data/big.bin", "keep.log", "link"}


def test_line_ends_that_git_changes_are_no_change(
    project: Path, function: Path, synthesize: Synthesize, git: Git
) -> None:
    (project / ".gitattributes").write_text("*.py text eol=crlf\n")
    (function / "app.py").write_bytes(b"def handler(event, context): ...\r\n")
    synthesize()
    assert explained(project, since="HEAD").changes == ()


@pytest.mark.parametrize("revision", ["nope", "--help", "HEAD:cdktf.json", "", "deadbeefdeadbeef"])
def test_a_revision_that_is_none_is_a_plain_error(
    project: Path, synthesize: Synthesize, git: Git, revision: str
) -> None:
    synthesize()
    with pytest.raises(RevisionError, match="git has no revision"):
        explained(project, since=revision)


def test_without_a_repository_there_are_no_revisions(
    project: Path, synthesize: Synthesize, monkeypatch: pytest.MonkeyPatch
) -> None:
    synthesize()
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.parent))
    with pytest.raises(RevisionError, match="git: not a git repository"):
        explained(project, since="HEAD")
    monkeypatch.setenv("PATH", str(project))
    with pytest.raises(RevisionError, match="git cannot be run"):
        explained(project, since="HEAD")
