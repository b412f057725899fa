"""Amazon SQS as a source."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cdktf import TerraformStack, TerraformVariable
from cdktf_cdktf_provider_aws.sns_topic import SnsTopic
from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue
from syrupy.assertion import SnapshotAssertion

from lambda_container import (
    ContainerFunction,
    ContainerImage,
    DurableConfig,
    EncryptionKey,
    ExecutionRole,
    InvalidArgument,
    LambdaContainerWarning,
    ProvisionedPollers,
    Queue,
    SqsEventSource,
)
from tests.aws import REGION, URI
from tests.lambda_container.events.conftest import MAPPING, granted, mapping
from tests.synth import Synth

ARN = "arn:aws:sqs:eu-west-1:111122223333:orders"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/a"
READ = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]


def test_a_queue_by_its_arn(function: ContainerFunction, synth: Synth) -> None:
    made = function.add_event_source(SqsEventSource(ARN))
    assert made.node.path == "dev/Orders/Sqs-orders"
    assert mapping(synth) == {
        "event_source_arn": ARN,
        "enabled": True,
        "batch_size": 10,
        "maximum_batching_window_in_seconds": 0,
        "function_response_types": ["ReportBatchItemFailures"],
    }
    assert granted(synth) == [{"effect": "Allow", "actions": READ, "resources": [ARN]}]


def test_a_queue_of_ours(stack: TerraformStack, function: ContainerFunction, synth: Synth) -> None:
    key = EncryptionKey(stack, "Key")
    queue = Queue(stack, "Queue", function=function, kms_key=key)
    function.add_event_source(SqsEventSource(queue))
    (key_name,) = synth.resources("aws_kms_key")
    (name,) = (n for n in synth.resources("aws_sqs_queue") if "DeadLetters" not in n)
    assert mapping(synth)["event_source_arn"] == f"${{aws_sqs_queue.{name}.arn}}"
    assert [(s["actions"], s["resources"]) for s in granted(synth)] == [
        (["kms:Decrypt"], [f"${{aws_kms_key.{key_name}.arn}}"]),
        (READ, [f"${{aws_sqs_queue.{name}.arn}}"]),
    ]


def test_a_queue_of_terraforms(
    stack: TerraformStack, function: ContainerFunction, synth: Synth
) -> None:
    queue = SqsQueue(stack, "Queue", name="paid", visibility_timeout_seconds=180)
    made = function.add_event_source(SqsEventSource(queue, kms_key=KEY))
    assert made.node.id == "Sqs-paid"
    assert mapping(synth)["event_source_arn"] == "${aws_sqs_queue.Queue.arn}"
    assert [s["resources"] for s in granted(synth)] == [[KEY], ["${aws_sqs_queue.Queue.arn}"]]


def test_everything_that_a_queue_takes(
    stack: TerraformStack,
    function: ContainerFunction,
    synth: Synth,
    json_snapshot: SnapshotAssertion,
) -> None:
    key = EncryptionKey(stack, "Key")
    source = SqsEventSource(
        ARN,
        id="Paid",
        batch_size=10_000,
        maximum_batching_window_in_seconds=300,
        enabled=False,
        report_batch_item_failures=False,
        filters=[
            {"body": {"state": ["paid", "${x}"]}},
            {"body": {"total": [{"numeric": [">", 9]}]}},
        ],
        filter_kms_key=key,
        maximum_concurrency=1000,
        metrics=["EventCount"],
        tags={"Team": "shop"},
    )
    assert function.add_event_source(source).node.id == "Paid"
    one = mapping(synth)
    assert one["scaling_config"] == {"maximum_concurrency": 1000}
    assert one["tags"] == {"Team": "shop"}
    assert "function_response_types" not in one
    assert one == json_snapshot
    policy = json.loads(
        synth.resource("aws_kms_key")["policy"].replace("${", "").replace('}"', '"')
    )
    (lambda_,) = (s for s in policy["Statement"] if "Service" in s["Principal"])
    assert lambda_["Principal"] == {"Service": ["lambda.amazonaws.com"]}
    assert lambda_["Action"] == ["kms:Decrypt"]
    (contexts,) = lambda_["Condition"]["ArnLike"].values()
    assert [context.partition(":function:")[2] for context in contexts] == [
        "dev-Orders",
        "dev-Orders:*",
    ]


def test_pollers_of_its_own(function: ContainerFunction, synth: Synth) -> None:
    pollers = ProvisionedPollers(minimum_pollers=2, maximum_pollers=10_000)
    function.add_event_source(SqsEventSource(ARN, provisioned_pollers=pollers))
    assert mapping(synth)["provisioned_poller_config"] == {
        "minimum_pollers": 2,
        "maximum_pollers": 10_000,
    }


def test_an_alias_is_what_is_invoked(function: ContainerFunction, synth: Synth) -> None:
    function.add_alias("live").add_event_source(SqsEventSource(ARN))
    (alias,) = synth.resources("aws_lambda_alias")
    assert synth.resource(MAPPING)["function_name"] == f"${{aws_lambda_alias.{alias}.arn}}"
    assert granted(synth)[0]["actions"] == READ


def test_a_reference_is_any_queue(
    stack: TerraformStack, function: ContainerFunction, synth: Synth
) -> None:
    variable = TerraformVariable(stack, "queue", type="string")
    source = SqsEventSource(
        variable.string_value, batch_size=50, maximum_batching_window_in_seconds=1
    )
    assert function.add_event_source(source).node.id == "Sqs"
    assert mapping(synth)["event_source_arn"] == "${var.queue}"


def test_numbers_may_be_references(
    stack: TerraformStack, function: ContainerFunction, synth: Synth
) -> None:
    number = TerraformVariable(stack, "number", type="number").number_value
    source = SqsEventSource(ARN, batch_size=number, maximum_concurrency=number)
    function.add_event_source(source)
    one = mapping(synth)
    assert one["batch_size"] == "${var.number}"
    assert one["scaling_config"] == {"maximum_concurrency": "${var.number}"}


def test_an_existing_function_of_an_unknown_role(stack: TerraformStack, synth: Synth) -> None:
    theirs = ContainerFunction.from_name(stack, "Theirs", "theirs", region="eu-west-3")
    theirs.add_event_source(SqsEventSource(ARN.replace(REGION, "eu-west-3")))
    one = synth.resource(MAPPING)
    assert one["function_name"].endswith(":function:theirs")
    assert one["region"] == "eu-west-3"
    assert "depends_on" not in one
    assert synth.resources("aws_iam_role_policy") == {}


def test_a_role_that_exists_is_its_owners_care(stack: TerraformStack, synth: Synth) -> None:
    role = ExecutionRole.from_arn("arn:aws:iam::111122223333:role/theirs")
    image = ContainerImage.from_uri(URI)
    ContainerFunction(stack, "It", image=image, role=role).add_event_source(SqsEventSource(ARN))
    assert len(synth.resources(MAPPING)) == 1
    assert synth.resources("aws_iam_role_policy") == {}


def test_the_same_queue_twice_is_refused(function: ContainerFunction) -> None:
    function.add_event_source(SqsEventSource(ARN))
    message = "SqsEventSource 'dev/Orders/Sqs-orders': id must be unique among its siblings"
    with pytest.raises(InvalidArgument, match=message):
        function.add_event_source(SqsEventSource(ARN))


POLLERS = ProvisionedPollers()


@pytest.mark.parametrize(
    ("queue", "arguments", "message"),
    [
        (None, {}, "queue must be an ARN 'arn:aws:sqs:...:...', or an aws_sqs_queue, got None"),
        ("orders", {}, "queue must be an ARN such as 'arn:aws:sqs:...:...', got 'orders'"),
        ("arn:aws:sns:eu-west-1:111122223333:a", {}, "queue must be an ARN"),
        (ARN, {"batch_size": 0}, "batch_size must be 1 to 10000, got 0"),
        (ARN, {"batch_size": 10_001}, "batch_size must be 1 to 10000, got 10001"),
        (ARN, {"batch_size": True}, "batch_size must be a whole number, 1 to 10000"),
        (
            ARN,
            {"batch_size": 11},
            "window_in_seconds must be 1 or more seconds with a batch_size above 10, got 0",
        ),
        (ARN, {"maximum_batching_window_in_seconds": 301}, "be 0 to 300 seconds, got 301"),
        (
            ARN,
            {"maximum_batching_window_in_seconds": 5, "batch_size": 1},
            "batch_size must be 2 or more with maximum_batching_window_in_seconds",
        ),
        (f"{ARN}.fifo", {"batch_size": 11}, "batch_size must be 1 to 10 for a FIFO queue, got 11"),
        (
            f"{ARN}.fifo",
            {"maximum_batching_window_in_seconds": 1},
            "be 0, because a FIFO queue has no batching window, got 1",
        ),
        (ARN, {"maximum_concurrency": 1}, "maximum_concurrency must be 2 to 1000, got 1"),
        (ARN, {"maximum_concurrency": 1001}, "maximum_concurrency must be 2 to 1000, got 1001"),
        (
            ARN,
            {"maximum_concurrency": 2, "provisioned_pollers": POLLERS},
            "provisioned_pollers must not be given together with maximum_concurrency",
        ),
        (
            ARN,
            {"provisioned_pollers": ProvisionedPollers(minimum_pollers=1)},
            "provisioned_pollers.minimum_pollers must be 2 to 200, got 1",
        ),
        (
            ARN,
            {"provisioned_pollers": ProvisionedPollers(minimum_pollers=9, maximum_pollers=8)},
            "provisioned_pollers.maximum_pollers must be at least minimum_pollers, 9, got 8",
        ),
        (ARN, {"provisioned_pollers": 2}, "provisioned_pollers must be a ProvisionedPollers"),
        (ARN, {"filters": {"body": ["x"]}}, "filters must be a list of patterns"),
        (ARN, {"filters": [{"body": "x"}]}, r"filters\[0\]\['body'\] must be a list of values"),
        (ARN, {"filters": [{"body": ["x"]}] * 11}, "filters must have at most 10 .* 5 unless AWS"),
        (ARN, {"filter_kms_key": KEY}, "filters must be given with filter_kms_key"),
        (ARN, {"metrics": ["Errors"]}, r"metrics\[0\] must be one of EventCount, got 'Errors'"),
        (ARN, {"metrics": "EventCount"}, "metrics must be a list of strings"),
        (ARN, {"enabled": "no"}, "enabled must be True or False"),
        (ARN, {"report_batch_item_failures": 1}, "report_batch_item_failures must be True or"),
        (ARN, {"kms_key": "alias/a"}, "kms_key must be an ARN"),
        (ARN, {"tags": {"aws:a": "b"}}, "not begin with 'aws:'"),
    ],
)
def test_bad_input_is_refused(queue: Any, arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidArgument, match=f"^SqsEventSource: .*{message}"):
        SqsEventSource(queue, **arguments)


def test_an_id_is_checked(function: ContainerFunction) -> None:
    with pytest.raises(InvalidArgument, match="id must be ASCII letters, digits, '-' and '_'"):
        function.add_event_source(SqsEventSource(ARN, id="a b"))


def test_a_topic_is_no_queue(stack: TerraformStack) -> None:
    with pytest.raises(InvalidArgument, match=r"queue must be an ARN .* or an aws_sqs_queue, got"):
        SqsEventSource(SnsTopic(stack, "Topic"))  # type: ignore[arg-type]


def test_a_visibility_timeout_below_the_functions_is_refused(
    stack: TerraformStack, function: ContainerFunction
) -> None:
    ours = Queue(stack, "Ours", visibility_timeout_seconds=29)
    theirs = SqsQueue(stack, "Theirs", name="theirs", visibility_timeout_seconds=29)
    for queue in (ours, theirs):
        with pytest.raises(InvalidArgument, match="visibility_timeout_seconds must be at least"):
            function.add_event_source(SqsEventSource(queue))


def test_a_queue_that_does_not_say_hides_messages_for_30_seconds(
    stack: TerraformStack, function: ContainerFunction
) -> None:
    queue = SqsQueue(stack, "Theirs", name="theirs")
    with pytest.warns(LambdaContainerWarning, match="visibility_timeout_seconds is 30; AWS advi"):
        function.add_event_source(SqsEventSource(queue))


def test_a_visibility_timeout_below_six_times_the_functions_warns(
    stack: TerraformStack, function: ContainerFunction
) -> None:
    queue = Queue(stack, "Queue", visibility_timeout_seconds=180)
    message = "visibility_timeout_seconds is 180; AWS advises .*, 190"
    with pytest.warns(LambdaContainerWarning, match=message):
        function.add_event_source(SqsEventSource(queue, maximum_batching_window_in_seconds=10))


@pytest.mark.parametrize(("reserved", "warns"), [(-1, False), (5, False), (4, True), (0, True)])
def test_more_concurrency_than_is_reserved_warns(
    stack: TerraformStack, reserved: int, warns: bool, recwarn: pytest.WarningsRecorder
) -> None:
    function = ContainerFunction(
        stack,
        "It",
        image=ContainerImage.from_uri(URI),
        publish=True,
        reserved_concurrent_executions=reserved,
    )
    source = SqsEventSource(ARN, maximum_concurrency=5)
    for target in (function, function.add_alias("live")):
        recwarn.clear()
        target.add_event_source(source)
        messages = [str(warning.message) for warning in recwarn]
        assert any(f"the function has reserved {reserved}:" in m for m in messages) is warns


def test_a_durable_function_is_polled_for_by_its_alias_only(
    stack: TerraformStack, synth: Synth
) -> None:
    function = ContainerFunction(
        stack,
        "It",
        image=ContainerImage.from_uri(URI),
        publish=True,
        durable_config=DurableConfig(execution_timeout=600),
    )
    with pytest.raises(
        InvalidArgument, match="a published version and an alias to have an event source"
    ):
        function.add_event_source(SqsEventSource(ARN))
    function.add_alias("live").add_event_source(SqsEventSource(ARN))
    assert len(synth.resources(MAPPING)) == 1


def test_a_function_for_tenants_is_not_polled_for(stack: TerraformStack) -> None:
    image = ContainerImage.from_uri(URI)
    function = ContainerFunction(stack, "It", image=image, tenant_isolation_mode="PER_TENANT")
    with pytest.raises(
        InvalidArgument,
        match="no tenant_isolation_mode to have an event source: its caller cannot name a tenant",
    ):
        function.add_event_source(SqsEventSource(ARN))
