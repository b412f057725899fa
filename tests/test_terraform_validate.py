"""``terraform validate`` accepts every stack.

Only ``hashicorp/aws`` must be available, in any version: the version in the JSON is overridden,
and the Docker provider's resources are replaced by a digest.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from stacks.app import synthesize
from tests.terraform import Terraform, find_terraform

PROJECT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def terraform() -> Terraform:
    return find_terraform()


@pytest.fixture(scope="module")
def outdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("validate") / "cdktf.out"
    synthesize(PROJECT, folder)
    return folder


def without_docker(stack: dict[str, Any], aws_version: str) -> dict[str, Any]:
    """The configuration for a machine that has no Docker provider."""
    del stack["resource"]["docker_registry_image"]
    for block in ("provider", "terraform"):
        (stack[block] if block == "provider" else stack[block]["required_providers"]).pop("docker")
    del stack["ephemeral"]  # newer than the provider that may be available
    del stack["terraform"]["backend"]
    stack["terraform"]["required_providers"]["aws"]["version"] = aws_version
    text = re.sub(r"\$\{docker_registry_image\.[^}]*\}", f"sha256:{'0' * 64}", json.dumps(stack))
    left: dict[str, Any] = json.loads(text)
    return left


@pytest.mark.parametrize("environment", ["dev", "prod", "stage"])
def test_terraform_accepts_the_stack(
    environment: str, outdir: Path, terraform: Terraform, tmp_path: Path
) -> None:
    stack = json.loads((outdir / "stacks" / environment / "cdk.tf.json").read_text())
    left = without_docker(stack, terraform.aws_version)
    assert set(left["resource"]) == {
        "aws_cloudwatch_log_group",
        "aws_ecr_lifecycle_policy",
        "aws_ecr_repository",
        "aws_ecr_repository_policy",
        "aws_iam_role",
        "aws_iam_role_policy",
        "aws_lambda_function",
        "aws_sqs_queue",
        "aws_sqs_queue_policy",
    }
    (tmp_path / "cdk.tf.json").write_text(json.dumps(left))
    terraform.run("init", f"-plugin-dir={terraform.plugins}", cwd=tmp_path)
    assert "The configuration is valid" in terraform.run("validate", "-no-color", cwd=tmp_path)
