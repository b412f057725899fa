"""AWS IoT as a source."""

from __future__ import annotations

from typing import Any

import pytest
from cdktf import TerraformStack, TerraformVariable
from syrupy.assertion import SnapshotAssertion

from lambda_container import (
    ContainerFunction,
    DeadLetterQueue,
    Destination,
    EncryptionKey,
    InvalidArgument,
    IotEventSource,
)
from tests.synth import Synth, tied

RULE = "aws_iot_topic_rule"
SQL = "SELECT *, topic(2) AS device FROM 'shop/+/orders' WHERE total > 0"
QUEUE = "arn:aws:sqs:eu-west-1:111122223333:dead"
TOPIC = "arn:aws:sns:eu-west-1:111122223333:dead"
ACCOUNT = "${data.aws_caller_identity.LambdaContainerCallerIdentity.account_id}"
HERE = (
    "arn:${data.aws_partition.LambdaContainerPartition.partition}:iot:"
    f"${{data.aws_region.LambdaContainerRegion.id}}:{ACCOUNT}"
)


def test_what_devices_send(function: ContainerFunction, synth: Synth) -> None:
    made = function.add_event_source(IotEventSource(SQL))
    assert made.node.path == "dev/Orders/Iot"
    (name,) = synth.resources("aws_lambda_function")
    (permission,) = synth.resources("aws_lambda_permission")
    assert synth.resource(RULE) == {
        "name": "dev_Orders_Iot",
        "sql": SQL,
        "sql_version": "2016-03-23",
        "enabled": True,
        "lambda": [{"function_arn": f"${{aws_lambda_function.{name}.arn}}"}],
        "depends_on": [f"aws_lambda_permission.{permission}"],
    }
    assert synth.resource("aws_lambda_permission") == {
        "action": "lambda:InvokeFunction",
        "function_name": f"${{aws_lambda_function.{name}.function_name}}",
        **tied(name),
        "principal": "iot.amazonaws.com",
        "source_arn": f"{HERE}:rule/dev_Orders_Iot",
    }
    assert (made.role, made.policy) == (None, None)


def test_all_that_a_rule_can_be(
    stack: TerraformStack,
    function: ContainerFunction,
    synth: Synth,
    json_snapshot: SnapshotAssertion,
) -> None:
    queue = DeadLetterQueue(stack, "Dead", kms_key=EncryptionKey(stack, "Key"))
    source = IotEventSource(
        "SELECT VALUE *\nFROM '$aws/things/+/shadow/#'",
        sql_version="2015-10-08",
        name="orders_of_devices",
        description="Orders ${x}",
        error_action=Destination.queue(queue),
        enabled=False,
        tags={"team": "shop"},
    )
    made = function.add_alias("live").add_event_source(source)
    assert made.node.id == "Iot-orders_of_devices"
    assert synth.resource(RULE)["description"] == "Orders $${x}"
    (policy,) = (name for name in synth.resources("aws_iam_role_policy") if "Iot" in name)
    assert f"aws_iam_role_policy.{policy}" in synth.resource(RULE)["depends_on"]
    trust = synth.statements("Orders_Alias-live_Iot-orders_of_devices_TrustDocument")
    assert [c["values"] for c in trust[0]["condition"]] == [[ACCOUNT], [f"{HERE}:*"]]
    may = synth.statements("Orders_Alias-live_Iot-orders_of_devices_PolicyDocument")
    assert [s["actions"] for s in may] == [
        ["kms:Decrypt", "kms:GenerateDataKey"],
        ["sqs:SendMessage"],
    ]
    assert synth.json == json_snapshot


def test_a_queue_and_a_topic_of_others(function: ContainerFunction, synth: Synth) -> None:
    function.add_event_source(IotEventSource(SQL, error_action=Destination.queue(QUEUE)))
    topic = IotEventSource(SQL, name="second", error_action=Destination.topic(TOPIC))
    function.add_event_source(topic)
    actions = {rule["name"]: rule["error_action"] for rule in synth.resources(RULE).values()}
    suffix = "${data.aws_partition.LambdaContainerPartition.dns_suffix}"
    assert (
        actions["dev_Orders_Iot"]["sqs"]["queue_url"]
        == f"https://sqs.eu-west-1.{suffix}/111122223333/dead"
    )
    assert actions["second"]["sns"]["target_arn"] == TOPIC


def test_names_and_sql_by_reference(
    stack: TerraformStack, function: ContainerFunction, synth: Synth
) -> None:
    text = TerraformVariable(stack, "text", type="string").string_value
    source = IotEventSource(f"SELECT * FROM '{text}/x'", name=text, id="Rule")
    function.add_event_source(source)
    assert synth.resource(RULE)["sql"] == "SELECT * FROM '${var.text}/x'"
    assert synth.resource(RULE)["name"] == "${var.text}"
    assert synth.resource("aws_lambda_permission")["source_arn"] == f"{HERE}:rule/${{var.text}}"


def test_a_second_rule_needs_a_name(function: ContainerFunction, synth: Synth) -> None:
    function.add_event_source(IotEventSource(SQL))
    with pytest.raises(InvalidArgument, match="id must be unique among its siblings"):
        function.add_event_source(IotEventSource(SQL))
    function.add_event_source(IotEventSource(SQL, name="second"))
    assert len(synth.resources(RULE)) == 2


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM 'a'",
        "select color as rgb from 'topic/subtopic' where temperature > 50",
        "SELECT (SELECT v FROM e WHERE n = 'heat') AS heat FROM 'a/#'",
        "SELECT [a, {'from': b}] AS c FROM '#' WHERE d = 'it''s WHERE'",
        "SELECT CASE a WHEN 1 THEN 'x' ELSE 'y' END AS b FROM '+/b'",
        "SELECT aws_lambda(\"arn:aws:lambda:eu-west-1:111122223333:function:a\", *) AS a FROM 'b'",
        "SELECT * WHERE total > 0",  # Basic Ingest only
        "SELECT ${a} FROM 'b'",
        f"SELECT * FROM '{'a/' * 7}b'",
    ],
)
def test_sql_of_aws_iot(sql: str) -> None:
    assert IotEventSource(sql).sql == sql


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("", "not be empty"),
        ("INSERT INTO a", "be \"SELECT ... FROM 'topic/filter' WHERE ...\""),
        ("x SELECT * FROM 'a'", "its parts in this order"),
        ("SELECT FROM 'a'", "its parts in this order"),
        ("SELECT * FROM", "its parts in this order"),
        ("SELECT * FROM 'a' WHERE", "its parts in this order"),
        ("SELECT * WHERE a > 1 FROM 'a'", "its parts in this order"),
        ("SELECT * FROM 'a' FROM 'b'", "its parts in this order"),
        ("SELECT * FROM a/b", "one topic filter in single quotes after FROM"),
        ("SELECT * FROM 'a', 'b'", "one topic filter in single quotes"),
        ("SELECT * FROM 'a' ORDER BY b", "one topic filter in single quotes"),
        ("SELECT * FROM 'a", "close the quotation that begins with '"),
        ("SELECT f(a FROM 'a'", r"have a closing '\)'"),
        ("SELECT a] FROM 'a'", r"have an opening bracket for its '\]'"),
        ("SELECT (a] FROM 'a'", r"have an opening bracket for its '\]'"),
        ("SELECT * FROM ''", "topic filter of 1 to 256 bytes"),
        (f"SELECT * FROM '{'é' * 129}'", "topic filter of 1 to 256 bytes"),
        (f"SELECT * FROM '{'a/' * 8}b'", "topic filter with at most 7 '/'"),
        ("SELECT * FROM 'a/#/b'", "'#' in its topic filter only as the last level"),
        ("SELECT * FROM 'a#'", "'#' in its topic filter only as the last level"),
        ("SELECT * FROM 'a+/b'", r"'\+' in its topic filter only as a whole level"),
        ("SELECT \0 FROM 'a'", "hold no control characters"),
    ],
)
def test_sql_that_aws_iot_would_refuse(sql: str, message: str) -> None:
    with pytest.raises(InvalidArgument, match=f"IotEventSource: sql must {message}|{message}"):
        IotEventSource(sql)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"sql": 1}, "sql must be a string"),
        ({"sql_version": "2016"}, "sql_version must be one of 2016-03-23, 2015-10-08, beta"),
        ({"name": "a-b"}, "name must be 1 to 128 letters, digits and '_'"),
        ({"name": "a" * 129}, "name must be 1 to 128 letters"),
        ({"name": "é"}, "name must be 1 to 128 letters"),
        ({"description": ""}, "description must not be empty"),
        ({"error_action": QUEUE}, "error_action must be a Destination"),
        ({"error_action": Destination.bucket("arn:aws:s3:::abc")}, "be a Destination.queue or"),
        ({"enabled": 1}, "enabled must be True or False"),
        ({"tags": {"aws:a": "b"}}, "tags key must not begin with 'aws:'"),
    ],
)
def test_what_aws_iot_would_refuse(given: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidArgument, match=f"IotEventSource: .*{message}"):
        IotEventSource(**{"sql": SQL, **given})
