"""``publish`` and ``promote`` as commands: what they read, print and write."""

from __future__ import annotations

import json

import pytest

from lambda_container.cli import main as cli
from lambda_container.cli import publish as publish_command
from lambda_container.cli import rollback as rollback_command
from lambda_container.engine.engine import Engine
from lambda_container.engine.engine_process import EngineError
from lambda_container.file_system import LOCK_FILE
from lambda_container.manifest.lock_file import Lock
from lambda_container.operations.publish import publisher
from tests.lambda_container.cli.published_project import Project, run
from tests.lambda_container.operations.publish.stand_ins import remote


@pytest.fixture
def project(published_project: Project) -> Project:
    return published_project


def test_publish_writes_the_digest_that_synth_pins(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("publish", "dev") == 0
    digest = remote(f"built-{project.tag}").digest
    assert f"dev Hello: built, dev@{digest}" in capsys.readouterr().out
    assert project.digest("dev") == digest
    assert project.pinned("dev") == digest
    assert project.pinned("prod") is None


def test_the_second_time_there_is_nothing_to_do(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    run("publish", "dev")
    before = (project.folder / LOCK_FILE).read_bytes()
    capsys.readouterr()
    assert run("publish", "dev") == 0
    assert capsys.readouterr().out == "Images: 0 published, 1 up to date.\n"
    assert len(project.engine.builds) == 1
    assert (project.folder / LOCK_FILE).read_bytes() == before


def test_json_is_all_that_is_printed(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("publish", "--json") == 0
    printed = capsys.readouterr()
    rows = json.loads(printed.out)["images"]
    assert [(row["stack"], row["action"]) for row in rows] == [("dev", "built"), ("prod", "copied")]
    assert {row["digest"] for row in rows} == {remote(f"built-{project.tag}").digest}
    assert printed.err == ""


def test_a_builder_is_selected_by_its_name(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[object] = []

    def find(name: str | None = None, **options: object) -> object:
        found.append((name, options))
        return project.engine

    monkeypatch.setattr(Engine, "find", find)
    assert run("publish", "dev", "--builder", "farm") == 0
    assert found == [("docker", {"environment": {"BUILDX_BUILDER": "farm"}})]


def test_a_builder_is_dockers(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("publish", "dev", "--engine", "podman", "--builder", "farm") == 2
    assert "--builder needs docker, not podman" in capsys.readouterr().err
    assert run("publish", "dev", "--builder", " ") == 2
    assert "a builder has a name" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["plan"], ["deploy", "--no-publish"]])
def test_a_builder_that_would_build_nothing_is_refused(
    command: list[str], project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(command[0], "dev", *command[1:], "--builder", "farm") == 2
    assert "--builder does nothing" in capsys.readouterr().err


def test_a_build_that_fails_keeps_what_was_published(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project.registry.repositories["dev"][project.tag] = remote("there")

    def copy_fails(*_: object, **__: object) -> None:
        raise EngineError("no way")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publisher, "copy_image", copy_fails)
        assert run("publish") == 1
    printed = capsys.readouterr().err
    assert "error: 1 of 2 images not published:\nprod Hello: no way\n" in printed
    assert project.digest("dev") == remote("there").digest
    assert project.digest("prod") is None


def test_an_edited_lock_stops_it_before_anything_is_built(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    run("publish", "dev")
    lock = project.folder / LOCK_FILE
    lock.write_text(lock.read_text().replace('"dev",', '"div",'))
    capsys.readouterr()
    assert run("publish") == 1
    assert "was edited: the seal of stack 'dev' is broken" in capsys.readouterr().err
    assert len(project.engine.builds) == 1


def test_an_unknown_stack_is_an_error_that_suggests_one(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("publish", "prd") == 1
    assert "error: there is no stack 'prd'; did you mean 'prod'?" in capsys.readouterr().err


def test_the_app_is_synthesized_unless_said(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["publish", "dev"]) == 1
    assert "error: the app ('false', in " in capsys.readouterr().err


def test_promote_pins_the_target_to_what_the_source_runs(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    run("publish", "dev")
    digest = project.digest("dev")
    project.functions["dev-Hello"] = f"host/dev@{digest}"
    capsys.readouterr()
    assert run("promote", "dev", "prod") == 0
    assert capsys.readouterr().out.splitlines() == [
        f"prod Hello: copied, prod@{digest}",
        "prod is now pinned to the images of dev: deploy it to run them.",
    ]
    assert project.pinned("prod") == digest


def test_what_was_promoted_stays_when_the_source_changes(project: Project) -> None:
    run("publish", "dev")
    digest = project.digest("dev")
    run("promote", "dev", "prod", "--published")
    (project.folder / "function" / "a").write_text("changed")
    assert project.pinned("prod") == digest
    assert project.pinned("dev") is None, "what was published for another source does not count"
    assert run("publish") == 0
    assert project.pinned("prod") == digest
    assert project.pinned("dev") not in {None, digest}


def test_a_promoted_stack_is_published_when_asked(project: Project) -> None:
    run("publish", "dev")
    run("promote", "dev", "prod", "--published")
    (project.folder / "function" / "a").write_text("changed")
    project.synth()
    assert run("publish", "prod", "--unpin") == 0
    locked = Lock.read(project.folder / LOCK_FILE).image("prod", "Image-Hello")
    assert locked is not None
    assert (locked.promoted_from, locked.digest) == (None, remote(f"built-{project.tag}").digest)


def test_promote_twice_copies_once(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    run("publish", "dev")
    run("promote", "dev", "prod", "--published")
    before = (project.folder / LOCK_FILE).read_bytes()
    capsys.readouterr()
    assert run("promote", "dev", "prod", "--published", "--json") == 0
    (row,) = json.loads(capsys.readouterr().out)["images"]
    assert not row["copied"]
    assert (project.folder / LOCK_FILE).read_bytes() == before


def test_a_promotion_that_fails_pins_nothing(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    run("publish", "dev")
    assert run("promote", "dev", "prod") == 1
    assert "; prod is unchanged:\nprod Hello: there is no f" in capsys.readouterr().err
    assert project.digest("prod") is None


def test_a_stack_is_not_promoted_to_itself(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("promote", "dev", "dev") == 2
    assert "FROM and TO must be different stacks" in capsys.readouterr().err


@pytest.fixture
def twice(project: Project) -> Project:
    """dev, whose image was published, changed, and published again."""
    run("publish", "dev")
    (project.folder / "function" / "a").write_text("changed")
    project.synth()
    run("publish", "dev")
    project.synth()
    return project


def test_a_rollback_pins_what_was_pinned_before(
    twice: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    second = twice.digest("dev")
    capsys.readouterr()
    assert run("rollback", "dev", "--no-deploy", "--auto-approve") == 0
    first = twice.digest("dev")
    assert first not in {None, second}
    assert capsys.readouterr().out.splitlines() == [
        f"dev Hello: {str(second)[:19]} -> {str(first)[:19]}",
        "dev is now pinned to these images: deploy it to run them.",
    ]
    assert twice.pinned("dev") == first, "although it was built from other files"
    assert run("publish", "dev") == 0
    assert twice.pinned("dev") == first, "publish leaves it alone"
    assert run("publish", "dev", "--unpin") == 0
    assert twice.pinned("dev") == second


def test_a_rollback_asks_first(
    twice: Project, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = twice.digest("dev")
    assert run("rollback", "dev", "--no-deploy") == 1
    assert "rollback asks before it applies, and there is no terminal" in capsys.readouterr().err
    monkeypatch.setattr(rollback_command, "check_answerable", lambda *_: None)
    monkeypatch.setattr("click.confirm", lambda *_, **__: False)
    assert run("rollback", "dev", "--no-deploy") == 1
    assert "dev: nothing was changed." in capsys.readouterr().err
    assert twice.digest("dev") == before


def test_the_earlier_images_are_listed(twice: Project, capsys: pytest.CaptureFixture[str]) -> None:
    run("rollback", "dev", "--no-deploy", "--auto-approve")
    capsys.readouterr()
    assert run("rollback", "dev", "--list") == 0
    shown = capsys.readouterr().out
    assert [line.split()[0] for line in shown.splitlines()] == [
        "now",
        "Hello",
        "1",
        "Hello",
        "2",
        "Hello",
    ]
    assert [line.endswith("rolled back") for line in shown.splitlines()[2::2]] == [True, False]
    assert run("rollback", "dev", "--list", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    newest, oldest = listed["earlier"]
    assert newest["images"] != oldest["images"] == listed["images"]
    assert run("rollback", "dev", "--list", "--to", "1") == 2
    assert "--to does nothing beside --list" in capsys.readouterr().err


def test_an_image_that_is_gone_from_the_registry_is_not_pinned(
    twice: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (twice.folder / LOCK_FILE).read_bytes()
    twice.registry.repositories["dev"] = {}
    assert run("rollback", "dev", "--no-deploy", "--auto-approve") == 1
    assert "error: nothing was changed, because images are gone:" in capsys.readouterr().err
    assert (twice.folder / LOCK_FILE).read_bytes() == before


def test_provenance_labels_what_is_built_and_changes_no_tag(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    labels = {"org.opencontainers.image.revision": "3f2a1c"}
    monkeypatch.setattr(publish_command, "provenance_labels", lambda _: labels)
    tag = project.tag
    assert run("publish", "dev", "--provenance") == 0
    (build,) = project.engine.builds
    assert build.labels == labels
    assert project.registry.repositories["dev"].keys() == {tag}
    assert run("publish", "dev", "--provenance") == 0
    assert len(project.engine.builds) == 1, "a commit alone builds nothing"


def test_without_a_revision_there_is_no_provenance(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("publish", "dev", "--provenance") == 1
    assert "its revision is not known" in capsys.readouterr().err
    assert project.engine.builds == []
