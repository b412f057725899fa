"""A published version keeps its image."""

import json
from typing import Any

from tests.e2e.emulator import REGISTRY, Emulator
from tests.e2e.engine import Engine
from tests.e2e.environment import Deployment
from tests.e2e.project import Probe

PUSHES = 5


def test_a_version_runs_after_five_pushes_and_the_lifecycle_policy(
    probe: Deployment[Probe], emulator: Emulator, engine: Engine
) -> None:
    version, image = (probe.workspace.outputs()[name] for name in ("version", "image_uri"))
    for number in range(PUSHES):
        probe.source.file("number").write_text(str(number))
        probe.apply()
    expire_what_the_policy_names(emulator.client("ecr"), "probe")
    engine.forget(REGISTRY)

    assert int(probe.workspace.outputs()["version"]) == int(version) + PUSHES
    assert image != probe.workspace.outputs()["image_uri"]
    assert emulator.invoke("probe", {}, qualifier=version) == ("done", None)


def expire_what_the_policy_names(ecr: Any, repository: str) -> None:
    """What ECR does in its own time, as if every image were old enough: ministack never does it."""
    policy = ecr.get_lifecycle_policy(repositoryName=repository)["lifecyclePolicyText"]
    for rule in json.loads(policy)["rules"]:
        assert rule["action"] == {"type": "expire"}
        tagged = {"tagged": "TAGGED", "untagged": "UNTAGGED", "any": "ANY"}
        named = ecr.list_images(
            repositoryName=repository, filter={"tagStatus": tagged[rule["selection"]["tagStatus"]]}
        )["imageIds"]
        if named:
            ecr.batch_delete_image(repositoryName=repository, imageIds=named)
