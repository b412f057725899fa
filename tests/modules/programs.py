"""Programs of the library, each with the variables of the module that make the same."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from lambda_container import (
    AlarmRule,
    Condition,
    ContainerFunction,
    ContainerImage,
    Cors,
    Destination,
    DynamoDbEventSource,
    ExecutionRole,
    FileSystemConfig,
    KinesisEventSource,
    Principal,
    Repository,
    SqsEventSource,
    Statement,
    Timeouts,
    VpcConfig,
)

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

from tests.modules.mocked import ACCOUNT, DIGEST, HOST, Json, arn, without_docker

Make = Callable[[TerraformStack, Path], None]

KEY = arn("kms", "key/12345678-1234-1234-1234-123456789012")
QUEUE, STREAM = arn("sqs", "orders"), arn("kinesis", "stream/orders")
TABLE = arn("dynamodb", "table/orders/stream/2026-01-01T00:00:00.000")
SUBNETS = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
GROUPS = ["sg-0123456789abcdef0"]
ACCESS_POINT = arn("elasticfilesystem", "access-point/fsap-0123456789abcdef0")
EFS: Any = {
    "file_system_arn": arn("elasticfilesystem", "file-system/fs-0123456789abcdef0"),
    "local_mount_path": "/mnt/data",
}
TAGS = {"Team": "orders", "Literal": "a b_.:/=+-@"}
FILTER = {"body": {"state": ["paid"]}}
VPC: Any = {"subnet_ids": SUBNETS, "security_group_ids": GROUPS}


def plain(stack: TerraformStack, source: Path) -> None:
    repository = Repository(stack, "Repository", name="orders", login="ecr-login")
    image = ContainerImage.build(source, repository=repository)
    function = ContainerFunction(stack, "Function", image=image, function_name="orders")
    function.add_dead_letter_queue()


def everything(stack: TerraformStack, source: Path) -> None:
    repository = Repository(
        stack,
        "Repository",
        name="shop/orders",
        image_tag_mutability="MUTABLE",
        scan_on_push=False,
        kms_key=KEY,
        force_delete=True,
        pull_accounts=["444455556666"],
        tags=TAGS,
        login="ecr-login",
    )
    role = ExecutionRole(
        stack,
        "Role",
        name_prefix="orders-",
        permissions_boundary=f"arn:aws:iam::{ACCOUNT}:policy/limits",
        statements=[
            Statement(
                sid="ReadOrders",
                actions=["s3:GetObject"],
                resources=["arn:aws:s3:::orders/*"],
                conditions=[
                    Condition("StringEquals", "aws:PrincipalTag/team", ["orders", "all"]),
                    Condition("StringEquals", "aws:PrincipalTag/team", ["shop"]),
                ],
            ),
            Statement(actions=["s3:*"], resources=["*"], effect="Deny"),
        ],
        tags=TAGS,
    )
    function = ContainerFunction(
        stack,
        "Function",
        image=ContainerImage.build(source, repository=repository, architecture="arm64"),
        function_name="orders",
        description="Takes ${orders}",
        role=role,
        memory_size=512,
        timeout=30,
        ephemeral_storage=1024,
        environment={"LEVEL": "info", "LITERAL": "${no} %{ reference }"},
        kms_key=KEY,
        entry_point=["/entry"],
        command=["app.handler"],
        working_directory="/var/task",
        tracing="PassThrough",
        log_retention_in_days=30,
        application_log_level="DEBUG",
        system_log_level="WARN",
        reserved_concurrent_executions=50,
        publish=True,
        vpc_config=VpcConfig(**VPC),
        tags=TAGS,
    )
    function.add_dead_letter_queue()
    alias = function.add_alias("live", description="What is called")
    cors = Cors(allow_origins=["https://example.com"], allow_methods=["GET"], max_age=60)
    alias.add_url(public=True, cors=cors, invoke_mode="RESPONSE_STREAM")
    alias.add_event_source(
        SqsEventSource(
            QUEUE,
            batch_size=100,
            maximum_batching_window_in_seconds=5,
            maximum_concurrency=10,
            filters=[FILTER],
            kms_key=KEY,
        )
    )
    alias.add_event_source(
        KinesisEventSource(
            STREAM,
            starting_position="LATEST",
            parallelization_factor=2,
            maximum_retry_attempts=3,
            maximum_record_age_in_seconds=60,
            bisect_batch_on_function_error=True,
        )
    )
    alias.add_event_source(
        DynamoDbEventSource(TABLE, starting_position="TRIM_HORIZON", enabled=False)
    )


def more(stack: TerraformStack, source: Path) -> None:
    role = ExecutionRole(
        stack,
        "Role",
        name="orders-role",
        path="/shop/",
        description="Takes orders",
        force_detach_policies=True,
        max_session_duration=7200,
        trust=[
            Statement(
                actions=["sts:AssumeRole"],
                principals=[Principal("Service", ["scheduler.amazonaws.com"])],
                conditions=[Condition("StringEquals", "aws:SourceAccount", [ACCOUNT])],
            )
        ],
    )
    role.attach_policy(f"arn:aws:iam::{ACCOUNT}:policy/read")
    function = ContainerFunction(
        stack,
        "Function",
        image=ContainerImage.from_uri(f"{HOST}/orders@{DIGEST}"),
        function_name="orders",
        role=role,
        publish=True,
        timeout=30,
        dead_letter_target=Destination.topic(arn("sns", "lost")),
        vpc_config=VpcConfig(**VPC),
        file_system_config=FileSystemConfig(arn=ACCESS_POINT, **EFS),
        skip_destroy=True,
        timeouts=Timeouts(create="15m", update="16m"),
    )
    function.configure_recursion("Allow")
    alias = function.add_alias("live", additional_versions={"3": 0.25}, version="4")
    alias.configure_async(
        maximum_retry_attempts=1,
        maximum_event_age_in_seconds=3600,
        on_failure=Destination.bucket("arn:aws:s3:::orders"),
        on_success=Destination.queue(QUEUE),
    )
    alias.add_permission(
        "Rule", principal="events.amazonaws.com", source_arn=arn("events", "rule/orders")
    )
    alias.add_event_source(KinesisEventSource(STREAM, starting_position="LATEST"))


def alarmed(stack: TerraformStack, source: Path) -> None:
    function = ContainerFunction(
        stack,
        "Function",
        image=ContainerImage.from_uri(f"{HOST}/orders@{DIGEST}"),
        function_name="orders",
        timeout=30,
    )
    function.add_dead_letter_queue()
    function.configure_async(on_failure=Destination.function(arn("lambda", "function:failed")))
    function.add_event_source(KinesisEventSource(STREAM, starting_position="LATEST"))
    function.add_alarms(topic=arn("sns", "alarms"), notify_ok=False, throttles=None)


def provisioned(stack: TerraformStack, source: Path) -> None:
    function = ContainerFunction(
        stack,
        "Function",
        image=ContainerImage.from_uri(f"{HOST}/orders@{DIGEST}"),
        function_name="orders",
        publish=True,
    )
    function.add_dead_letter_queue()
    alias = function.add_alias("live")
    function.add_alias("other")
    concurrency = alias.add_provisioned_concurrency(5)
    concurrency.add_scaling(min_capacity=2, max_capacity=10).on_utilization(target=0.6)
    alias.add_alarms(error_rate=AlarmRule(threshold=1))
    function.add_alarms(error_rate=None, throttles=None, duration=None)


def existing(stack: TerraformStack, source: Path) -> None:
    ContainerFunction(
        stack,
        "Function",
        image=ContainerImage.from_uri(f"{HOST}/orders@{DIGEST}"),
        function_name="orders",
        role=ExecutionRole.from_arn(f"arn:aws:iam::{ACCOUNT}:role/theirs"),
        log_format="Text",
    )


def tagged(stack: TerraformStack, source: Path) -> None:
    repository = Repository.from_name(stack, "Repository", "theirs", registry_id=ACCOUNT)
    function = ContainerFunction(
        stack,
        "Function",
        image=ContainerImage.from_repository(repository, tag="stable"),
        function_name="orders",
    )
    function.add_url()


INPUTS: Mapping[str, tuple[Make, Json]] = {
    "plain": (plain, {"source_path": "./source"}),
    "everything": (
        everything,
        {
            "source_path": "./source",
            "architecture": "arm64",
            "description": "Takes ${orders}",
            "memory_size": 512,
            "timeout": 30,
            "ephemeral_storage": 1024,
            "environment": {"LEVEL": "info", "LITERAL": "${no} %{ reference }"},
            "kms_key_arn": KEY,
            "entry_point": ["/entry"],
            "command": ["app.handler"],
            "working_directory": "/var/task",
            "tracing": "PassThrough",
            "log_retention_in_days": 30,
            "application_log_level": "DEBUG",
            "system_log_level": "WARN",
            "reserved_concurrent_executions": 50,
            "publish": True,
            "vpc_config": VPC,
            "tags": TAGS,
            "role_permissions_boundary": f"arn:aws:iam::{ACCOUNT}:policy/limits",
            "policy_statements": [
                {
                    "sid": "ReadOrders",
                    "actions": ["s3:GetObject"],
                    "resources": ["arn:aws:s3:::orders/*"],
                    "conditions": [
                        {
                            "test": "StringEquals",
                            "variable": "aws:PrincipalTag/team",
                            "values": ["orders", "all"],
                        },
                        {
                            "test": "StringEquals",
                            "variable": "aws:PrincipalTag/team",
                            "values": ["shop"],
                        },
                    ],
                },
                {"actions": ["s3:*"], "resources": ["*"], "effect": "Deny"},
            ],
            "repository_name": "shop/orders",
            "repository_image_tag_mutability": "MUTABLE",
            "repository_scan_on_push": False,
            "repository_force_delete": True,
            "repository_pull_accounts": ["444455556666"],
            "aliases": {"live": {"description": "What is called"}},
            "url": {
                "public": True,
                "invoke_mode": "RESPONSE_STREAM",
                "cors": {
                    "allow_origins": ["https://example.com"],
                    "allow_methods": ["GET"],
                    "max_age": 60,
                },
            },
            "sqs_event_sources": {
                "orders": {
                    "arn": QUEUE,
                    "batch_size": 100,
                    "maximum_batching_window_in_seconds": 5,
                    "maximum_concurrency": 10,
                    "filters": [json.dumps(FILTER, separators=(",", ":"))],
                    "kms_key_arn": KEY,
                }
            },
            "kinesis_event_sources": {
                "orders": {
                    "arn": STREAM,
                    "starting_position": "LATEST",
                    "parallelization_factor": 2,
                    "maximum_retry_attempts": 3,
                    "maximum_record_age_in_seconds": 60,
                    "bisect_batch_on_function_error": True,
                }
            },
            "dynamodb_event_sources": {
                "orders": {"arn": TABLE, "starting_position": "TRIM_HORIZON", "enabled": False}
            },
        },
    ),
    "more": (
        more,
        {
            "image": {"uri": f"{HOST}/orders@{DIGEST}"},
            "role_name": "orders-role",
            "role_path": "/shop/",
            "role_description": "Takes orders",
            "role_force_detach_policies": True,
            "role_max_session_duration": 7200,
            "role_trust": [
                {
                    "type": "Service",
                    "identifiers": ["scheduler.amazonaws.com"],
                    "conditions": [
                        {
                            "test": "StringEquals",
                            "variable": "aws:SourceAccount",
                            "values": [ACCOUNT],
                        }
                    ],
                }
            ],
            "policy_arns": {"read": f"arn:aws:iam::{ACCOUNT}:policy/read"},
            "publish": True,
            "timeout": 30,
            "dead_letter_queue": False,
            "dead_letter_target": {"arn": arn("sns", "lost")},
            "vpc_config": VPC,
            "file_system_config": {"arn": ACCESS_POINT, **EFS},
            "skip_destroy": True,
            "timeouts": {"create": "15m", "update": "16m"},
            "recursive_loop": "Allow",
            "aliases": {
                "live": {"function_version": "4", "additional_version_weights": {"3": 0.25}}
            },
            "asynchronous": {
                "maximum_retry_attempts": 1,
                "maximum_event_age_in_seconds": 3600,
                "on_failure": "arn:aws:s3:::orders",
                "on_success": QUEUE,
            },
            "permissions": {
                "rule": {
                    "principal": "events.amazonaws.com",
                    "source_arn": arn("events", "rule/orders"),
                }
            },
            "kinesis_event_sources": {"orders": {"arn": STREAM, "starting_position": "LATEST"}},
        },
    ),
    "alarmed": (
        alarmed,
        {
            "image": {"uri": f"{HOST}/orders@{DIGEST}"},
            "timeout": 30,
            "asynchronous": {"on_failure": arn("lambda", "function:failed")},
            "kinesis_event_sources": {"orders": {"arn": STREAM, "starting_position": "LATEST"}},
            "alarms": {
                "topic_arn": arn("sns", "alarms"),
                "notify_ok": False,
                "thresholds": {"throttles": None},
            },
        },
    ),
    "provisioned": (
        provisioned,
        {
            "image": {"uri": f"{HOST}/orders@{DIGEST}"},
            "publish": True,
            "aliases": {"live": {}, "other": {}},
            "qualifier": "live",
            "provisioned_concurrency": {
                "provisioned_concurrent_executions": 5,
                "scaling": {"min_capacity": 2, "max_capacity": 10, "target": 0.6},
            },
            "alarms": {"thresholds": {"error-rate": 1}},
        },
    ),
    "existing": (
        existing,
        {
            "image": {"uri": f"{HOST}/orders@{DIGEST}"},
            "role": {"arn": f"arn:aws:iam::{ACCOUNT}:role/theirs"},
            "log_format": "Text",
            "dead_letter_queue": False,
        },
    ),
    "tagged": (
        tagged,
        {
            "image": {"tag": "stable"},
            "repository": {"arn": f"arn:aws:ecr:eu-west-1:{ACCOUNT}:repository/theirs"},
            "dead_letter_queue": False,
            "url": {},
        },
    ),
}


def escaped(value: Any) -> Any:
    """Escape values: in a test's JSON they are templates, as in a caller's JSON."""
    if isinstance(value, dict):
        return {key: escaped(item) for key, item in value.items()}
    if isinstance(value, list):
        return [escaped(item) for item in value]
    if isinstance(value, str):
        return value.replace("${", "$${").replace("%{", "%%{")
    return value


def synthesized(make: Make, source: Path, folder: Path) -> Path:
    """Synthesize a program, adapted for a machine without a Docker provider."""
    app = App(outdir=str(folder))
    stack = TerraformStack(app, "python")
    AwsProvider(stack, "aws", region="eu-west-1")
    make(stack, source)
    app.synth()
    place = folder / "stacks" / "python"
    content = json.loads((place / "cdk.tf.json").read_text())
    del content["terraform"]["backend"]
    content.pop("ephemeral", None)
    left = without_docker(content)
    left["terraform"]["required_providers"]["aws"].pop("version")
    text = json.dumps(left)
    for name in content["resource"].get("docker_registry_image", {}):
        text = text.replace(f"${{docker_registry_image.{name}.sha256_digest}}", DIGEST)
    shutil.rmtree(folder)
    place.mkdir(parents=True)
    (place / "cdk.tf.json").write_text(text)
    return place
