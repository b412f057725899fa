"""Logins of Docker's client, as it keeps them."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from lambda_container.operations.bases.docker_login import docker_login

AUTH = base64.b64encode(b"ada:pass:word").decode()


def login(folder: Path, host: str, settings: Any) -> tuple[str, str] | None:
    (folder / "config.json").write_text(json.dumps(settings))
    return docker_login(host, {"DOCKER_CONFIG": str(folder), "PATH": str(folder)})


def helper(folder: Path, name: str, script: str) -> None:
    program = folder / f"docker-credential-{name}"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


@pytest.mark.parametrize(
    ("host", "key"),
    [
        ("ghcr.io", "ghcr.io"),
        ("ghcr.io", "https://ghcr.io"),
        ("docker.io", "https://index.docker.io/v1/"),
    ],
)
def test_a_login_in_the_file_is_found(tmp_path: Path, host: str, key: str) -> None:
    assert login(tmp_path, host, {"auths": {key: {"auth": AUTH}}}) == ("ada", "pass:word")


@pytest.mark.parametrize(
    "settings",
    [
        {},
        [],
        {"auths": []},
        {"auths": {"ghcr.io": {}}},
        {"auths": {"ghcr.io": []}},
        {"auths": {"ghcr.io": {"auth": "?"}}},
        {"auths": {"ghcr.io": {"auth": base64.b64encode(b"ada").decode()}}},
        {"auths": {"other.io": {"auth": AUTH}}},
        {"credHelpers": {"ghcr.io": "missing"}},
    ],
)
def test_without_a_usable_login_there_is_none(tmp_path: Path, settings: Any) -> None:
    assert login(tmp_path, "ghcr.io", settings) is None


@pytest.mark.parametrize("settings", [{"credHelpers": {"ghcr.io": "x"}}, {"credsStore": "x"}])
def test_a_helper_is_asked(tmp_path: Path, settings: Any) -> None:
    answer = '{"Username": "ada", "Secret": "%s"}'
    helper(tmp_path, "x", f"read -r host; printf '{answer}' \"$1-$host\"")
    assert login(tmp_path, "ghcr.io", settings) == ("ada", "get-ghcr.io")


@pytest.mark.parametrize(
    "script", ["exit 1", "echo no", "echo '{}'", 'echo \'{"Username": "<token>", "Secret": "t"}\'']
)
def test_a_helper_without_an_answer_is_no_login(tmp_path: Path, script: str) -> None:
    helper(tmp_path, "x", script)
    assert login(tmp_path, "ghcr.io", {"credsStore": "x"}) is None
