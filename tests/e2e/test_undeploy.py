"""The cdktf CLI deploys a change, tells the outputs and destroys; nothing is left."""

import json

import pytest

from tests.e2e.cdktf import Cdktf
from tests.e2e.emulator import REGISTRY, Emulator
from tests.e2e.engine import Engine
from tests.e2e.environment import Deployment
from tests.e2e.project import Probe, Project
from tests.e2e.terraform import Installation


@pytest.fixture
def cdktf(deployed: Deployment[Project], terraform: Installation) -> Cdktf:
    return Cdktf(deployed.source, terraform)


def test_cdktf_deploys_a_change_and_writes_the_outputs(cdktf: Cdktf, emulator: Emulator) -> None:
    project, before = cdktf.project, emulator.image_of("e2e-hello")
    with project.function("hello").open("a") as source:
        source.write("# Changed\n")
    file = project.root / "outputs.json"

    cdktf.run("deploy", "e2e", "--auto-approve", "--outputs-file", str(file))

    deployed = json.loads(file.read_text())["e2e"]
    assert deployed["hello_function_name"] == "e2e-hello"
    assert emulator.image_of("e2e-hello") == deployed["hello_image_uri"] != before
    answer, error = emulator.invoke("e2e-hello", {})
    assert error is None
    assert answer.startswith("Hello from AWS Lambda")

    file.unlink()
    cdktf.run("output", "e2e", "--outputs-file", str(file))
    assert json.loads(file.read_text())["e2e"] == deployed


def test_destroy_leaves_nothing(
    cdktf: Cdktf, probe: Deployment[Probe], emulator: Emulator, engine: Engine
) -> None:
    cdktf.run("destroy", "e2e", "--auto-approve")
    probe.destroy()

    assert probe.workspace.resources() == []
    assert json.loads(cdktf.project.state.read_text())["resources"] == []
    ours = ("e2e", "probe", "/aws/lambda/e2e", "/aws/lambda/probe")
    names = [
        *(f["FunctionName"] for f in emulator.client("lambda").list_functions()["Functions"]),
        *(
            r["repositoryName"]
            for r in emulator.client("ecr").describe_repositories()["repositories"]
        ),
        *(r["RoleName"] for r in emulator.client("iam").list_roles()["Roles"]),
        *(g["logGroupName"] for g in emulator.client("logs").describe_log_groups()["logGroups"]),
        *(
            url.rpartition("/")[2]
            for url in emulator.client("sqs").list_queues().get("QueueUrls", [])
        ),
    ]
    assert [name for name in names if name.startswith(ours)] == []
    # Terraform leaves what was built on the machine that built it: doctor says what removes it.
    assert engine.images(f"{REGISTRY}/e2e/hello:")
