"""What many calls have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from cdktf import TerraformProvider
from cdktf_cdktf_provider_aws.provider import AwsProvider

from lambda_container import (
    Alarm,
    AlarmRule,
    BuildSecret,
    ContainerImage,
    Cors,
    DeadLetterQueue,
    Destination,
    EncryptionKey,
    ExecutionRole,
    Metric,
    Principal,
    ProvisionedPollers,
    SecurityGroupRule,
    Statement,
    Vpc,
)
from tests.aws import ACCOUNT, REGION
from tests.sweep.calls.call import Of
from tests.sweep.scene import Scene, arn

KEY = arn("kms", "key/1234abcd-12ab-34cd-56ef-1234567890ab")
QUEUE = arn("sqs", "orders")
TOPIC = arn("sns", "orders")
SECRET = arn("secretsmanager", "secret:orders-AbCdEf")
ROLE = arn("iam", "role/orders", region="")
BUCKET = "arn:aws:s3:::orders"


def provider_of(scene: Scene) -> TerraformProvider:
    scope = scene.scope()
    return AwsProvider(scope, "aws", alias=scope.node.id, region=REGION)


TAGS = {"team": "orders"}
SCOPED: dict[str, Any] = {"scope": Of(Scene.scope), "id": "It"}
PROVIDER: dict[str, Any] = {"provider": Of(provider_of)}
PLACED: dict[str, Any] = {**SCOPED, **PROVIDER, "region": REGION, "tags": TAGS}
EXISTING = Of(Scene.existing)
REPOSITORY = Of(lambda scene: scene.repository)
GRANTEE = Of(lambda scene: scene.role)
POLLED: dict[str, Any] = {
    "id": "Source",
    "batch_size": 5,
    "maximum_batching_window_in_seconds": 5,
    "enabled": True,
    "kms_key": KEY,
    "tags": TAGS,
}
FILTERED: dict[str, Any] = {"filters": [{"body": {"a": ["b"]}}], "filter_kms_key": KEY}
RETRIED: dict[str, Any] = {
    "report_batch_item_failures": True,
    "bisect_batch_on_function_error": True,
    "maximum_retry_attempts": 3,
    "maximum_record_age_in_seconds": 60,
    "on_failure": Of(lambda scene: Destination.queue(QUEUE)),
}
STREAM: dict[str, Any] = {
    "starting_position": "LATEST",
    "parallelization_factor": 2,
    "tumbling_window_in_seconds": 5,
    "metrics": ["EventCount"],
}
KAFKA: dict[str, Any] = {
    "topic": "orders",
    "starting_position": "LATEST",
    "starting_position_timestamp": "2026-01-31T08:00:00Z",
    "consumer_group_id": "orders",
    "secret_arn": SECRET,
    "provisioned_pollers": Of(lambda scene: ProvisionedPollers(minimum_pollers=1)),
    "metrics": ["EventCount"],
}
POLLERS = {"provisioned_pollers": Of(lambda scene: ProvisionedPollers(minimum_pollers=1))}
AT_TIMESTAMP = {"starting_position": "AT_TIMESTAMP"}
DEAD_LETTERS = Of(lambda scene: DeadLetterQueue(scene.scope(), "It"))
STATEMENT = Statement(actions=["s3:GetObject"], resources=[f"{BUCKET}/*"])
KEY_STATEMENT = Statement(
    principals=[Principal("AWS", [f"arn:aws:iam::{ACCOUNT}:root"])],
    actions=["kms:Decrypt"],
    resources=["*"],
)
RULE = Of(lambda scene: AlarmRule(threshold=5))
METRIC = Of(lambda scene: Metric(namespace="Shop", metric_name="Orders"))
QUEUE_DESTINATION = Of(lambda scene: Destination.queue(QUEUE))
CORS = Of(lambda scene: Cors(allow_origins=["https://example.com"]))
HTTPS = Of(
    lambda scene: [
        SecurityGroupRule(description="a", cidr_ipv4="10.0.0.0/8", from_port=1, to_port=2)
    ]
)
VPC = Of(lambda scene: Vpc.from_id(scene.scope(), "Vpc", "vpc-0a1b2c3d"))


def with_source(kind: Callable[..., Any]) -> Callable[..., Any]:
    return lambda scene, **a: scene.existing().add_event_source(kind(**a))


def for_each(add: Callable[..., None], *, statements: Any) -> None:
    add(*statements) if isinstance(statements, list) else add(statements)


def in_role(scene: Scene, statement: Statement) -> None:
    scene.new_role().add_statements(statement)


def in_policy(scene: Scene, statement: Statement) -> None:
    if statement.principals:
        trust = replace(statement, actions=["sts:AssumeRole"], resources=())
        ExecutionRole(scene.scope(), "It", trust=[trust])
    else:
        in_role(scene, statement)


def with_principal(scene: Scene, **a: Any) -> None:
    statement = Statement(principals=[Principal(**a)], actions=["kms:Decrypt"], resources=["*"])
    EncryptionKey(scene.scope(), "It", statements=[statement])


def with_alarm(scene: Scene, **a: Any) -> None:
    defaults = {"metric": METRIC.make(scene), "rule": AlarmRule(threshold=5)}
    Alarm(scene.scope(), "It", **{**defaults, **a})


def with_destination(scene: Scene, destination: Destination) -> None:
    target = scene.existing()
    target.configure_async(on_failure=destination)


def with_image(scene: Scene, image: ContainerImage) -> None:
    scene.function(image=image)


def with_build(scene: Scene, **a: Any) -> None:
    with_image(scene, ContainerImage.build(**{"repository": scene.repository, **a}))


def with_secret(scene: Scene, **a: Any) -> None:
    with_build(scene, context=scene.folder, secrets=[BuildSecret(**a)], build="published")
