"""Every example is an app of its own that synthesizes, and that Terraform accepts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lambda_container.bootstrap.permission_table import known_types
from tests.terraform import Terraform, find_terraform
from tests.test_terraform_validate import without_docker

EXAMPLES = sorted(path.parent for path in Path(__file__).parents[2].glob("examples/*/main.py"))
# What is newer than the hashicorp/aws 5.100 that may be at hand.
NEWER = ("durable_config", "region")


def synthesize(example: Path, outdir: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-W", "error::UserWarning", "main.py"],
        cwd=example,
        env={**os.environ, "CDKTF_OUTDIR": str(outdir)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (stack,) = outdir.glob("stacks/*/cdk.tf.json")
    content: dict[str, Any] = json.loads(stack.read_text())
    return content


def test_there_are_examples() -> None:
    assert [example.name for example in EXAMPLES] == [
        "events",
        "full",
        "hardened",
        "python-app",
        "sources",
    ]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_an_example_says_what_it_is_and_how_to_run_it(example: Path) -> None:
    assert json.loads((example / "cdktf.json").read_text())["app"] == "python main.py"
    assert "cdktf deploy" in (example / "README.md").read_text()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_bootstrap_knows_what_each_type_of_an_example_needs(example: Path, tmp_path: Path) -> None:
    stack = synthesize(example, tmp_path / "out")
    types = {*stack["resource"], *stack.get("data", {})}
    of_aws = {type_ for type_ in types if type_.startswith(("aws_", "awscc_"))}
    assert of_aws != set()
    assert of_aws - set(known_types()) == set()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_terraform_accepts_an_example(example: Path, tmp_path: Path) -> None:
    terraform: Terraform = find_terraform()
    stack = without_docker(synthesize(example, tmp_path / "out"), terraform.aws_version)
    for resources in stack["resource"].values():
        for arguments in resources.values():
            for argument in NEWER:
                arguments.pop(argument, None)
    folder = tmp_path / "stack"
    folder.mkdir()
    (folder / "cdk.tf.json").write_text(json.dumps(stack))
    terraform.run("init", f"-plugin-dir={terraform.plugins}", cwd=folder)
    assert "The configuration is valid" in terraform.run("validate", "-no-color", cwd=folder)


def test_everything_of_the_hardened_example_uses_its_key(tmp_path: Path) -> None:
    (example,) = (path for path in EXAMPLES if path.name == "hardened")
    resources = synthesize(example, tmp_path)["resource"]

    def only(type_: str) -> dict[str, Any]:
        (arguments,) = resources[type_].values()
        found: dict[str, Any] = arguments
        return found

    (key,) = resources["aws_kms_key"]
    arn = f"${{aws_kms_key.{key}.arn}}"
    assert only("aws_lambda_function")["kms_key_arn"] == arn
    assert only("aws_cloudwatch_log_group")["kms_key_id"] == arn
    assert only("aws_sqs_queue")["kms_master_key_id"] == arn
    assert only("aws_ecr_repository")["encryption_configuration"][0]["kms_key"] == arn
    assert "log-group:/aws/lambda/hardened-Orders" in only("aws_kms_key")["policy"]


def test_the_functions_of_the_full_example_share_one_image(tmp_path: Path) -> None:
    (example,) = (path for path in EXAMPLES if path.name == "full")
    resources = synthesize(example, tmp_path)["resource"]
    assert len(resources["aws_lambda_function"]) == 3
    assert len(resources["docker_registry_image"]) == 1
