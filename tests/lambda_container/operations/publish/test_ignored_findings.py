"""The file of findings that are accepted for a time."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lambda_container.operations.publish.ignored_findings import (
    Ignored,
    IgnoreFileError,
    read_ignored,
)

ENTRY = '[[ignore]]\nid = "CVE-1"\nuntil = 2027-01-31\nreason = "not reachable"\n'


def read(folder: Path, content: str) -> list[Ignored]:
    (folder / "ignore.toml").write_text(content)
    return list(read_ignored(folder / "ignore.toml"))


def test_entries_are_read(tmp_path: Path) -> None:
    more = ENTRY.replace("CVE-1", "CVE-2") + 'package = "zlib"\n'
    until, reason = date(2027, 1, 31), "not reachable"
    assert read(tmp_path, ENTRY + more) == [
        Ignored(id="CVE-1", until=until, reason=reason),
        Ignored(id="CVE-2", until=until, reason=reason, package="zlib"),
    ]
    assert read(tmp_path, "") == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (ENTRY.replace("2027-01-31", '"soon"'), "until"),
        (ENTRY.replace("until = 2027-01-31\n", ""), "missing required field `until`"),
        (ENTRY.replace("not reachable", " "), "CVE-1: reason must say why it is accepted"),
        (ENTRY.replace("2027-01-31", "2027-01-31T00:00:00"), "until"),
        (ENTRY + "severity = 1\n", "unknown field `severity`"),
        ("[[ignore", "ignore.toml: "),
    ],
)
def test_another_file_is_refused(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(IgnoreFileError, match=message):
        read(tmp_path, content)


def test_no_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(IgnoreFileError, match="cannot be read: No such file"):
        read_ignored(tmp_path / "none.toml")
