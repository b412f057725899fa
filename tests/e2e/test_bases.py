"""CDK Terrain and OpenTofu have nothing to change in what CDKTF and Terraform made."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.cdktf import Cdktf
from tests.e2e.emulator import Emulator
from tests.e2e.environment import Deployment
from tests.e2e.project import Project, Source
from tests.e2e.terraform import Installation
from tools import base
from tools.step import ROOT


class OnCdkTerrain(Source):
    """The app of a project, on CDK Terrain, in the same folder."""

    python = str(base.FOLDER / ".venv" / "bin" / "python")

    def __init__(self, project: Project) -> None:
        super().__init__(
            project.root, project.stack_name, {"PYTHONPATH": str(base.FOLDER / "constructs")}
        )
        shutil.rmtree(self.stack)
        for file in [
            Path("main.py"),
            *(path.relative_to(ROOT) for path in ROOT.glob("stacks/*.py")),
        ]:
            shutil.copy2(base.FOLDER / file, self.root / file)


@pytest.fixture
def project(terraform: Installation, tmp_path: Path) -> Iterator[Deployment[Project]]:
    deployment = Deployment(Project(tmp_path / "project"), terraform)
    deployment.ensure()
    yield deployment
    if deployment.is_applied:
        deployment.destroy()


def test_an_app_moves_to_cdk_terrain_without_a_change(
    project: Deployment[Project], terraform: Installation, emulator: Emulator
) -> None:
    written = project.source.stack / "cdk.tf.json"
    before = written.read_text()
    moved = Deployment(OnCdkTerrain(project.source), terraform)

    assert moved.plan().actions == {}

    after = written.read_text()
    assert after != before
    versions = ('"version": "0.21.0"', '"version": "0.24.0"')
    assert after == before.replace(*versions)
    source, old = project.source.function("hello"), emulator.image_of("e2e-hello")
    source.write_bytes(source.read_bytes() + b"\n")
    cdktn = Cdktf(project.source, terraform, base.FOLDER, moved.source.python)
    cdktn.run("deploy", "e2e", "--auto-approve")
    assert emulator.image_of("e2e-hello") != old
    assert moved.plan().actions == {}


def test_opentofu_goes_on_where_terraform_was(
    project: Deployment[Project], terraform: Installation
) -> None:
    # No package of the registries has it: the run is given one.
    tofu = shutil.which(os.environ.get("TOFU") or "tofu")
    if tofu is None:
        pytest.skip("needs OpenTofu: tofu on PATH, or its path in TOFU")
    shutil.rmtree(project.source.stack / ".terraform")
    (project.source.stack / ".terraform.lock.hcl").unlink()
    moved = Deployment(project.source, Installation(tofu, terraform.environment))

    assert moved.plan().actions == {}

    source = project.source.function("hello")
    source.write_bytes(source.read_bytes() + b"\n")
    changes = moved.apply().by_type()
    assert changes == {"docker_registry_image": "replace", "aws_lambda_function": "update"}
    assert moved.plan().actions == {}
    # Its state names OpenTofu's registry, so Terraform cannot destroy it.
    project.is_applied = False
    moved.destroy()
    assert moved.workspace.resources() == []
