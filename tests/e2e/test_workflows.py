"""The workflows that ``init`` writes, job by job, where IAM enforces what each role may do."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.emulator import ACCOUNT, REGION, Emulator
from tests.e2e.engine import Engine
from tests.e2e.github_runner import REPOSITORY, GitHubRunner, JobError
from tests.e2e.journey import Journey
from tests.e2e.terraform import Installation
from tools import wheel as wheels

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def journey(work: Path, terraform: Installation, engine: Engine) -> Journey:
    """A project that a team has bootstrapped."""
    wheel = wheels.build(ROOT, work / "wheel")
    journey = Journey(work / "workflows", wheel, terraform, engine)
    journey.run("lambda-container", "init", "orders", "--repository", REPOSITORY)
    environments = journey.project / "stacks" / "environments.py"
    text = re.sub(r'account="\d+"', f'account="{ACCOUNT}"', environments.read_text())
    environments.write_text(re.sub(r'region="[a-z0-9-]+"', f'region="{REGION}"', text))
    journey.borrow_packages()
    journey.run("make", "--silent", "test", "ARGS=--quiet --snapshot-update")
    return journey


@pytest.fixture(scope="module")
def variables(journey: Journey) -> dict[str, str]:
    printed = "".join(
        journey.run("lambda-container", "bootstrap", stack, "--auto-approve")
        for stack in ("dev", "prod")
    )
    return dict(re.findall(r"^([A-Z_]+)=(\S+)$", printed, re.MULTILINE))


@pytest.fixture(scope="module")
def runner(
    journey: Journey, variables: dict[str, str], emulator: Emulator, work: Path
) -> Iterator[GitHubRunner]:
    emulator.enforce_iam(True)
    try:
        yield GitHubRunner(journey, emulator, variables, work / "runner")
    finally:
        emulator.enforce_iam(False)


def test_bootstrap_prints_the_variables_that_the_workflows_name(
    variables: dict[str, str], journey: Journey
) -> None:
    files = (journey.project / ".github").rglob("*.yml")
    named = {name for file in files for name in re.findall(r"vars\.(\w+)", file.read_text())}
    assert named <= set(variables)
    assert variables["PROD_DEPLOY_ROLE"].endswith(":role/lambda-container/prod-orders-deploy")


def test_main_is_deployed_to_dev_and_after_its_plan_was_seen_to_prod(
    runner: GitHubRunner, emulator: Emulator
) -> None:
    printed = runner.run("deploy")
    assert "passed" in printed["check"]
    assert "dev: 4 created." in printed["dev"]
    assert "prod: 4 to create, 0 to update, 0 to replace, 0 to delete." in printed["plan"]
    assert "### Plan of prod" in runner.summary
    assert "+   prod-orders-hello: image sha256:" in runner.summary
    assert "prod: 4 created." in printed["prod"]
    for name in ("dev", "prod"):
        answer = emulator.invoke(f"{name}-orders-hello", {"name": "Ada"})
        assert answer == ({"greeting": "Hello Ada!"}, None)


def test_a_pull_request_gets_the_plan_of_each_environment(
    runner: GitHubRunner, journey: Journey, emulator: Emulator
) -> None:
    before = [emulator.image_of(f"{name}-orders-hello") for name in ("dev", "prod")]
    handler = journey.project / "functions" / "hello" / "app.py"
    text = handler.read_text()
    handler.write_text(f"{text}\n\n# Something is changed.\n")
    try:
        # The check is the same as that of main.
        printed = runner.run("pull-request", event="pull_request", without=["check"])
    finally:
        handler.write_text(text)
    comment = printed["comment"]
    for name in ("dev", "prod"):
        assert f"### Plan of {name}" in comment
        assert re.search(rf"~   {name}-orders-hello: image sha256:\w+ -> sha256:\w+", comment)
    after = [emulator.image_of(f"{name}-orders-hello") for name in ("dev", "prod")]
    assert before == after


def test_drift_is_found_once_there_is_some(runner: GitHubRunner, emulator: Emulator) -> None:
    assert "dev: no changes." in "".join(runner.run("drift", event="schedule").values())

    client = emulator.client("lambda")
    client.update_function_configuration(FunctionName="dev-orders-hello", MemorySize=512)
    try:
        with pytest.raises(JobError) as failed:
            runner.run("drift", event="schedule")
    finally:
        client.update_function_configuration(FunctionName="dev-orders-hello", MemorySize=256)
    assert failed.value.step == "Look for drift"
    assert "dev: changed outside Terraform since the last apply:" in failed.value.output


def test_newer_base_images_are_a_pull_request(runner: GitHubRunner) -> None:
    printed = "".join(runner.run("bases", event="schedule").values())
    assert "gh pr create --head bases --title Update base images" in printed
    assert "public.ecr.aws/lambda/python:3.13 linux/amd64  unpinned" in printed
    shown = ["git", "show", "bases:lambda-container.lock.json"]
    lock = subprocess.check_output(shown, cwd=runner.origin, text=True)
    (pin,) = json.loads(lock)["bases"]["images"].values()
    assert pin["digest"].startswith("sha256:")

    runner.pin(lock)
    assert "Every base image is the newest." in "".join(
        runner.run("bases", event="schedule").values()
    )


@pytest.mark.parametrize(
    ("role", "subject"),
    [
        ("DEV_DEPLOY_ROLE", f"repo:{REPOSITORY}:pull_request"),
        ("PROD_DEPLOY_ROLE", f"repo:{REPOSITORY}:ref:refs/heads/main"),
        ("PROD_PUBLISH_ROLE", f"repo:{REPOSITORY}:pull_request"),
        ("DEV_PLAN_ROLE", "repo:mallory/orders:ref:refs/heads/main"),
        ("DEV_PLAN_ROLE", f"repo:{REPOSITORY}:ref:refs/heads/other"),
    ],
)
def test_a_role_is_for_its_own_jobs_only(runner: GitHubRunner, role: str, subject: str) -> None:
    with pytest.raises(Exception, match="AccessDenied"):
        runner.credentials(runner.variables[role], subject)


@pytest.fixture
def as_deploy(runner: GitHubRunner, emulator: Emulator) -> Any:
    """A client with the credentials of dev's deployment."""
    import boto3  # noqa: PLC0415 - comes from the emulator's environment: see conftest

    subject = f"repo:{REPOSITORY}:environment:dev"
    found = runner.credentials(runner.variables["DEV_DEPLOY_ROLE"], subject)

    def client(service: str) -> Any:
        return boto3.client(
            service,
            region_name=REGION,
            aws_access_key_id=found["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=found["AWS_SECRET_ACCESS_KEY"],
            aws_session_token=found["AWS_SESSION_TOKEN"],
            verify=str(emulator.authority),
        )

    return client


TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})


def test_a_deployment_cannot_gain_more_than_it_has(as_deploy: Any) -> None:
    iam = as_deploy("iam")
    role = {"RoleName": "dev-orders-mallory", "AssumeRolePolicyDocument": TRUST}
    other = {**role, "RoleName": "prod-orders-mallory"}
    boundary = f"arn:aws:iam::{ACCOUNT}:policy/lambda-container/dev-orders-boundary"
    own = f"arn:aws:iam::{ACCOUNT}:policy/lambda-container/dev-orders-deploy-1"
    attempts: list[Callable[[], Any]] = [
        lambda: iam.create_role(**role),
        lambda: iam.create_role(**other, PermissionsBoundary=boundary),
        lambda: iam.create_policy_version(PolicyArn=own, PolicyDocument=TRUST, SetAsDefault=True),
        lambda: iam.create_policy_version(PolicyArn=boundary, PolicyDocument=TRUST),
        lambda: iam.put_role_policy(
            RoleName="dev-orders-deploy", PolicyName="more", PolicyDocument=TRUST
        ),
        lambda: as_deploy("lambda").get_function(FunctionName="prod-orders-hello"),
        lambda: as_deploy("s3").list_objects_v2(Bucket=f"tf-prod-orders-{ACCOUNT}-{REGION}"),
        lambda: as_deploy("s3").get_object(
            Bucket=f"tf-dev-orders-{ACCOUNT}-{REGION}", Key="bootstrap.tfstate"
        ),
    ]
    for attempt in attempts:
        with pytest.raises(Exception, match=r"AccessDenied|Forbidden|403"):
            attempt()
    iam.create_role(**role, PermissionsBoundary=boundary)
    with pytest.raises(Exception, match="AccessDenied"):
        iam.delete_role_permissions_boundary(RoleName="dev-orders-mallory")
    iam.delete_role(RoleName="dev-orders-mallory")
