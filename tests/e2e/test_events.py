"""Real events reach the function: those that match, and only those."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.emulator import Emulator
from tests.e2e.engine import Engine
from tests.e2e.environment import Deployment
from tests.e2e.process import wait_until
from tests.e2e.project import Listeners
from tests.e2e.terraform import Installation

# Where ministack answers for APIs and load balancers, whose own names are made up as they are.
_MINISTACK = "http://127.0.0.1:4566"
Send = Callable[[Emulator, dict[str, str], str, bool], object]


@pytest.fixture(scope="module")
def listeners(work: Path, terraform: Installation) -> Iterator[Deployment[Listeners]]:
    deployment = Deployment(Listeners(work / "listeners"), terraform)
    deployment.apply()
    yield deployment
    deployment.destroy()


def _sqs(emulator: Emulator, outputs: dict[str, str], text: str, matches: bool) -> object:
    body = json.dumps({"heard": matches, "text": text})
    return emulator.client("sqs").send_message(QueueUrl=outputs["queue_url"], MessageBody=body)


def _sns(emulator: Emulator, outputs: dict[str, str], text: str, matches: bool) -> object:
    heard = {"DataType": "String", "StringValue": "yes" if matches else "no"}
    return emulator.client("sns").publish(
        TopicArn=outputs["topic_arn"], Message=text, MessageAttributes={"heard": heard}
    )


def _s3(emulator: Emulator, outputs: dict[str, str], text: str, matches: bool) -> object:
    key = f"{'heard' if matches else 'other'}/{text}"
    return emulator.client("s3").put_object(Bucket="listened-bucket", Key=key, Body=b"-")


def _event_bridge(emulator: Emulator, outputs: dict[str, str], text: str, matches: bool) -> object:
    entry = {
        "Source": f"e2e.{'heard' if matches else 'other'}",
        "DetailType": "test",
        "Detail": json.dumps({"text": text}),
    }
    return emulator.client("events").put_events(Entries=[entry])


def _dynamodb(emulator: Emulator, outputs: dict[str, str], text: str, matches: bool) -> object:
    item = {"id": {"S": text}}
    return emulator.client("dynamodb").put_item(TableName="listened-table", Item=item)


def _kinesis(emulator: Emulator, outputs: dict[str, str], text: str, matches: bool) -> object:
    return emulator.client("kinesis").put_record(
        StreamName="listened-stream", Data=text.encode(), PartitionKey="a"
    )


def _logs(emulator: Emulator, outputs: dict[str, str], text: str, matches: bool) -> object:
    logs = emulator.client("logs")
    logs.create_log_stream(logGroupName="/listened/logs", logStreamName=text)
    message = f"{'heard' if matches else 'other'} {text}"
    event = {"timestamp": int(time.time() * 1000), "message": message}
    return logs.put_log_events(logGroupName="/listened/logs", logStreamName=text, logEvents=[event])


def _iot(emulator: Emulator, outputs: dict[str, str], text: str, matches: bool) -> object:
    topic = f"{'heard' if matches else 'other'}/a"
    payload = json.dumps({"text": text}).encode()
    return emulator.client("iot-data").publish(topic=topic, qos=1, payload=payload)


def _cognito(emulator: Emulator, outputs: dict[str, str], text: str, matches: bool) -> object:
    cognito, pool = emulator.client("cognito-idp"), {"UserPoolId": outputs["pool_id"]}
    flow = "ADMIN_USER_PASSWORD_AUTH"
    client = cognito.create_user_pool_client(
        **pool, ClientName=text, ExplicitAuthFlows=[f"ALLOW_{flow}"]
    )["UserPoolClient"]["ClientId"]
    password = "Planted-password-1"
    cognito.admin_create_user(**pool, Username=text)
    cognito.admin_set_user_password(**pool, Username=text, Password=password, Permanent=True)
    return cognito.admin_initiate_auth(
        **pool,
        ClientId=client,
        AuthFlow=flow,
        AuthParameters={"USERNAME": text, "PASSWORD": password},
    )


def _get(path: str) -> int:
    try:
        with urllib.request.urlopen(f"{_MINISTACK}/{path}", timeout=60) as answer:
            status: int = answer.status
    except urllib.error.HTTPError as error:
        status = error.code
    return status


def _http_api(emulator: Emulator, outputs: dict[str, str], text: str, matches: bool) -> object:
    path = f"{'heard' if matches else 'other'}/{text}"
    status = _get(f"_aws/execute-api/{outputs['api_id']}/$default/{path}")
    assert status == (200 if matches else 404)
    return status


def _rest_api(emulator: Emulator, outputs: dict[str, str], text: str, matches: bool) -> object:
    status = _get(f"_aws/execute-api/{outputs['rest_id']}/live/{text}")
    assert status == 200
    return status


def _load_balancer(emulator: Emulator, outputs: dict[str, str], text: str, matches: bool) -> object:
    status = _get(f"_alb/listened-balancer/{'heard' if matches else 'other'}/{text}")
    assert status == (200 if matches else 404)
    return status


@pytest.mark.parametrize(
    ("send", "has_filter"),
    [
        (_sqs, True),
        (_sns, True),
        (_s3, True),
        (_event_bridge, True),
        (_dynamodb, False),
        (_kinesis, False),
        (_logs, True),
        (_iot, True),
        (_cognito, False),
        (_http_api, True),
        (_rest_api, False),
        (_load_balancer, True),
    ],
    ids=lambda value: value.__name__.strip("_") if callable(value) else "",
)
def test_an_event_is_delivered(
    send: Send,
    has_filter: bool,
    listeners: Deployment[Listeners],
    emulator: Emulator,
    engine: Engine,
) -> None:
    outputs: dict[str, Any] = listeners.workspace.outputs()
    name = send.__name__.strip("_")
    if has_filter:
        send(emulator, outputs, f"{name}-does-not-match", False)
    send(emulator, outputs, f"{name}-matches", True)

    wait_until(f"{name} is heard", lambda: f"{name}-matches" in engine.printed())

    assert f"{name}-does-not-match" not in engine.printed()


@pytest.mark.parametrize(
    "principal",
    [
        "apigateway.amazonaws.com",
        "cognito-idp.amazonaws.com",
        "elasticloadbalancing.amazonaws.com",
        "events.amazonaws.com",
        "iot.amazonaws.com",
        "logs.amazonaws.com",
        "s3.amazonaws.com",
        "secretsmanager.amazonaws.com",
        "sns.amazonaws.com",
    ],
)
def test_a_service_may_invoke_on_behalf_of_its_source_only(
    principal: str, listeners: Deployment[Listeners], emulator: Emulator
) -> None:
    policy = json.loads(emulator.client("lambda").get_policy(FunctionName="listener")["Policy"])
    statements = [s for s in policy["Statement"] if s["Principal"] == {"Service": principal}]
    assert statements
    for statement in statements:
        (source,) = statement["Condition"]["ArnLike"].values()
        assert source.startswith("arn:aws:")
        assert not source.startswith("arn:aws:lambda:")


def test_a_schedule_has_a_role_that_may_invoke(
    listeners: Deployment[Listeners], emulator: Emulator
) -> None:
    function = emulator.configuration("listener")["FunctionArn"]
    target = emulator.client("scheduler").get_schedule(Name="heard")["Target"]
    assert (target["Arn"], json.loads(target["Input"])) == (function, {"heard": 1})
    role = target["RoleArn"].rpartition("/")[2]
    iam = emulator.client("iam")
    policy = iam.get_role_policy(RoleName=role, PolicyName="schedule")["PolicyDocument"]
    assert [(s["Action"], s["Resource"]) for s in policy["Statement"]] == [
        ("lambda:InvokeFunction", function)
    ]


def test_a_secret_is_rotated_by_the_function(
    listeners: Deployment[Listeners], emulator: Emulator
) -> None:
    secret = emulator.client("secretsmanager").describe_secret(SecretId="listened-secret")
    assert secret["RotationLambdaARN"] == emulator.configuration("listener")["FunctionArn"]
    assert secret["RotationRules"]["AutomaticallyAfterDays"] == 30


def test_alarms_watch_the_function(listeners: Deployment[Listeners], emulator: Emulator) -> None:
    found = emulator.client("cloudwatch").describe_alarms(AlarmNamePrefix="listener-")
    alarms = {
        alarm["AlarmName"].removeprefix("listener-"): alarm for alarm in found["MetricAlarms"]
    }
    dead_letters = "Sqs-listeners-Queue-dead-letters"
    assert set(alarms) == {dead_letters, "duration", "error-rate", "iterator-age", "throttles"}
    assert alarms["duration"]["Threshold"] == 8000  # 80 % of 10 seconds
    queue = {"Name": "QueueName", "Value": "listeners-Queue-dead-letters"}
    assert alarms[dead_letters]["Dimensions"] == [queue]


def test_a_second_plan_is_empty(listeners: Deployment[Listeners]) -> None:
    # ministack tells Terraform nothing of an alarm's dimensions: see docs/testing.md.
    alarm = "aws_cloudwatch_metric_alarm."
    assert [a for a in listeners.plan().actions if not a.startswith(alarm)] == []
