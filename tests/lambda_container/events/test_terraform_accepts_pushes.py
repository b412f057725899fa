"""What sources that push make is valid to Terraform."""

from __future__ import annotations

from pathlib import Path

import pytest
from cdktf import TerraformStack
from cdktf_cdktf_provider_aws.cloudwatch_event_bus import CloudwatchEventBus
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket
from cdktf_cdktf_provider_aws.scheduler_schedule_group import SchedulerScheduleGroup
from cdktf_cdktf_provider_aws.sns_topic import SnsTopic

from lambda_container import (
    ContainerFunction,
    DeadLetterQueue,
    EncryptionKey,
    EventBridgeEventSource,
    InputTransformer,
    LogsEventSource,
    S3EventSource,
    ScheduleEventSource,
    SnsEventSource,
)
from tests.lambda_container.function.test_terraform_accepts import validate
from tests.terraform import Terraform, find_terraform


@pytest.fixture(scope="module")
def terraform() -> Terraform:
    return find_terraform()


def test_terraform_accepts_all_that_pushes(
    stack: TerraformStack, function: ContainerFunction, terraform: Terraform, tmp_path: Path
) -> None:
    live = function.add_alias("live")
    dead = DeadLetterQueue(stack, "Dead", kms_key=EncryptionKey(stack, "Key"))
    live.add_event_source(
        SnsEventSource(
            SnsTopic(stack, "Topic", name="orders"),
            filter_policy={"$or": [{"a": ["b"]}, {"c": [{"exists": False}]}]},
            filter_policy_scope="MessageBody",
            dead_letters=dead,
        )
    )
    bucket = S3Bucket(stack, "Bucket", bucket="orders")
    live.add_event_source(S3EventSource(bucket, prefix="in/", suffix=".csv"))
    function.add_event_source(S3EventSource(bucket, prefix="out/"))
    function.add_event_source(S3EventSource("arn:aws:s3:::theirs"))
    live.add_event_source(
        EventBridgeEventSource(
            {"source": ["shop"], "detail": {"n": [{"numeric": [">", 0, "<=", 5]}]}},
            bus=CloudwatchEventBus(stack, "Bus", name="shop"),
            name="paid",
            input_transformer=InputTransformer('{"id": <id>}', {"id": "$.detail.id"}),
            maximum_retry_attempts=0,
            maximum_event_age_in_seconds=60,
            dead_letters=dead,
            tags={"a": "b"},
        )
    )
    function.add_event_source(EventBridgeEventSource({"source": ["shop"]}, input=["${a}"]))
    live.add_event_source(
        ScheduleEventSource(
            "cron(0 8 L * ? *)",
            timezone="Europe/Paris",
            flexible_time_window=1440,
            input={"a": 1},
            start_date="2026-01-31T08:00:00Z",
            end_date="2027-01-31T08:00:00Z",
            group=SchedulerScheduleGroup(stack, "Group", name="reports"),
            maximum_retry_attempts=185,
            maximum_event_age_in_seconds=86_400,
            dead_letters=dead,
            kms_key="arn:aws:kms:eu-west-1:111122223333:key/a",
        )
    )
    function.add_event_source(ScheduleEventSource("at(2026-01-31T08:00:00)", name="once"))
    live.add_event_source(LogsEventSource("/shop/web", filter_pattern="{ $.a = 1 }"))
    assert validate(stack, terraform, tmp_path) >= {
        "aws_cloudwatch_event_rule",
        "aws_cloudwatch_event_target",
        "aws_cloudwatch_log_subscription_filter",
        "aws_lambda_permission",
        "aws_s3_bucket_notification",
        "aws_scheduler_schedule",
        "aws_sns_topic_subscription",
        "aws_sqs_queue_policy",
    }
