"""An engine's login to a registry, apart from the user's own."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from lambda_container.engine.engine import Engine
from lambda_container.engine.registry_login import logged_in
from tests.aws import REGISTRY

OWN = {
    "auths": {"example.com": {"auth": "b3du"}},
    "credsStore": "desktop",
    "credHelpers": {REGISTRY: "ecr-login", "other.example.com": "pass"},
}


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "own"
    (folder / "cli-plugins").mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps(OWN))
    monkeypatch.setenv("DOCKER_CONFIG", str(folder))
    monkeypatch.setenv("REGISTRY_AUTH_FILE", str(folder / "config.json"))
    return folder


def test_docker_is_logged_in_beside_the_users_own_logins(own: Path) -> None:
    engine = Engine("docker", "docker")
    with logged_in(engine, host=REGISTRY, user="AWS", password="s3cr3t") as variables:
        folder = Path(variables["DOCKER_CONFIG"])
        file = folder / "config.json"
        content = json.loads(file.read_text())
        assert file.stat().st_mode & 0o077 == 0
        assert base64.b64decode(content["auths"][REGISTRY]["auth"]) == b"AWS:s3cr3t"
        assert content["auths"]["example.com"] == {"auth": "b3du"}
        assert content["credsStore"] == "desktop"
        assert content["credHelpers"] == {REGISTRY: "", "other.example.com": "pass"}
        assert (folder / "cli-plugins").resolve() == own / "cli-plugins"
    assert not folder.exists()
    assert json.loads((own / "config.json").read_text()) == OWN


def test_an_older_login_in_dockers_variable_does_not_count(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = {"example.com": {"auth": "b3du"}}
    auths = {**others, REGISTRY: {"auth": "b2xk"}}
    monkeypatch.setenv("DOCKER_AUTH_CONFIG", json.dumps({"auths": auths}))
    with logged_in(
        Engine("docker", "docker"), host=REGISTRY, user="AWS", password="x"
    ) as variables:
        assert json.loads(variables["DOCKER_AUTH_CONFIG"]) == {"auths": others}


@pytest.mark.parametrize("value", ["", "{", "[]", '{"auths": 1}', "{}"])
def test_a_variable_that_holds_no_logins_is_left_alone(
    value: str, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_AUTH_CONFIG", value)
    with logged_in(
        Engine("docker", "docker"), host=REGISTRY, user="AWS", password="x"
    ) as variables:
        assert set(variables) == {"DOCKER_CONFIG"}


def test_podman_is_logged_in_by_a_file(own: Path) -> None:
    with logged_in(
        Engine("podman", "podman"), host=REGISTRY, user="AWS", password="x"
    ) as variables:
        content = json.loads(Path(variables["REGISTRY_AUTH_FILE"]).read_text())
        assert set(content["auths"]) == {REGISTRY, "example.com"}
    assert not Path(variables["REGISTRY_AUTH_FILE"]).exists()


def test_the_password_is_in_no_variable(own: Path) -> None:
    with logged_in(
        Engine("docker", "docker"), host=REGISTRY, user="AWS", password="p4ss"
    ) as variables:
        assert "p4ss" not in str(variables)


def test_a_user_without_a_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "none"))
    with logged_in(
        Engine("docker", "docker"), host=REGISTRY, user="AWS", password="x"
    ) as variables:
        content = json.loads((Path(variables["DOCKER_CONFIG"]) / "config.json").read_text())
        assert set(content["auths"]) == {REGISTRY}
