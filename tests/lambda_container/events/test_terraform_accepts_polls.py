"""Terraform accepts what the polled sources and queues become.

The provider that is at hand may be older than 6.25: what it does not know is left out.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cdktf import TerraformStack, Testing

from lambda_container import (
    ContainerFunction,
    Destination,
    DocumentDbEventSource,
    DynamoDbEventSource,
    EncryptionKey,
    KafkaEventSource,
    KinesisEventSource,
    MqEventSource,
    MskEventSource,
    ProvisionedPollers,
    Queue,
    SqsEventSource,
)
from tests.terraform import Terraform, find_terraform

HERE = "eu-west-1:111122223333"
SECRET = f"arn:aws:secretsmanager:{HERE}:secret:it"
LOST = Destination.bucket("arn:aws:s3:::lost")
POLLERS = ProvisionedPollers()


@pytest.fixture(scope="module")
def terraform() -> Terraform:
    return find_terraform()


def test_terraform_accepts_every_polled_source(
    stack: TerraformStack, function: ContainerFunction, terraform: Terraform, tmp_path: Path
) -> None:
    key = EncryptionKey(stack, "Key")
    for source in (
        SqsEventSource(
            Queue(stack, "Queue", function=function, kms_key=key),
            filters=[{"body": {"path": ["${path.module}", {"prefix": "a"}]}}],
            filter_kms_key=key,
            maximum_concurrency=2,
            metrics=["EventCount"],
            tags={"Team": "shop"},
        ),
        SqsEventSource(
            Queue(stack, "Fifo", function=function, fifo=True, content_based_deduplication=True)
        ),
        KinesisEventSource(
            f"arn:aws:kinesis:{HERE}:stream/clicks",
            starting_position="AT_TIMESTAMP",
            starting_position_timestamp="2026-01-31T08:00:00Z",
            parallelization_factor=10,
            bisect_batch_on_function_error=True,
            maximum_retry_attempts=0,
            maximum_record_age_in_seconds=60,
            on_failure=LOST,
        ),
        DynamoDbEventSource(
            f"arn:aws:dynamodb:{HERE}:table/orders/stream/2026-01-31T08:00:00.000",
            starting_position="LATEST",
            tumbling_window_in_seconds=900,
        ),
        MskEventSource(
            f"arn:aws:kafka:{HERE}:cluster/shop/abc-1",
            topic="orders",
            starting_position="LATEST",
            consumer_group_id="shop",
            provisioned_pollers=POLLERS,
        ),
        KafkaEventSource(
            ["b1.example.com:9092"],
            topic="orders",
            starting_position="TRIM_HORIZON",
            consumer_group_id="shop",
            authentication="SASL_SCRAM_256_AUTH",
            secret_arn=SECRET,
            server_root_ca_secret_arn=SECRET,
            subnet_ids=["subnet-0a1b2c3d"],
            security_group_ids=["sg-0a1b2c3d"],
            on_failure=LOST,
        ),
        MqEventSource(
            f"arn:aws:mq:{HERE}:broker:shop:b-1", queue="paid", secret_arn=SECRET, virtual_host="/"
        ),
        DocumentDbEventSource(
            f"arn:aws:rds:{HERE}:cluster:shop",
            database_name="orders",
            collection_name="paid",
            secret_arn=SECRET,
            starting_position="LATEST",
        ),
    ):
        function.add_event_source(source)
    content = json.loads(Testing.synth(stack))
    assert len(content["resource"]["aws_lambda_event_source_mapping"]) == 8
    content["terraform"]["required_providers"]["aws"]["version"] = terraform.aws_version
    (tmp_path / "cdk.tf.json").write_text(json.dumps(content))
    terraform.run("init", f"-plugin-dir={terraform.plugins}", cwd=tmp_path)
    assert "The configuration is valid" in terraform.run("validate", "-no-color", cwd=tmp_path)
