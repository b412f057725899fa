"""What a function becomes."""

from __future__ import annotations

from pathlib import Path

import pytest
from cdktf import TerraformStack, TerraformVariable
from cdktf_cdktf_provider_aws.provider import AwsProvider
from syrupy.assertion import SnapshotAssertion

from lambda_container import (
    BuiltImage,
    ContainerFunction,
    ContainerImage,
    ExecutionRole,
    Repository,
    Timeouts,
    raw,
)
from tests.aws import REGION, URI
from tests.synth import Synth

IMAGE = ContainerImage.from_uri(URI)


def test_a_function_with_everything_it_needs(
    stack: TerraformStack, synth: Synth, context: Path, snapshot: SnapshotAssertion
) -> None:
    repository = Repository(stack, "Repository", name="hello")
    image = ContainerImage.build(context, repository=repository)
    ContainerFunction(stack, "Hello", image=image)
    whole = synth.json
    for build in whole["resource"]["docker_registry_image"].values():
        del build["build"]  # paths of a temporary folder
    assert whole == snapshot


def test_a_function_is_small_traced_and_logs_json_by_default(
    stack: TerraformStack, synth: Synth
) -> None:
    ContainerFunction(stack, "Hello", image=IMAGE)
    function = synth.resource("aws_lambda_function")
    (group,) = synth.resources("aws_cloudwatch_log_group")
    (role,) = synth.resources("aws_iam_role")
    (policy,) = synth.resources("aws_iam_role_policy")
    assert function == {
        "function_name": "dev-Hello",
        "package_type": "Image",
        "image_uri": URI,
        "architectures": ["x86_64"],
        "role": f"${{aws_iam_role.{role}.arn}}",
        "memory_size": 128,
        "timeout": 3,
        "ephemeral_storage": {"size": 512},
        "tracing_config": {"mode": "Active"},
        "logging_config": {
            "log_format": "JSON",
            "application_log_level": "INFO",
            "system_log_level": "INFO",
            "log_group": f"${{aws_cloudwatch_log_group.{group}.name}}",
        },
        "reserved_concurrent_executions": -1,
        "publish": False,
        "depends_on": [f"aws_cloudwatch_log_group.{group}", f"aws_iam_role_policy.{policy}"],
    }
    assert synth.resource("aws_cloudwatch_log_group") == {
        "name": "/aws/lambda/dev-Hello",
        "retention_in_days": 365,
    }


def test_every_argument_reaches_terraform(stack: TerraformStack, synth: Synth) -> None:
    ContainerFunction(
        stack,
        "Hello",
        image=IMAGE,
        function_name="orders",
        description="costs ${5}",
        memory_size=10_240,
        timeout=900,
        ephemeral_storage=10_240,
        environment={"LEVEL": "info", "TZ": "Europe/Paris", "PRICE": "${5}"},
        architecture="arm64",
        entry_point=["/bin/sh", "-c"],
        command=["echo ${HOME}"],
        working_directory="/var/task",
        tracing="PassThrough",
        log_retention_in_days=30,
        application_log_level="DEBUG",
        system_log_level="WARN",
        reserved_concurrent_executions=5,
        publish=True,
        tags={"Team": "shop"},
        timeouts=Timeouts(create="20m", update="1h30m"),
    )
    function = synth.resource("aws_lambda_function")
    expected = {
        "function_name": "orders",
        "description": "costs $${5}",
        "memory_size": 10_240,
        "timeout": 900,
        "ephemeral_storage": {"size": 10_240},
        "environment": {"variables": {"LEVEL": "info", "TZ": "Europe/Paris", "PRICE": "$${5}"}},
        "architectures": ["arm64"],
        "image_config": {
            "entry_point": ["/bin/sh", "-c"],
            "command": ["echo $${HOME}"],
            "working_directory": "/var/task",
        },
        "tracing_config": {"mode": "PassThrough"},
        "reserved_concurrent_executions": 5,
        "publish": True,
        "tags": {"Team": "shop"},
        "timeouts": {"create": "20m", "update": "1h30m"},
    }
    assert {key: function[key] for key in expected} == expected
    assert function["logging_config"]["application_log_level"] == "DEBUG"
    assert function["logging_config"]["system_log_level"] == "WARN"
    group = synth.resource("aws_cloudwatch_log_group")
    assert (group["retention_in_days"], group["tags"]) == (30, {"Team": "shop"})
    assert synth.resource("aws_iam_role")["tags"] == {"Team": "shop"}


def test_text_logs_have_no_levels(stack: TerraformStack, synth: Synth) -> None:
    ContainerFunction(stack, "Hello", image=IMAGE, log_format="Text")
    (group,) = synth.resources("aws_cloudwatch_log_group")
    assert synth.resource("aws_lambda_function")["logging_config"] == {
        "log_format": "Text",
        "log_group": f"${{aws_cloudwatch_log_group.{group}.name}}",
    }


def test_a_function_that_is_not_traced_may_not_write_traces(
    stack: TerraformStack, synth: Synth
) -> None:
    ContainerFunction(stack, "Hello", image=IMAGE, tracing="PassThrough")
    (group,) = synth.resources("aws_cloudwatch_log_group")
    assert synth.statements("Hello_Role_Policy") == [
        {
            "effect": "Allow",
            "actions": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "resources": [f"${{aws_cloudwatch_log_group.{group}.arn}}:*"],
        }
    ]


def test_the_architecture_is_the_images(stack: TerraformStack, synth: Synth, context: Path) -> None:
    repository = Repository(stack, "Repository", name="hello")
    image = ContainerImage.build(context, repository=repository, architecture="arm64")
    function = ContainerFunction(stack, "Hello", image=image, architecture="arm64")
    assert function.architecture == "arm64"
    assert synth.resource("aws_lambda_function")["architectures"] == ["arm64"]
    assert synth.resource("docker_registry_image")["build"]["platform"] == "linux/arm64"


def test_a_function_waits_for_the_permission_to_pull(
    stack: TerraformStack, synth: Synth, context: Path
) -> None:
    repository = Repository(stack, "Repository", name="hello")
    image = ContainerImage.build(context, repository=repository)
    ContainerFunction(stack, "Hello", image=image)
    (policy,) = synth.resources("aws_ecr_repository_policy")
    (role_policy,) = synth.resources("aws_iam_role_policy")
    depends_on = synth.resource("aws_lambda_function")["depends_on"]
    assert f"aws_ecr_repository_policy.{policy}" in depends_on
    assert f"aws_iam_role_policy.{role_policy}" in depends_on


def test_references_pass_every_check(stack: TerraformStack, synth: Synth) -> None:
    number = TerraformVariable(stack, "number", type="number").number_value
    text = TerraformVariable(stack, "text", type="string").string_value
    ContainerFunction(
        stack,
        "Hello",
        image=ContainerImage.from_uri(text),
        function_name=text,
        description=f"of {text}",
        memory_size=number,
        timeout=number,
        ephemeral_storage=number,
        log_retention_in_days=number,
        reserved_concurrent_executions=number,
        environment={"TABLE": f"{text}-${{literal}}", "LEVEL": raw("${var.text}")},
        command=[text],
        working_directory=text,
        tags={"Team": text},
        role=ExecutionRole.from_arn(text),
    )
    function = synth.resource("aws_lambda_function")
    assert function["memory_size"] == function["timeout"] == "${var.number}"
    assert function["function_name"] == function["role"] == function["image_uri"] == "${var.text}"
    assert function["description"] == "of ${var.text}"
    assert function["environment"]["variables"] == {
        "TABLE": '${var.text}-${"$"}{literal}',
        "LEVEL": "${var.text}",
    }
    assert function["image_config"] == {
        "command": ["${var.text}"],
        "working_directory": "${var.text}",
    }


def test_the_name_is_the_path_of_the_construct(stack: TerraformStack, synth: Synth) -> None:
    ContainerFunction(ExecutionRole(stack, "Orders"), "Take", image=IMAGE)
    assert synth.resource("aws_lambda_function")["function_name"] == "dev-Orders-Take"


def test_another_provider_makes_everything_of_a_function(
    stack: TerraformStack, synth: Synth
) -> None:
    other = AwsProvider(stack, "other", region="us-east-1", alias="other")
    image = ContainerImage.from_uri(URI.replace(REGION, "us-east-1"))
    ContainerFunction(stack, "Hello", image=image, provider=other)
    whole = synth.json
    made = [
        item
        for kind in (whole["resource"], whole["data"])
        for items in kind.values()
        for item in items.values()
    ]
    assert [item["provider"] for item in made] == ["aws.other"] * 7


def test_every_resource_is_at_hand_for_overrides(stack: TerraformStack, synth: Synth) -> None:
    function = ContainerFunction(stack, "Hello", image=IMAGE)
    function.resource.add_override("skip_destroy", True)
    function.log_group.add_override("skip_destroy", True)
    assert isinstance(function.role, ExecutionRole)
    function.role.resource.add_override("max_session_duration", 3600)
    assert synth.resource("aws_lambda_function")["skip_destroy"] is True
    assert synth.resource("aws_cloudwatch_log_group")["skip_destroy"] is True
    assert synth.resource("aws_iam_role")["max_session_duration"] == 3600


@pytest.mark.parametrize("name", ["image_uri", "arn", "function_name"])
def test_what_others_need_of_a_function_is_a_reference(stack: TerraformStack, name: str) -> None:
    assert isinstance(getattr(ContainerFunction(stack, "Hello", image=IMAGE), name), str)


def test_a_built_image_tells_its_identity_before_anything_is_built(
    stack: TerraformStack, context: Path
) -> None:
    repository = Repository(stack, "Repository", name="hello")
    function = ContainerFunction(
        stack, "Hello", image=ContainerImage.build(context, repository=repository)
    )
    assert isinstance(function.image, BuiltImage)
    assert function.image.content_hash.startswith(function.image.tag_prefix)
    assert function.image.files == ("Dockerfile", "app.py")
