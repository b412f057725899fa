"""AWS Secrets Manager's rotation as a source."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from cdktf import TerraformStack, TerraformVariable
from cdktf_cdktf_provider_aws.secretsmanager_secret import SecretsmanagerSecret
from syrupy.assertion import SnapshotAssertion

from lambda_container import ContainerFunction, InvalidArgument, SecretRotationEventSource
from tests.lambda_container.events.conftest import granted
from tests.synth import Synth, tied

ROTATION = "aws_secretsmanager_secret_rotation"
SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-AbCd12"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555"
ROTATE = [
    "secretsmanager:DescribeSecret",
    "secretsmanager:GetSecretValue",
    "secretsmanager:PutSecretValue",
    "secretsmanager:UpdateSecretVersionStage",
]


def test_a_secret_by_its_arn(function: ContainerFunction, synth: Synth) -> None:
    made = function.add_event_source(SecretRotationEventSource(SECRET, 30))
    assert made.node.path == "dev/Orders/SecretRotation-shop-db"
    (name,) = synth.resources("aws_lambda_function")
    (permission,) = synth.resources("aws_lambda_permission")
    (policy,) = synth.resources("aws_iam_role_policy")
    assert synth.resource(ROTATION) == {
        "secret_id": SECRET,
        "rotation_lambda_arn": f"${{aws_lambda_function.{name}.arn}}",
        "rotate_immediately": True,
        "rotation_rules": {"automatically_after_days": 30},
        "depends_on": [f"aws_lambda_permission.{permission}", f"aws_iam_role_policy.{policy}"],
    }
    assert synth.resource("aws_lambda_permission") == {
        "action": "lambda:InvokeFunction",
        "function_name": f"${{aws_lambda_function.{name}.function_name}}",
        **tied(name),
        "principal": "secretsmanager.amazonaws.com",
        "source_arn": SECRET,
    }
    assert [(s["actions"], s["resources"]) for s in granted(synth)] == [
        (ROTATE, [SECRET]),
        (["secretsmanager:GetRandomPassword"], ["*"]),
    ]


def test_all_that_a_rotation_can_be(
    stack: TerraformStack,
    function: ContainerFunction,
    synth: Synth,
    json_snapshot: SnapshotAssertion,
) -> None:
    secret = SecretsmanagerSecret(stack, "Secret", name="shop/db", kms_key_id=KEY)
    source = SecretRotationEventSource(
        secret,
        schedule_expression="cron(0 8 ? * SUN *)",
        duration="3h",
        rotate_immediately=False,
        kms_key=KEY,
        id="Weekly",
    )
    assert function.add_alias("live").add_event_source(source).node.id == "Weekly"
    assert (["kms:Decrypt", "kms:GenerateDataKey"], [KEY]) in [
        (s["actions"], s["resources"]) for s in granted(synth)
    ]
    assert synth.json == json_snapshot


def test_a_secret_and_a_schedule_by_reference(
    stack: TerraformStack, function: ContainerFunction, synth: Synth
) -> None:
    secret = TerraformVariable(stack, "secret", type="string").string_value
    when = TerraformVariable(stack, "when", type="string").string_value
    made = function.add_event_source(SecretRotationEventSource(secret, schedule_expression=when))
    assert made.node.id == "SecretRotation"
    rotation = synth.resource(ROTATION)
    assert rotation["secret_id"] == "${var.secret}"
    assert rotation["rotation_rules"] == {"schedule_expression": "${var.when}"}
    assert synth.resource("aws_lambda_permission")["source_arn"] == "${var.secret}"


def test_a_secret_has_one_rotation(function: ContainerFunction) -> None:
    function.add_event_source(SecretRotationEventSource(SECRET, 30))
    with pytest.raises(InvalidArgument, match="unique"):
        function.add_event_source(SecretRotationEventSource(SECRET, 31))
    with pytest.raises(InvalidArgument, match="secret must be unique among the stack's rotated"):
        function.add_alias("live").add_event_source(SecretRotationEventSource(SECRET, 31))


def test_a_secret_of_the_stack_has_one_rotation(
    function: ContainerFunction, stack: TerraformStack
) -> None:
    secret = SecretsmanagerSecret(stack, "Secret", name_prefix="a")
    function.add_event_source(SecretRotationEventSource(secret, 30))
    with pytest.raises(InvalidArgument, match="secret must be unique among the stack's rotated"):
        function.add_event_source(SecretRotationEventSource(secret, 31, id="Again"))
    other = SecretsmanagerSecret(stack, "Other", name_prefix="a")
    function.add_event_source(SecretRotationEventSource(other, 30, id="Other"))


@pytest.mark.parametrize("schedule", ["rate(4 hours)", "rate(1 day)", "cron(0 0/4 * * ? *)",
                                      "cron(0 2,6,22 * * ? *)", "cron(0 */8 ? * L *)"])  # fmt: skip
def test_schedules_of_secrets_manager(schedule: str) -> None:
    source = SecretRotationEventSource(SECRET, schedule_expression=schedule)
    assert source.schedule_expression == schedule


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"secret": "shop/db"}, "secret must be an ARN"),
        ({"secret": SECRET[:-7]}, "secret must be the secret's full ARN"),
        ({"secret": None}, "secret must be an ARN"),
        ({"automatically_after_days": 0}, "automatically_after_days must be 1 to 1000 days"),
        ({"automatically_after_days": 1001}, "automatically_after_days must be 1 to 1000 days"),
        ({"automatically_after_days": None}, "automatically_after_days must be given, or "),
        ({"schedule_expression": "rate(4 hours)"}, "automatically_after_days .* not both"),
        ({"duration": "25h"}, "duration must be whole hours, '1h' to '24h'"),
        ({"duration": "30m"}, "duration must be whole hours"),
        ({"rotate_immediately": 1}, "rotate_immediately must be True or False"),
        ({"kms_key": 1}, "kms_key must be"),
    ],
)
def test_what_secrets_manager_would_refuse(given: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidArgument, match=f"SecretRotationEventSource: {message}"):
        SecretRotationEventSource(**{"secret": SECRET, "automatically_after_days": 30, **given})


@pytest.mark.parametrize(
    ("schedule", "message"),
    [
        ("rate(3 hours)", "be a rate of 4 hours to 999 days, in hours or days"),
        ("rate(300 minutes)", "be a rate of 4 hours to 999 days, in hours or days"),
        ("rate(1000 days)", "be a rate of 4 hours to 999 days"),
        ("rate(1 days)", "have its unit in the singular for 1"),
        ("at(2026-01-31T08:00:00)", "be a rate of 4 hours"),
        ("cron(30 8 ? * SUN *)", "be .* a cron expression with 0 as its minutes"),
        ("cron(0 8 ? * SUN 2030)", "be .* and '\\*' as its year"),
        ("cron(0 * ? * SUN *)", "be .* hours that are 4 or more apart"),
        ("cron(0 0/3 ? * SUN *)", "be .* hours that are 4 or more apart"),
        ("cron(0 1,23 ? * SUN *)", "be .* hours that are 4 or more apart"),
        ("cron(0 22-3 ? * SUN *)", "be .* hours that are 4 or more apart"),
        ("cron(0 8 1 * SUN *)", "have '\\?' as day of month or day of week"),
    ],
)
def test_schedules_that_secrets_manager_would_refuse(schedule: str, message: str) -> None:
    with pytest.raises(InvalidArgument, match=f"schedule_expression must {message}"):
        SecretRotationEventSource(SECRET, schedule_expression=schedule)


@pytest.mark.parametrize(
    ("schedule", "longest"),
    [("rate(4 hours)", 4), ("cron(0 1,13 * * ? *)", 12), ("rate(9 days)", 24)],
)
def test_a_window_ends_before_the_next_begins(schedule: str, longest: int) -> None:
    rotate = partial(SecretRotationEventSource, SECRET, schedule_expression=schedule)
    assert rotate(duration=f"{longest}h").duration == f"{longest}h"
    with pytest.raises(InvalidArgument, match="duration must be "):
        rotate(duration=f"{longest + 1}h")
