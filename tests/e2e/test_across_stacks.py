"""The real Terraform accepts what one stack gives another."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.lambda_container.test_across_stacks import PAIRS, documents, two_stacks
from tests.terraform import Terraform, find_terraform

pytestmark = pytest.mark.filterwarnings("ignore::lambda_container.LambdaContainerWarning")


@pytest.fixture(scope="module")
def terraform() -> Terraform:
    return find_terraform()


@pytest.mark.parametrize("pair", PAIRS)
def test_terraform_accepts_both_stacks(pair: str, terraform: Terraform, tmp_path: Path) -> None:
    give, take = PAIRS[pair]
    context = tmp_path / "code"
    context.mkdir()
    (context / "Dockerfile").write_text("FROM public.ecr.aws/lambda/python:3.13\n")
    app, a, b = two_stacks(tmp_path)
    take(b, give(a), context)
    for name, document in documents(app).items():
        if "docker_registry_image" in document["resource"]:
            continue  # of a provider that may not be at hand
        document["terraform"]["required_providers"]["aws"]["version"] = terraform.aws_version
        folder = tmp_path / name
        folder.mkdir()
        (folder / "cdk.tf.json").write_text(json.dumps(document))
        terraform.run("init", "-backend=false", f"-plugin-dir={terraform.plugins}", cwd=folder)
        terraform.run("validate", cwd=folder)
