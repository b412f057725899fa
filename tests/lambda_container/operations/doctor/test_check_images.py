"""What the images of the last synth need of a machine, and what they left there."""

from __future__ import annotations

import json

import pytest

from lambda_container.manifest.entries import SCHEMA
from lambda_container.operations.doctor import check_images
from lambda_container.operations.doctor.finding import Finding
from tests.aws import REGISTRY
from tests.lambda_container.operations.doctor.conftest import Desk

ONE = "1 in the stacks of the last synth"


@pytest.fixture
def project(desk: Desk) -> Desk:
    """One that was synthesized, with one image in its stack dev."""
    desk.write("project/cdktf.json", '{"app": "python main.py"}')
    desk.write("project/function/Dockerfile", "FROM public.ecr.aws/lambda/python:3.13\n")
    stacks = {"dev": {"name": "dev", "workingDirectory": "stacks/dev"}}
    desk.write("project/cdktf.out/manifest.json", json.dumps({"stacks": stacks}))
    image = {
        "build": "terraform",
        "context": "../../../function",
        "dockerfile": "../../../function/Dockerfile",
        "architecture": "x86_64",
        "platform": "linux/amd64",
        "content_hash": "0" * 64,
        "build_log": "Hello-0b4a3280.build.log",
        "repository": {"name": "dev/hello", "managed": True},
        "secrets": [{"id": "pip", "env": "PIP_TOKEN"}, {"id": "net", "src": "netrc"}],
    }
    written = {"schema": SCHEMA, "images": {"Image-Hello": image}, "functions": {}}
    whole = {"//": {"lambda_container": written}}
    desk.write("project/cdktf.out/stacks/dev/cdk.tf.json", json.dumps(whole))
    desk.environ["PIP_TOKEN"] = "secret"
    return desk


def test_there_is_nothing_to_say_where_nothing_was_synthesized(desk: Desk) -> None:
    assert desk.finding(check_images.examine).found == "none yet"
    assert desk.findings(check_images.examine_local) == []


def problem(desk: Desk) -> Finding:
    """The only thing to say beside how many images there are."""
    count, one = desk.findings(check_images.examine)
    assert count.status == "ok"
    return one


def is_well(desk: Desk) -> bool:
    return [finding.found for finding in desk.findings(check_images.examine)] == [ONE]


def test_all_is_well(project: Desk) -> None:
    assert is_well(project)


def test_a_variable_of_a_secret_that_is_not_set_is_a_warning(project: Desk) -> None:
    del project.environ["PIP_TOKEN"]
    finding = problem(project)
    assert finding.status == "warning"
    assert finding.found == "the variable PIP_TOKEN of the build secret 'pip' is not set"


def test_an_image_that_is_published_is_spoken_of_as_one(project: Desk) -> None:
    del project.environ["PIP_TOKEN"]
    publish(project)
    assert problem(project).advice.endswith("otherwise publish does not build.")


def test_publish_is_logged_in_to_the_images_own_registry(project: Desk) -> None:
    publish(project)
    project.write("project/function/Dockerfile", f"FROM {REGISTRY}/base:1\n")
    assert is_well(project)
    other = REGISTRY.replace("1111", "9999")
    project.write("project/function/Dockerfile", f"FROM {other}/base:1\n")
    assert problem(project).status == "failure"


def publish(desk: Desk) -> None:
    """Let the image be one that publish builds."""
    file = desk.project / "cdktf.out/stacks/dev/cdk.tf.json"
    whole = json.loads(file.read_text())
    image = whole["//"]["lambda_container"]["images"]["Image-Hello"]
    image |= {"build": "published", "tag": "0" * 32, "lock": "lock.json"}
    image["repository"] |= {"registry_id": "111122223333", "region": "eu-west-1"}
    file.write_text(json.dumps(whole))


def test_a_variable_that_is_empty_is_set(project: Desk) -> None:
    project.environ["PIP_TOKEN"] = ""
    assert is_well(project)


@pytest.mark.parametrize(
    "line",
    [
        "FROM {}/base:1",
        "from --platform=linux/amd64 {}/a/b@sha256:0",
        "ARG BASE={}/base:1",
        "FROM scratch\nCOPY --chown=1 --from={}/tools:2 /a /b",
    ],
)
def test_a_private_base_image_wants_a_login_of_dockers(project: Desk, line: str) -> None:
    project.write(
        "project/function/Dockerfile", f"ARG A\n{line.format(REGISTRY)} AS base\nFROM base\n"
    )
    finding = problem(project)
    assert finding.status == "failure"
    assert finding.found == f"a base image needs a Docker login to {REGISTRY}"


@pytest.mark.parametrize(
    "settings",
    [
        {"credHelpers": {REGISTRY: "ecr-login"}},
        {"credsStore": "ecr-login"},
        {"auths": {f"https://{REGISTRY}": {"auth": "QTpi"}}},
        {"auths": {REGISTRY: {"auth": "QTpi"}}, "credHelpers": None},
    ],
)
def test_whatever_login_docker_has_does(project: Desk, settings: dict[str, object]) -> None:
    project.write("project/function/Dockerfile", f"FROM {REGISTRY}/base:1\n")
    project.write("home/.docker/config.json", json.dumps(settings))
    assert is_well(project)


def test_it_says_where_the_newest_log_is(project: Desk) -> None:
    project.write("project/cdktf.out/stacks/dev/Hello-0b4a3280.build.log", "#0 building")
    finding = problem(project)
    assert finding.status == "ok"
    assert finding.found == (
        "1 log of Terraform's builds, newest: cdktf.out/stacks/dev/Hello-0b4a3280.build.log"
    )


def test_local_images_that_nothing_needs_are_told_with_what_removes_just_those(
    project: Desk,
) -> None:
    project.program("docker", 'printf "%s\\n" "$@" > asked; printf "h/dev/hello:%s\\n" 1 2 3 4 5 6')
    finding = project.finding(check_images.examine_local)
    assert finding.status == "warning"
    assert finding.found.startswith("6 unused local images of Terraform's builds")
    pattern = "reference=*/dev/hello:????????????-??????????????-????????"
    assert pattern in (project.project / "asked").read_text().splitlines()
    assert f"--filter '{pattern}' | xargs docker image rm" in finding.advice


def test_a_few_local_images_are_no_matter(project: Desk) -> None:
    project.program("docker", "printf 'h/dev/hello:%s\\n' 1 2")
    assert project.findings(check_images.examine_local) == []


def test_an_output_folder_elsewhere_is_read(project: Desk) -> None:
    (project.project / "cdktf.out").rename(project.project / "out")
    assert not is_well(project)
    project.environ["CDKTF_OUTDIR"] = "out"
    del project.environ["PIP_TOKEN"]
    assert problem(project).status == "warning"
