"""``promote --gate``: what it prints, and that nothing is promoted half."""

from __future__ import annotations

import json

import pytest

from lambda_container.file_system import LOCK_FILE
from tests.lambda_container.cli.published_project import Project, run
from tests.lambda_container.operations.publish.stand_in_scans import basic, enhanced, scan

Capture = pytest.CaptureFixture[str]
IGNORED = """
[[ignore]]
id = "CVE-2026-1"
until = 2999-01-31
reason = "nothing parses XML"
"""


@pytest.fixture
def project(published_project: Project, capsys: Capture) -> Project:
    published_project.scans.answers = [
        scan(basic("CVE-2026-1", "CRITICAL", "libxml2"), basic("CVE-2026-2", "LOW"))
    ]
    run("publish", "dev")
    capsys.readouterr()
    return published_project


def promote(*arguments: str) -> int:
    return run("promote", "dev", "prod", "--published", "--gate", *arguments)


def test_what_is_severe_is_neither_copied_nor_pinned(project: Project, capsys: Capture) -> None:
    before = (project.folder / LOCK_FILE).read_bytes()
    assert promote() == 1
    printed = capsys.readouterr()
    assert printed.out.splitlines() == [
        "prod Hello: not passed: 1 critical, 1 low",
        "  critical  CVE-2026-1  libxml2  1.2",
    ]
    assert "1 of 1 images did not pass the gate; prod is unchanged: prod Hello" in printed.err
    assert project.registry.repositories["prod"] == {}
    assert (project.folder / LOCK_FILE).read_bytes() == before


def test_what_is_ignored_passes_and_is_told(project: Project, capsys: Capture) -> None:
    (project.folder / "lambda-container.ignore.toml").write_text(IGNORED)
    assert promote() == 0
    assert capsys.readouterr().out.splitlines()[:2] == [
        "prod Hello: passed: 1 critical, 1 low",
        "  critical  CVE-2026-1  libxml2  1.2  ignored until 2999-01-31: nothing parses XML",
    ]
    assert project.digest("prod") == project.digest("dev")


def test_the_version_that_mends_it_is_told(project: Project, capsys: Capture) -> None:
    project.scans.answers = [scan(enhanced("CVE-2026-3"), status="ACTIVE")]
    assert promote() == 1
    assert "  high  CVE-2026-3  pip  24.0  fixed in 25.1\n" in capsys.readouterr().out


def test_an_image_that_cannot_be_judged_is_not_promoted(project: Project, capsys: Capture) -> None:
    project.scans.answers = [{"imageScanStatus": {"status": "UNSUPPORTED_IMAGE"}}]
    assert promote() == 1
    assert "prod Hello: not judged: it could not be scanned: UNSUPP" in capsys.readouterr().out


def test_json_tells_all_of_it(project: Project, capsys: Capture) -> None:
    assert promote("--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["images"], told["gate"]["passed"], told["gate"]["fail_on"]) == ([], False, "high")
    (image,) = told["gate"]["images"]
    assert image["digest"] == project.digest("dev")
    assert [(each["id"], each["fails"]) for each in image["findings"]] == [
        ("CVE-2026-1", True),
        ("CVE-2026-2", False),
    ]
    project.scans.answers = [scan()]
    assert promote("--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (len(told["images"]), told["gate"]["passed"]) == (1, True)


def test_an_ignore_file_that_cannot_be_read_stops_it(project: Project, capsys: Capture) -> None:
    (project.folder / "lambda-container.ignore.toml").write_text(IGNORED.replace("reason", "why"))
    assert promote() == 1
    assert "lambda-container.ignore.toml: Object contains unknown field" in capsys.readouterr().err


def test_options_of_the_gate_need_it(project: Project, capsys: Capture) -> None:
    assert run("promote", "dev", "prod", "--fail-on", "low") == 2
    assert "--fail-on does nothing without --gate" in capsys.readouterr().err
