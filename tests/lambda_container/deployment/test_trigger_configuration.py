"""Topics that CodeDeploy tells of deployments."""

from __future__ import annotations

from typing import Any

import pytest
from cdktf import TerraformStack
from cdktf_cdktf_provider_aws.data_aws_sns_topic import DataAwsSnsTopic
from cdktf_cdktf_provider_aws.kms_key import KmsKey
from cdktf_cdktf_provider_aws.sns_topic import SnsTopic
from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue

from lambda_container import (
    AlarmTopic,
    ContainerFunction,
    GradualDeployment,
    InvalidArgument,
    TrafficShift,
    TriggerConfiguration,
)
from tests.aws import ACCOUNT, REGION
from tests.synth import Synth

TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:team"
POLICY = "Orders_Alias-live_Deployment_PolicyDocument"


def trigger(topic: Any = TOPIC, **arguments: Any) -> TriggerConfiguration:
    given = {"trigger_name": "failures", "trigger_events": ["DeploymentFailure"], **arguments}
    return TriggerConfiguration(trigger_target_arn=topic, **given)


def deploy(function: ContainerFunction, *triggers: TriggerConfiguration) -> GradualDeployment:
    return function.add_alias("live").deploy_gradually(
        TrafficShift.canary(percentage=10, interval=5),
        alarm_names=["errors"],
        trigger_configuration=triggers,
    )


def publishing(synth: Synth) -> list[Any]:
    mine = ("sns:", "kms:")
    return [s for s in synth.statements(POLICY) if s["actions"][0].startswith(mine)]


def test_a_topic_is_told_of_the_events_that_are_named(
    function: ContainerFunction, synth: Synth
) -> None:
    deploy(function, trigger(trigger_events=["DeploymentStop", "DeploymentFailure"]))
    assert synth.resource("aws_codedeploy_deployment_group")["trigger_configuration"] == [
        {
            "trigger_events": ["DeploymentStop", "DeploymentFailure"],
            "trigger_name": "failures",
            "trigger_target_arn": TOPIC,
        }
    ]
    assert publishing(synth) == [
        {"effect": "Allow", "actions": ["sns:Publish"], "resources": [TOPIC]}
    ]


def test_without_one_nothing_is_published(function: ContainerFunction, synth: Synth) -> None:
    deploy(function)
    assert "trigger_configuration" not in synth.resource("aws_codedeploy_deployment_group")
    assert publishing(synth) == []


def test_a_name_is_no_expression(function: ContainerFunction, synth: Synth) -> None:
    deploy(function, trigger(trigger_name="${a}"))
    (block,) = synth.resource("aws_codedeploy_deployment_group")["trigger_configuration"]
    assert block["trigger_name"] == "$${a}"


def test_the_key_of_an_encrypted_topic_may_be_used(
    stack: TerraformStack, function: ContainerFunction, synth: Synth
) -> None:
    key = KmsKey(stack, "Key")
    deploy(function, trigger(SnsTopic(stack, "Team", kms_master_key_id=key.arn)))
    says, _ = publishing(synth)
    assert says["actions"] == ["kms:Decrypt", "kms:GenerateDataKey"]
    assert says["resources"] == ["${aws_kms_key.Key.arn}"]


@pytest.mark.parametrize("kind", ["resource", "data source", "alarm topic", "reference"])
def test_a_topic_of_any_kind_is_taken(
    stack: TerraformStack, function: ContainerFunction, synth: Synth, kind: str
) -> None:
    makers: dict[str, Any] = {
        "resource": lambda: SnsTopic(stack, "Team"),
        "data source": lambda: DataAwsSnsTopic(stack, "Team", name="team"),
        "alarm topic": lambda: AlarmTopic(stack, "Team"),
        "reference": lambda: SnsTopic(stack, "Team").arn,
    }
    deploy(function, trigger(makers[kind]()))
    says = publishing(synth)[-1]
    assert says["actions"] == ["sns:Publish"]
    assert "sns_topic" in says["resources"][0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"trigger_events": []}, "trigger_events must name each event once, and at least one"),
        ({"trigger_events": ["DeploymentStop"] * 2}, "trigger_events must name each event once"),
        ({"trigger_events": ["DeploymentReady"]}, r"trigger_events\[0\] must be one of"),
        ({"trigger_events": "DeploymentStop"}, "trigger_events must be a list"),
        ({"trigger_name": ""}, "trigger_name must"),
        ({"topic": f"{TOPIC}.fifo"}, "trigger_target_arn must be a standard topic"),
    ],
)
def test_what_codedeploy_cannot_use_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidArgument, match=message):
        trigger(**arguments)


def test_a_fifo_topic_is_refused_by_its_resource(stack: TerraformStack) -> None:
    with pytest.raises(InvalidArgument, match="trigger_target_arn must be a standard topic"):
        trigger(SnsTopic(stack, "Team", fifo_topic=True))


def test_something_else_is_no_topic(stack: TerraformStack, function: ContainerFunction) -> None:
    with pytest.raises(InvalidArgument) as caught:
        deploy(function, trigger(SqsQueue(stack, "Queue")))
    assert "trigger_target_arn must be an aws_sns_topic, or the ARN of one, got" in str(
        caught.value
    )


def test_a_topic_is_of_the_same_region(function: ContainerFunction) -> None:
    elsewhere = TOPIC.replace(REGION, "us-west-2")
    with pytest.raises(InvalidArgument, match=f"must be in {REGION}"):
        deploy(function, trigger(elsewhere))


def test_names_are_of_one_trigger_each(function: ContainerFunction) -> None:
    with pytest.raises(InvalidArgument, match="must have a trigger_name of its own each"):
        deploy(function, trigger(), trigger(trigger_events=["DeploymentStop"]))


def test_a_group_has_at_most_ten(function: ContainerFunction) -> None:
    triggers = [trigger(trigger_name=f"t{n}") for n in range(11)]
    with pytest.raises(InvalidArgument, match="must have at most 10 triggers, got 11"):
        deploy(function, *triggers)
