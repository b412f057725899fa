"""What the library calls a limit of AWS is one in the service models that AWS publishes."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import pytest

from lambda_container.events.cognito import CognitoTrigger, TokenEvent
from lambda_container.events.s3 import S3Event

RETRIES = "events.delivery_retries"
MAPPING = ("lambda", "CreateEventSourceMappingRequest")
GROUP = ("elbv2", "CreateTargetGroupInput")
LIMITS = [
    ("events", "PutRuleRequest", "Description", "events.event_bridge._DESCRIPTION_LIMIT"),
    ("events", "Target", "Input", "events.event_bridge._INPUT_LIMIT"),
    ("events", "InputTransformer", "InputPathsMap", "events.input_transformer._PATHS"),
    ("events", "InputTransformer", "InputTemplate", "events.input_transformer._TEMPLATE_LIMIT"),
    *[
        (service, "RetryPolicy", *limit)
        for service in ("events", "scheduler")
        for limit in (
            ("MaximumRetryAttempts", f"{RETRIES}._ATTEMPTS"),
            ("MaximumEventAgeInSeconds", f"{RETRIES}._AGE_SECONDS"),
        )
    ],
    ("scheduler", "CreateScheduleInput", "Description", "events.schedule._DESCRIPTION_LIMIT"),
    (
        "scheduler",
        "FlexibleTimeWindow",
        "MaximumWindowInMinutes",
        "events.schedule._WINDOW_MINUTES",
    ),
    ("cloudwatch", "PutMetricAlarmInput", "AlarmName", "observability.alarm._NAME_LIMIT"),
    (
        "cloudwatch",
        "PutMetricAlarmInput",
        "AlarmDescription",
        "observability.alarm._DESCRIPTION_LIMIT",
    ),
    ("cloudwatch", "Metric", "MetricName", "observability.metric._NAME_LIMIT"),
    ("cloudwatch", "Metric", "Dimensions", "observability.metric._DIMENSION_LIMIT"),
    ("cloudwatch", "Dimension", "Value", "observability.metric._DIMENSION_VALUE_LIMIT"),
    ("cloudwatch", "MetricDataQuery", "Expression", "observability.metric._EXPRESSION_LIMIT"),
    ("logs", "PutSubscriptionFilterRequest", "filterPattern", "events.logs._PATTERN_LIMIT"),
    (
        "logs",
        "PutMetricFilterRequest",
        "filterPattern",
        "observability.log_metric_filter._PATTERN_LIMIT",
    ),
    ("logs", "MetricTransformation", "metricValue", "observability.log_metric_filter._VALUE_LIMIT"),
    ("logs", "PutQueryDefinitionRequest", "name", "observability.log_query._NAME_LIMIT"),
    ("logs", "PutQueryDefinitionRequest", "queryString", "observability.log_query._QUERY_LIMIT"),
    (*GROUP, "HealthCheckIntervalSeconds", "events.health_check._INTERVAL_SECONDS"),
    (*GROUP, "HealthCheckTimeoutSeconds", "events.health_check._TIMEOUT_SECONDS"),
    (*GROUP, "HealthyThresholdCount", "events.health_check._THRESHOLD"),
    (*GROUP, "UnhealthyThresholdCount", "events.health_check._THRESHOLD"),
    ("elbv2", "CreateRuleInput", "Priority", "events.load_balancer._PRIORITY"),
    (
        "secretsmanager",
        "RotationRulesType",
        "AutomaticallyAfterDays",
        "events.secret_rotation._DAYS",
    ),
    (*MAPPING, "BatchSize", "events.polled_source.BATCH_SIZE"),
    (*MAPPING, "MaximumBatchingWindowInSeconds", "events.polled_source.WINDOW_SECONDS"),
    (*MAPPING, "ParallelizationFactor", "events.stream_source.FACTOR"),
    (*MAPPING, "TumblingWindowInSeconds", "events.stream_source._TUMBLING_SECONDS"),
    ("lambda", "ScalingConfig", "MaximumConcurrency", "events.sqs.CONCURRENCY"),
    ("lambda", "ProvisionedPollerConfig", "MaximumPollers", "events.sqs._MOST_POLLERS"),
]


def shape(service: str, *path: str) -> dict[str, Any]:
    """A shape of a service's model; of a structure, the shape of one of its members."""
    from botocore.loaders import Loader  # noqa: PLC0415 - comes from the emulator's environment

    shapes: dict[str, Any] = Loader().load_service_model(service, "service-2")["shapes"]
    found: dict[str, Any] = shapes[path[0]]
    for member in path[1:]:
        found = shapes[found["members"][member]["shape"]]
    return found


@pytest.mark.parametrize(("service", "structure", "member", "ours"), LIMITS, ids=str)
def test_a_limit_is_that_of_the_service(
    service: str, structure: str, member: str, ours: str, setup: Path
) -> None:
    module, _, name = ours.rpartition(".")
    limit = getattr(import_module(f"lambda_container.{module}"), name)
    theirs = shape(service, structure, member)
    expected = (theirs["min"], theirs["max"]) if isinstance(limit, tuple) else theirs["max"]
    assert limit == expected


def test_the_events_of_s3_are_those_of_the_service(setup: Path) -> None:
    assert sorted(get_args(S3Event)) == sorted(shape("s3", "Event")["enum"])


def test_the_triggers_of_cognito_are_those_of_the_service(setup: Path) -> None:
    members = shape("cognito-idp", "LambdaConfigType")["members"]
    lower = {name.lower() for name in members}
    ours = {trigger.replace("_", "") for trigger in get_args(CognitoTrigger)}
    others = {"pretokengenerationconfig", "kmskeyid", "inboundfederation"}
    assert ours <= lower <= ours | others
    versions = shape("cognito-idp", "PreTokenGenerationLambdaVersionType")["enum"]
    assert list(get_args(TokenEvent)) == versions
