"""Methods of functions refuse what Lambda would."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
from cdktf import TerraformStack

from lambda_container import (
    ContainerFunction,
    ContainerImage,
    Cors,
    Destination,
    InvalidArgument,
    TrafficShift,
)
from tests.aws import URI

IMAGE = ContainerImage.from_uri(URI)


QUEUE = "arn:aws:sqs:eu-west-1:111122223333:records"


BUCKET = "arn:aws:s3:::records"


ALL_AT_ONCE = TrafficShift.all_at_once()


VERBS: list[tuple[Callable[[Any], object], str]] = [
    *[
        (lambda f, name=name: f.add_alias(name), "name must be 1 to 128 letters, digits, '-' and")
        for name in ("", "5", "007", "a b", "a.b", "é", "a\n", "a" * 129, 5, None, True, b"a")
    ],
    (lambda f: f.add_alias("5"), "Alias 'dev/It:5': name must be 1 to 128 letters"),
    *[
        (lambda f, v=v: f.add_alias("a", version=v), "version must be a version number as")
        for v in ("", "0", "latest", "1.5", "-1", 1, True, math.nan)
    ],
    (lambda f: f.add_alias("a", description="a" * 257), "description must have 0 to 256 char"),
    (lambda f: f.add_alias("a", version="1", additional_versions={"2": 1.01}),
     "additional_versions['2'] must be 0 to 1, got 1.01"),
    (lambda f: f.add_alias("a", version="1", additional_versions={"2": -0.1}),
     "additional_versions['2'] must be 0 to 1, got -0.1"),
    (lambda f: f.add_alias("a", version="1", additional_versions={"2": math.nan}),
     "additional_versions['2'] must be 0 to 1, got nan"),
    (lambda f: f.add_alias("a", version="1", additional_versions={"2": True}),
     "additional_versions['2'] must be a number, 0 to 1, got True"),
    (lambda f: f.add_alias("a", version="1", additional_versions={"2": "0.1"}),
     "additional_versions['2'] must be a number, 0 to 1, got '0.1'"),
    (lambda f: f.add_alias("a", version="1", additional_versions={"2": 0.1, "3": 0.1}),
     "additional_versions must name at most one version, got list ['2', '3']"),
    (lambda f: f.add_alias("a", version="1", additional_versions={"1": 0.1}),
     "additional_versions key must be a version other than the alias's own, got '1'"),
    (lambda f: f.add_alias("a", version="1", additional_versions={"$LATEST": 0.1}),
     "additional_versions key must be a published version number as a string, got '$LATEST'"),
    (lambda f: f.add_alias("a", version="1", additional_versions={2: 0.1}),
     "additional_versions must have strings as keys, got 2"),
    (lambda f: f.add_alias("a", version="1", additional_versions=[("2", 0.1)]),
     "additional_versions must map strings"),
    (lambda f: f.add_alias("a", version="$LATEST", additional_versions={"2": 0.1}),
     "version must be a published version number as a string with additional_versions"),
    (lambda f: f.add_alias("a").add_provisioned_concurrency(0),
     "provisioned_concurrent_executions must be 1 to 2147483647, got 0"),
    (lambda f: f.add_alias("a").add_provisioned_concurrency(1.5),
     "provisioned_concurrent_executions must be a whole number"),
    (lambda f: f.add_alias("a").add_provisioned_concurrency(1, skip_destroy=1),
     "skip_destroy must be True or False, got 1"),
    (lambda f: scaling(f, 2, 1), "max_capacity must be 2 or more, got 1"),
    (lambda f: scaling(f, -1, 1), "min_capacity must be 0 to 2147483647, got -1"),
    (lambda f: scaling(f, 1, True), "max_capacity must be a whole number"),
    (lambda f: scaling(f).on_utilization(target=0.95), "target must be 0.1 to 0.9, got 0.95"),
    (lambda f: scaling(f).on_utilization(target=70), "target must be 0.1 to 0.9, got 70"),
    (lambda f: scaling(f).on_utilization(target="0.7"), "target must be a number, 0.1 to 0.9"),
    (lambda f: scaling(f).on_utilization(scale_in_cooldown=-1),
     "scale_in_cooldown must be 0 to 2147483647 seconds, got -1"),
    (lambda f: scaling(f).on_utilization(disable_scale_in=0), "disable_scale_in must be True or"),
    *[
        (lambda f, s=s: scaling(f).on_schedule("A", schedule=s, min_capacity=1, max_capacity=1),
         "schedule must ")
        for s in ("", "hourly", "cron(0 8 * * *)", "rate(0 days)", "at(tomorrow)", 5, None)
    ],
    (lambda f: scaling(f).on_schedule(
        "A", schedule="rate(1 day)", min_capacity=1, max_capacity=1, timezone="a b"
    ), "timezone must be a time zone such as 'Europe/Paris', got 'a b'"),
    (lambda f: f.add_permission("A", principal="s3.amazonaws.com"),
     "Permission 'dev/It/A': source_arn must be given, or source_account, because s3.amazonaws.c"),
    (lambda f: f.add_permission("A", principal="s3.amazonaws.com", source_arn=BUCKET),
     "source_account must be given with this source_arn, which does not contain an account"),
    (lambda f: f.add_permission("A", principal="*"), "principal must be a service such as"),
    (lambda f: f.add_permission("A", principal="*", source_arn=QUEUE), "principal must be a"),
    (lambda f: f.add_permission("A", principal="me"), "principal must be a service such as"),
    (lambda f: f.add_permission("A", principal=444455556666), "principal must be a string, got"),
    (lambda f: f.add_permission("A", principal="444455556666", action="*"), "action must be a L"),
    (lambda f: f.add_permission("A", principal="444455556666", action="lambda:*"), "action must"),
    (lambda f: f.add_permission("A", principal="s3.amazonaws.com", source_arn="bucket"),
     "source_arn must be an ARN such as 'arn:aws:SERVICE:"),
    (lambda f: f.add_permission("A", principal="s3.amazonaws.com", source_arn=f"{BUCKET}/${{a}}"),
     "source_arn must be an ARN"),
    (lambda f: f.add_permission("A", principal="s3.amazonaws.com", source_account="1"),
     "source_account must be an AWS account id of 12 digits, got '1'"),
    (lambda f: f.add_permission("A", principal="*", principal_org_id="r-1234"),
     "principal_org_id must be an organization's id such as 'o-a1b2c3d4e5', got 'r-1234'"),
    (lambda f: f.add_permission("A", principal="444455556666", statement_id="a b"),
     "statement_id must be 1 to 100 letters, digits, '-' and '_', got 'a b'"),
    (lambda f: f.add_permission("A", principal="alexa-appkit.amazon.com", event_source_token=""),
     "event_source_token must be 1 to 256 letters"),
    (lambda f: f.add_permission("a b", principal="444455556666"), "id must be ASCII letters"),
    (lambda f: f.add_permission("Role", principal="444455556666"), "id must be unique among its"),
    (lambda f: f.grant_invoke(5), "grantee must be a role or a function, an account id or an ARN"),
    (lambda f: f.grant_invoke("s3.amazonaws.com"), "grantee must be an account's id, or an IAM"),
    (lambda f: f.add_url(public="yes"), "public must be True or False, got 'yes'"),
    (lambda f: f.add_url(cors={"max_age": 5}), "cors must be a Cors, got a dict of 1 items"),
    (lambda f: f.add_url(cors=Cors(allow_methods=["OPTIONS"])), "cors must have allow_methods of"),
    (lambda f: f.add_url(cors=Cors(allow_methods=["GET", "PUT", "HEAD", "POST", "PATCH", "DELETE",
                                                  "*"])),
     "cors must have at most 6 allow_methods for a function's URL"),
    (lambda f: f.add_url(invoke_mode="STREAM"), "invoke_mode must be one of BUFFERED, RESPONSE_"),
    (lambda f: [f.add_url(), f.add_url()], "FunctionUrl 'dev/It/Url': id must be unique"),
    (lambda f: f.configure_async(maximum_retry_attempts=3),
     "AsyncInvocation 'dev/It/AsyncInvocation': maximum_retry_attempts must be 0 to 2, got 3"),
    (lambda f: f.configure_async(maximum_retry_attempts=True), "maximum_retry_attempts must be a"),
    (lambda f: f.configure_async(maximum_event_age_in_seconds=59),
     "maximum_event_age_in_seconds must be 60 to 21600 seconds, got 59"),
    (lambda f: f.configure_async(maximum_event_age_in_seconds=21_601), "must be 60 to 21600"),
    (lambda f: f.configure_async(on_failure=QUEUE), "on_failure must be a Destination, got 'arn"),
    (lambda f: f.configure_async(on_success=Destination.bucket(BUCKET)), "not be a bucket"),
    (lambda f: [f.configure_async(), f.configure_async()], "id must be unique among its siblings"),
    (lambda f: f.configure_recursion("allow"), "recursive_loop must be one of Allow, Terminate"),
    (lambda f: f.add_dead_letter_queue(message_retention_seconds=59),
     "message_retention_seconds must be 60 to 1209600 seconds, got 59"),
    (lambda f: f.add_alias("a").deploy_gradually("canary"), "traffic must be a TrafficShift"),
    (lambda f: f.add_alias("a").deploy_gradually(ALL_AT_ONCE, alarm_names="errors"),
     "alarm_names must be a list or mapping of alarms or of their names"),
    (lambda f: f.add_alias("a").deploy_gradually(ALL_AT_ONCE, alarm_names=["a"] * 11),
     "alarm_names must have at most 10 names, got 11"),
    (lambda f: f.add_alias("a").deploy_gradually(ALL_AT_ONCE, alarm_names=["a" * 256]),
     "alarm_names[0] must have 1 to 255 characters"),
    (lambda f: f.add_alias("a").deploy_gradually(ALL_AT_ONCE, before_allow_traffic="check"),
     "before_allow_traffic must be a function, got 'check'"),
    (lambda f: f.add_alias("a").deploy_gradually(
        ALL_AT_ONCE, alarm_names=["a"], start="yes"), "start must be True"),
]  # fmt: skip


def scaling(function: Any, low: Any = 1, high: Any = 2) -> Any:
    concurrency = function.add_alias("a").add_provisioned_concurrency(1)
    return concurrency.add_scaling(min_capacity=low, max_capacity=high)


@pytest.mark.parametrize(("call", "message"), VERBS)
def test_a_verb_refuses(stack: TerraformStack, call: Callable[[Any], object], message: str) -> None:
    function = ContainerFunction(stack, "It", image=IMAGE, publish=True)
    with pytest.raises(InvalidArgument) as raised:
        call(function)
    assert message in str(raised.value)
