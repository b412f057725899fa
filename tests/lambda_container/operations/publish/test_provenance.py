"""The labels of an image's source."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from lambda_container.operations.publish.provenance import (
    REVISION,
    SOURCE,
    ProvenanceError,
    provenance_labels,
    web_address,
)


def git(folder: Path, *arguments: str) -> str:
    settings = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(
        ["git", "-C", str(folder), *settings, *arguments],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet")
    (tmp_path / "app.py").write_text("")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "one")
    return tmp_path


def test_the_revision_and_where_it_is_kept(folder: Path) -> None:
    git(folder, "remote", "add", "origin", "https://user:secret@example.com/shop/orders.git")
    assert provenance_labels(folder) == {
        REVISION: git(folder, "rev-parse", "HEAD"),
        SOURCE: "https://example.com/shop/orders",
    }


@pytest.mark.parametrize("name", ["app.py", "new.py"])
def test_a_changed_file_is_told(folder: Path, name: str) -> None:
    (folder / name).write_text("changed")
    assert provenance_labels(folder)[REVISION] == f"{git(folder, 'rev-parse', 'HEAD')}-dirty"


def test_without_a_remote_there_is_no_source(folder: Path) -> None:
    assert set(provenance_labels(folder)) == {REVISION}


def test_without_a_commit_there_is_no_revision(tmp_path: Path) -> None:
    with pytest.raises(ProvenanceError, match="its revision is not known: git: "):
        provenance_labels(tmp_path)


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("https://github.com/shop/orders.git", "https://github.com/shop/orders"),
        ("https://token@github.com/shop/orders", "https://github.com/shop/orders"),
        ("https://user:pass@GitLab.com:8443/a/b/c.git/", "https://gitlab.com:8443/a/b/c"),
        ("git@github.com:shop/orders.git", "https://github.com/shop/orders"),
        ("ssh://git@example.com:2222/shop/orders.git", "https://example.com/shop/orders"),
        ("/srv/git/orders.git", None),
        ("../orders", None),
        ("", None),
    ],
)
def test_addresses_without_logins(remote: str, address: str | None) -> None:
    assert web_address(remote) == address
