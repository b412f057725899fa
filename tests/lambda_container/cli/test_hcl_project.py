"""``publish`` and ``promote`` of a project in HCL."""

from __future__ import annotations

import json

import pytest

from lambda_container.cli import main as cli
from lambda_container.file_system import LOCK_FILE
from lambda_container.manifest.images_toml import IMAGES_TOML
from lambda_container.manifest.lock_file import Lock
from tests.lambda_container.cli.published_project import Project

_TOML = """
[images.hello]
source_path = "function"
repository = "dev"

[environments.dev]
region = "eu-west-1"

[environments.prod]
region = "eu-west-1"
"""


@pytest.fixture
def project(published_project: Project) -> Project:
    (published_project.folder / "cdktf.json").unlink()
    (published_project.folder / IMAGES_TOML).write_text(_TOML)
    return published_project


def test_what_is_published_is_locked_for_each_environment(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["publish", "dev"]) == 0
    assert "dev hello: built" in capsys.readouterr().out
    assert cli.main(["publish"]) == 0
    assert "Images: 0 published, 2 up to date." in capsys.readouterr().out
    lock = Lock.read(project.folder / LOCK_FILE)
    digests = {lock.image(name, "Image-hello") for name in ("dev", "prod")}
    assert None not in digests
    assert len({each.digest for each in digests if each}) == 1
    assert len(project.engine.builds) == 1


def test_what_is_promoted_stays_when_the_source_changes(project: Project) -> None:
    assert cli.main(["publish", "dev"]) == 0
    assert cli.main(["promote", "dev", "prod", "--published"]) == 0
    (project.folder / "function" / "a").write_text("changed")
    assert cli.main(["publish"]) == 0
    lock = Lock.read(project.folder / LOCK_FILE)
    dev, prod = (lock.image(name, "Image-hello") for name in ("dev", "prod"))
    assert dev is not None
    assert prod is not None
    assert prod.promoted_from == "dev"
    assert dev.digest != prod.digest


@pytest.mark.parametrize(
    "command",
    [["plan", "dev"], ["deploy", "dev", "--auto-approve"], ["destroy", "dev"], ["diagram", "dev"]],
    ids=lambda command: command[0],
)
def test_what_needs_an_app_says_so(
    command: list[str], project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(command) == 1
    expected = "is a project in HCL, as it has lambda-container.toml: publish, promote, bases,"
    assert expected in capsys.readouterr().err
    assert project.engine.builds == []


def test_both_files_are_refused(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    (project.folder / "cdktf.json").write_text('{"app": "false"}')
    assert cli.main(["publish", "--json"]) == 1
    assert (
        "has both cdktf.json and lambda-container.toml"
        in json.loads(capsys.readouterr().out)["error"]["message"]
    )


def test_the_nearer_file_counts(project: Project) -> None:
    inner = project.folder / "inner"
    inner.mkdir()
    (inner / "cdktf.json").write_text('{"app": "false"}')
    assert cli.main(["publish", "--project", str(inner)]) == 1
