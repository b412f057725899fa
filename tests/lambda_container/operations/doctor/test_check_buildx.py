"""What BuildKit's builds need of the client, of the environment and of the user's folder."""

from __future__ import annotations

import hashlib

import pytest

from lambda_container.operations.doctor import check_buildx, check_engine
from tests.lambda_container.operations.doctor.conftest import Desk


def docker(desk: Desk, client: str, plug_in: str) -> None:
    """A client of a version, with what its plug-in says or nothing."""
    says = f"echo {plug_in}" if plug_in else 'echo "is not a docker command" >&2; exit 1'
    version = f"echo 'Docker version {client}, build abc'"
    desk.program("docker", f'case "$1" in --version) {version} ;; *) {says} ;; esac')


def test_the_plug_in_tells_its_version(desk: Desk) -> None:
    docker(desk, "29.7.2", "github.com/docker/buildx v0.29.1 abc")
    finding = desk.finding(check_buildx.examine)
    assert (finding.status, finding.found) == ("ok", "0.29.1")


@pytest.mark.parametrize("client", ["23.0.0", "28.2.2", "29.7.2"])
def test_a_newer_client_without_it_cannot_build(desk: Desk, client: str) -> None:
    docker(desk, client, "")
    finding = desk.finding(check_buildx.examine)
    assert (finding.subject, finding.status) == ("buildx", "failure")
    assert "docker-buildx" in finding.advice


def test_an_older_client_needs_none(desk: Desk) -> None:
    docker(desk, "20.10.24+dfsg1", "")
    finding = desk.finding(check_buildx.examine)
    assert finding.status == "ok"
    assert finding.found == "not needed: BuildKit is built into Docker 20.10.24"


def test_one_that_knows_no_attestations_is_too_old(desk: Desk) -> None:
    docker(desk, "23.0.1", "github.com/docker/buildx v0.9.1 abc")
    finding = desk.finding(check_buildx.examine)
    assert finding.status == "failure"
    assert finding.found == "0.9.1, too old: publish needs 0.10 or newer"


def test_one_that_is_slow_is_a_warning(desk: Desk) -> None:
    desk.program("docker", "sleep 60")
    assert desk.finding(check_buildx.examine, seconds=0.2).status == "warning"


def test_nothing_is_missed_without_docker(desk: Desk) -> None:
    assert desk.findings(check_buildx.examine) == []


def farm(desk: Desk, driver: str, status: str) -> None:
    """A client with a builder elsewhere, and no engine."""
    nodes = f"Nodes:\\nName: farm0\\nStatus: {status}\\n"
    inspected = f"printf 'Name: farm\\nDriver: {driver}\\n\\n{nodes}'"
    cases = (
        f'"buildx version") echo github.com/docker/buildx v0.36.1 ;; "buildx inspect") {inspected}'
    )
    desk.program("docker", f'case "$1 $2" in {cases} ;; *) echo "no engine" >&2; exit 1 ;; esac')


@pytest.mark.parametrize(
    ("driver", "status", "expected"),
    [
        ("remote", "running", ("ok", "0.36.1; publish builds on farm (remote)")),
        ("kubernetes", "inactive", ("ok", "0.36.1; publish builds on farm (kubernetes)")),
        (
            "remote",
            "inactive",
            ("failure", "0.36.1; publish builds on farm (remote), which does not answer"),
        ),
        ("docker", "running", ("ok", "0.36.1")),
    ],
)
def test_it_tells_where_publish_builds(
    desk: Desk, driver: str, status: str, expected: tuple[str, str]
) -> None:
    farm(desk, driver, status)
    finding = desk.finding(check_buildx.examine)
    assert (finding.status, finding.found) == expected


def test_with_a_builder_elsewhere_an_engine_is_missed_less(desk: Desk) -> None:
    farm(desk, "remote", "running")
    assert desk.finding(check_engine.examine).status == "warning"
    farm(desk, "docker", "running")
    assert desk.finding(check_engine.examine).status == "failure"


@pytest.mark.parametrize("value", ["0", "false", "F"])
def test_the_legacy_builder_is_a_failure(desk: Desk, value: str) -> None:
    desk.environ["DOCKER_BUILDKIT"] = value
    finding = desk.finding(check_buildx.examine)
    assert (finding.status, finding.advice) == ("failure", "Unset it.")
    assert (
        finding.found
        == f"DOCKER_BUILDKIT={value}: Terraform's builds can lose files of the context"
    )


@pytest.mark.parametrize("value", ["1", "true", ""])
def test_buildkit_asked_for_is_well(desk: Desk, value: str) -> None:
    desk.environ["DOCKER_BUILDKIT"] = value
    assert desk.findings(check_buildx.examine) == []


def test_a_value_that_is_no_truth_ends_the_builds(desk: Desk) -> None:
    desk.environ["DOCKER_BUILDKIT"] = "yes"
    assert desk.finding(check_buildx.examine).status == "failure"


@pytest.mark.parametrize("variable", ["BUILDX_CONFIG", "DOCKER_CONFIG", "HOME"])
def test_a_builder_that_is_gone_is_a_failure(desk: Desk, variable: str) -> None:
    folders = {
        "BUILDX_CONFIG": ("own", "own"),
        "DOCKER_CONFIG": ("config", "config/buildx"),
        "HOME": ("home", "home/.docker/buildx"),
    }
    folder, of_buildx = folders[variable]
    desk.environ[variable] = str(desk.home.parent / folder)
    desk.environ["BUILDX_BUILDER"] = "farm"
    (finding,) = [each for each in desk.findings(check_buildx.examine) if "BUILDER" in each.found]
    assert (finding.status, finding.found) == ("failure", "BUILDX_BUILDER: no builder 'farm'")
    desk.write(f"{of_buildx}/instances/farm", "{}")
    assert desk.findings(check_buildx.examine) == []


def test_builders_are_called_in_lower_case(desk: Desk) -> None:
    desk.environ["BUILDX_BUILDER"] = "MyFarm"
    desk.write("home/.docker/buildx/instances/myfarm", "{}")
    assert desk.findings(check_buildx.examine) == []


def test_a_context_of_docker_is_a_builder(desk: Desk) -> None:
    desk.environ["BUILDX_BUILDER"] = "desktop-linux"
    folder = hashlib.sha256(b"desktop-linux").hexdigest()
    desk.write(f"home/.docker/contexts/meta/{folder}/meta.json", "{}")
    assert desk.findings(check_buildx.examine) == []


def test_the_builder_of_the_engine_is_always_there(desk: Desk) -> None:
    desk.environ["BUILDX_BUILDER"] = "default"
    assert desk.findings(check_buildx.examine) == []


def test_a_folder_that_cannot_be_one_is_told_with_the_way_out(desk: Desk) -> None:
    desk.environ["HOME"] = str(desk.write("a-file", ""))
    finding = desk.finding(check_buildx.examine)
    assert finding.status == "failure"
    assert finding.advice == "Set BUILDX_CONFIG to a folder that this user can write to."
    desk.environ["BUILDX_CONFIG"] = str(desk.home / "new")
    assert desk.findings(check_buildx.examine) == []
