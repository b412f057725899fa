from __future__ import annotations

import base64
import json
import time

import pytest

from lambda_container.operations.doctor import check_ecr_login
from lambda_container.operations.doctor.finding import Finding
from tests.aws import REGISTRY
from tests.lambda_container.operations.doctor.conftest import Desk

CONFIG = "home/.docker/config.json"


def token(expiration: float) -> str:
    """A login as ``docker login`` stores it, with a token made like ECR's."""
    payload = {"payload": "S3CRET", "version": "2", "expiration": int(expiration)}
    inner = base64.b64encode(json.dumps(payload).encode()).decode()
    return base64.b64encode(f"AWS:{inner}".encode()).decode()


def examined(desk: Desk, settings: object) -> list[Finding]:
    text = json.dumps(settings)
    desk.write(CONFIG, text)
    findings = desk.findings(check_ecr_login.examine)
    shown = f"{findings}"
    assert "S3CRET" not in shown
    assert base64.b64encode(b"AWS:")[:5].decode() not in shown
    return findings


@pytest.mark.parametrize(
    "settings", [{}, {"auths": {"ghcr.io": {"auth": "YTpi"}}}, {"auths": None}]
)
def test_without_a_login_nothing_is_wrong(desk: Desk, settings: object) -> None:
    (finding,) = examined(desk, settings)
    assert (finding.status, finding.found[:11]) == ("ok", "none stored")


def test_a_helper_is_looked_for_on_path(desk: Desk) -> None:
    settings = {"credHelpers": {REGISTRY: "ecr-login", "gcr.io": "gcloud"}}
    (finding,) = examined(desk, settings)
    assert (finding.status, finding.found) == (
        "failure",
        f"docker-credential-ecr-login for {REGISTRY} is not on PATH",
    )
    desk.program("docker-credential-ecr-login")
    (finding,) = examined(desk, settings)
    assert finding.status == "ok"


def test_a_store_that_is_missing_stops_every_pull(desk: Desk) -> None:
    (finding,) = examined(desk, {"credsStore": "desktop"})
    assert (finding.status, finding.found) == (
        "failure",
        "docker-credential-desktop for every registry is not on PATH",
    )


def test_a_login_says_when_it_ends(desk: Desk) -> None:
    login = {"auth": token(time.time() + 5400)}
    (finding,) = examined(desk, {"auths": {f"https://{REGISTRY}": login}})
    assert (finding.status, finding.found) == ("ok", f"login to {REGISTRY}, valid for 1.5 hours")


def test_a_login_that_has_ended_is_a_warning(desk: Desk) -> None:
    login = {"auth": token(time.time() - 60)}
    (finding,) = examined(desk, {"auths": {REGISTRY: login}})
    assert (finding.status, finding.found) == ("warning", f"the login to {REGISTRY} has expired")


@pytest.mark.parametrize("auth", ["!", "YTpi", base64.b64encode(b"AWS:\xff").decode(), 7])
def test_a_login_that_does_not_say_is_taken_as_it_is(desk: Desk, auth: object) -> None:
    (finding,) = examined(desk, {"auths": {REGISTRY: {"auth": auth}}})
    assert (finding.status, finding.found) == ("ok", f"login to {REGISTRY}")


@pytest.mark.parametrize("text", ["", "{", "[]", '"S3CRET"', "\ufeff{"])
def test_settings_that_are_no_object_are_a_failure(desk: Desk, text: str) -> None:
    desk.write(CONFIG, text)
    finding = desk.finding(check_ecr_login.examine)
    assert (finding.status, finding.found) == ("failure", "config.json is not a JSON object")


def test_the_settings_of_podman_count_too(desk: Desk) -> None:
    desk.environ["XDG_RUNTIME_DIR"] = str(desk.home / "run")
    login = {"auth": token(time.time() - 60)}
    desk.write("home/run/containers/auth.json", json.dumps({"auths": {REGISTRY: login}}))
    assert desk.finding(check_ecr_login.examine).status == "warning"
