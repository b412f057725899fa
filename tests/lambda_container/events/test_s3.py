"""Amazon S3 as a source."""

from __future__ import annotations

from typing import Any

import pytest
from cdktf import TerraformStack, TerraformVariable
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket
from syrupy.assertion import SnapshotAssertion

from lambda_container import (
    ContainerFunction,
    ContainerImage,
    InvalidArgument,
    LambdaContainerWarning,
    S3EventSource,
)
from tests.aws import URI
from tests.synth import Synth, tied

ARN = "arn:aws:s3:::orders"
NOTIFICATION = "aws_s3_bucket_notification"
ACCOUNT = "${data.aws_caller_identity.LambdaContainerCallerIdentity.account_id}"


@pytest.fixture
def other(stack: TerraformStack) -> ContainerFunction:
    return ContainerFunction(stack, "Other", image=ContainerImage.from_uri(URI))


def test_a_bucket_by_its_arn(function: ContainerFunction, synth: Synth) -> None:
    made = function.add_event_source(S3EventSource(ARN))
    assert made.node.path == "dev/Orders/S3-orders"
    (name,) = synth.resources("aws_lambda_function")
    (permission,) = synth.resources("aws_lambda_permission")
    assert synth.resource(NOTIFICATION) == {
        "bucket": "orders",
        "lambda_function": [
            {
                "events": ["s3:ObjectCreated:*"],
                "lambda_function_arn": f"${{aws_lambda_function.{name}.arn}}",
            }
        ],
        "depends_on": [f"aws_lambda_permission.{permission}"],
    }
    assert synth.resource("aws_lambda_permission") == {
        "action": "lambda:InvokeFunction",
        "function_name": f"${{aws_lambda_function.{name}.function_name}}",
        **tied(name),
        "principal": "s3.amazonaws.com",
        "source_arn": ARN,
        "source_account": ACCOUNT,
    }


def test_functions_share_a_buckets_notification(
    stack: TerraformStack,
    function: ContainerFunction,
    other: ContainerFunction,
    synth: Synth,
    json_snapshot: SnapshotAssertion,
) -> None:
    bucket = S3Bucket(stack, "Bucket", bucket="orders")
    function.add_event_source(S3EventSource(bucket, prefix="in/", suffix=".csv"))
    other.add_event_source(S3EventSource(bucket, prefix="in/", suffix=".json"))
    live = function.add_alias("live")
    live.add_event_source(S3EventSource(bucket, events=["s3:ObjectRemoved:*"]))
    notification = synth.resource(NOTIFICATION)
    assert [one.get("filter_suffix") for one in notification["lambda_function"]] == [
        ".csv",
        ".json",
        None,
    ]
    assert notification["bucket"] == "${aws_s3_bucket.Bucket.bucket}"
    assert len(notification["depends_on"]) == len(synth.resources("aws_lambda_permission")) == 3
    assert synth.json == json_snapshot


def test_buckets_of_similar_names_have_notifications_of_their_own(
    function: ContainerFunction, synth: Synth
) -> None:
    function.add_event_source(S3EventSource("arn:aws:s3:::a.b"))
    function.add_event_source(S3EventSource("arn:aws:s3:::a-b", id="Second"))
    buckets = {one["bucket"] for one in synth.resources(NOTIFICATION).values()}
    assert buckets == {"a.b", "a-b"}


def test_a_bucket_by_reference(
    stack: TerraformStack, function: ContainerFunction, other: ContainerFunction, synth: Synth
) -> None:
    variable = TerraformVariable(stack, "bucket", type="string")
    function.add_event_source(S3EventSource(variable.string_value, prefix="${a}/"))
    other.add_event_source(S3EventSource(variable.string_value, prefix="b/"))
    notification = synth.resource(NOTIFICATION)
    assert notification["bucket"] == '${element(split(":::", var.bucket), 1)}'
    prefixes = [one["filter_prefix"] for one in notification["lambda_function"]]
    assert prefixes == ["$${a}/", "b/"]


def test_the_bucket_of_another_account(function: ContainerFunction, synth: Synth) -> None:
    function.add_event_source(S3EventSource(ARN, source_account="444455556666"))
    assert synth.resource("aws_lambda_permission")["source_account"] == "444455556666"


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({}, {}),
        ({"prefix": "in/"}, {"prefix": "in/new/"}),
        ({"suffix": ".csv"}, {"suffix": "orders.csv"}),
        ({"prefix": "in/"}, {"suffix": ".csv"}),
        ({"events": ["s3:ObjectCreated:Put"]}, {}),
        ({}, {"events": ["s3:ObjectRemoved:*", "s3:ObjectCreated:Copy"]}),
    ],
)
def test_what_s3_calls_overlapping(
    function: ContainerFunction, other: ContainerFunction, one: Any, two: Any
) -> None:
    function.add_event_source(S3EventSource(ARN, **one))
    with pytest.raises(
        InvalidArgument, match=r"'dev/Other/S3-orders': events must not share s3:ObjectCreated"
    ):
        other.add_event_source(S3EventSource(ARN, **two))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({"prefix": "in/"}, {"prefix": "out/"}),
        ({"prefix": "in/", "suffix": ".csv"}, {"prefix": "in/", "suffix": ".json"}),
        ({"events": ["s3:ObjectCreated:Put"]}, {"events": ["s3:ObjectCreated:Copy"]}),
        ({"events": ["s3:ObjectRemoved:*"]}, {}),
    ],
)
def test_what_s3_does_not_call_overlapping(
    function: ContainerFunction, other: ContainerFunction, synth: Synth, one: Any, two: Any
) -> None:
    function.add_event_source(S3EventSource(ARN, **one))
    other.add_event_source(S3EventSource(ARN, **two))
    assert len(synth.resource(NOTIFICATION)["lambda_function"]) == 2


def test_a_star_is_no_wildcard() -> None:
    with pytest.warns(LambdaContainerWarning, match=r"suffix '\*.csv' has a '\*'"):
        S3EventSource(ARN, suffix="*.csv")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"bucket": "orders"}, "bucket must be an ARN such as 'arn:aws:s3"),
        ({"bucket": f"{ARN}/in/"}, "bucket must be an ARN such as 'arn:aws:s3:"),
        ({"bucket": None}, "bucket must be an ARN 'arn:aws:s3"),
        ({"events": []}, "events must have at least one event"),
        ({"events": "s3:ObjectCreated:*"}, "events must be a list of strings"),
        ({"events": ["s3:ObjectCreated"]}, r"events\[0\] must be one of s3:IntelligentTiering"),
        ({"prefix": ""}, "prefix must not be empty"),
        ({"suffix": "a" * 1025}, "suffix must have 1 to 1024 characters"),
        ({"source_account": "1"}, "source_account must be an AWS account id"),
    ],
)
def test_what_s3_would_refuse(given: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidArgument, match=f"S3EventSource: {message}"):
        S3EventSource(**{"bucket": ARN, **given})
