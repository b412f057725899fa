"""The module and the Python library create the same resources from the same inputs.

The real Terraform applies both with mock providers, and the resulting resources are compared
attribute by attribute. Only DIFFERENCES may differ.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Mapping
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

from lambda_container import (
    AlarmRule,
    BuildSecret,
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
from tests.modules.mocked import ACCOUNT, DIGEST, HOST, Json, Mocked, arn, without_docker
from tests.synth import Synth
from tests.terraform import Terraform
from tools.module import blocks

DIFFERENCES = {
    "terraform_data.triggers_replace": "Terraform computes the content hash, of other bytes",
    "terraform_data.output": "of the same",
    "aws_caller_identity": "asked for in any case: no condition is worth a question less",
    "aws_iam_role.assume_role_policy": "compared by what the statements allow",
    "aws_iam_role_policy.policy": "the same",
    "aws_ecr_repository_policy.policy": "the same",
    "aws_sqs_queue_policy.policy": "the same",
    "aws_partition": "the same",
    "aws_sqs_queue.tags": "the module has one variable of tags, for everything",
    "aws_region": "the same; the preconditions need it, too",
}
_POLICIES = {
    "aws_iam_role": ["assume_role_policy"],
    "aws_iam_role_policy": ["policy"],
    "aws_ecr_repository_policy": ["policy"],
    "aws_sqs_queue_policy": ["policy"],
}
# Values that the mock generates each time, or that the provider computes.
_MADE_UP = {"id", "tags_all"}
_MADE_UP_TEXT = re.compile(r"[a-z0-9]{8}")
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
                conditions=[Condition("StringEquals", "aws:PrincipalTag/team", ["orders", "all"])],
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


INPUTS: Mapping[str, tuple[Callable[[TerraformStack, Path], None], Json]] = {
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
                        }
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


@pytest.mark.parametrize("case", INPUTS)
def test_the_module_makes_what_the_library_makes(
    case: str, module: Path, terraform: Terraform, tmp_path: Path
) -> None:
    make, variables = INPUTS[case]
    ours = Mocked(module, terraform).apply(function_name="orders", **escaped(variables))
    theirs = Mocked(_stack(make, module / "source", tmp_path / "python"), terraform).apply()

    assert _differences(_resources(ours), _resources(theirs)) == {}


def test_what_belongs_to_docker_has_the_same_arguments(module: Path, tmp_path: Path) -> None:
    app = App(outdir=str(tmp_path / "python"))
    stack = TerraformStack(app, "python")
    AwsProvider(stack, "aws", region="eu-west-1")
    repository = Repository(stack, "Repository", name="orders", login="ecr-login")
    image = ContainerImage.build(
        module / "source",
        repository=repository,
        target="0",
        build_args={"A": "1"},
        labels={"b": "2"},
        secrets=[BuildSecret(id="c", env="PATH")],
        architecture="arm64",
    )
    ContainerFunction(stack, "Function", image=image, function_name="orders")
    built = Synth(stack).resource("docker_registry_image")
    (ours,) = (b for b in blocks() if b.labels == ("docker_registry_image", "image"))
    (build,) = re.findall(r"^  build \{\n(.*?)^  \}", ours.body, re.MULTILINE | re.DOTALL)

    named = set(re.findall(r"^    (?:dynamic \")?(\w+)", build, re.MULTILINE))
    assert named == set(built["build"])
    for name in ("provenance", "sbom"):
        assert f'{name} = "{built["build"][name]}"' in re.sub(" +", " ", build)
    top = set(re.findall(r"^  (\w+)", ours.body, re.MULTILINE))
    assert top == {*built, "count"}
    assert built["lifecycle"]["ignore_changes"] == ["name", "build"]
    assert "ignore_changes = [name, build]" in ours.body


def escaped(value: Any) -> Any:
    """Escape values: in a test's JSON they are templates, as in a caller's JSON."""
    if isinstance(value, dict):
        return {key: escaped(item) for key, item in value.items()}
    if isinstance(value, list):
        return [escaped(item) for item in value]
    if isinstance(value, str):
        return value.replace("${", "$${").replace("%{", "%%{")
    return value


def _stack(make: Callable[[TerraformStack, Path], None], source: Path, folder: Path) -> Path:
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


def _differences(ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
    """The attributes that differ although they must not."""
    return {
        name: (ours.get(name), theirs.get(name))
        for name in sorted(ours.keys() | theirs.keys())
        if ours.get(name) != theirs.get(name)
        and re.sub(r"\[\d+\]", "", name) not in DIFFERENCES
        and name.partition("[")[0] not in DIFFERENCES
    }


def _resources(state: Json) -> dict[str, Any]:
    """The value of each attribute of each resource; policies by what they allow."""
    found: dict[str, list[Json]] = {}
    for resource in state["root_module"]["resources"]:
        type_, values = resource["type"], resource["values"]
        if type_ == "aws_iam_policy_document":
            statements = [_of_document(one) for one in values["statement"] or []]
            found.setdefault("policy", []).append({"allowed": _allowed(statements)})
            continue
        for name in _POLICIES.get(type_, ()):
            statements = [_of_json(one) for one in json.loads(values[name]).get("Statement", [])]
            if statements:  # the mock of a document has none
                found.setdefault("policy", []).append({"allowed": _allowed(statements)})
        compared = {key: _normal(item) for key, item in values.items() if key not in _MADE_UP}
        found.setdefault(type_, []).append(compared)
    return {
        f"{type_}[{i}].{key}": value
        for type_, items in found.items()
        for i, item in enumerate(sorted(items, key=lambda item: json.dumps(item, sort_keys=True)))
        for key, value in item.items()
    }


def _of_document(statement: Json) -> Json:
    """A statement of a data source, as in a policy's JSON."""
    conditions: dict[str, dict[str, list[str]]] = {}
    for one in statement["condition"] or []:
        conditions.setdefault(one["test"], {})[one["variable"]] = sorted(one["values"])
    return {
        "Sid": statement["sid"],
        "Effect": statement["effect"] or "Allow",
        "Action": statement["actions"],
        "Resource": statement["resources"],
        "Principal": {p["type"]: sorted(p["identifiers"]) for p in statement["principals"] or []},
        "Condition": conditions,
    }


def _of_json(statement: Json) -> Json:
    """The same, of a policy's JSON."""
    return {
        "Sid": statement.get("Sid"),
        "Effect": statement["Effect"],
        "Action": statement["Action"],
        "Resource": statement.get("Resource"),
        "Principal": {
            kind: [ids] if isinstance(ids, str) else sorted(ids)
            for kind, ids in statement.get("Principal", {}).items()
        },
        "Condition": {
            test: {variable: sorted(values) for variable, values in tests.items()}
            for test, tests in statement.get("Condition", {}).items()
        },
    }


def _allowed(statements: list[Json]) -> list[str]:
    """Each action on each resource, with its principals and conditions."""
    return sorted(
        {
            json.dumps([action, resource, _normal(rest)], sort_keys=True)
            for statement in statements
            for rest in [{k: v for k, v in statement.items() if k not in ("Action", "Resource")}]
            for action, resource in product(statement["Action"], statement["Resource"] or ["-"])
        }
    )


def _normal(value: Any) -> Any:
    """A value without the mock's generated strings, and with null for anything empty."""
    if isinstance(value, str) and _MADE_UP_TEXT.fullmatch(value):
        return "made up"
    if isinstance(value, dict):
        return {key: _normal(item) for key, item in value.items()} or None
    if isinstance(value, list):
        return [_normal(item) for item in value] or None
    return value
