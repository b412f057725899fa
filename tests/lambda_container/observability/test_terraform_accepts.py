"""What watches is accepted by the real Terraform."""

from __future__ import annotations

from pathlib import Path

from cdktf import TerraformStack, TerraformVariable

from lambda_container import (
    COLD_STARTS,
    Alarm,
    AlarmRule,
    AlarmTopic,
    AnomalyBand,
    ContainerFunction,
    ContainerImage,
    Dashboard,
)
from lambda_container.function.watched_feature import Watched
from tests.aws import URI
from tests.lambda_container.function.test_terraform_accepts import validate
from tests.terraform import find_terraform


def test_terraform_accepts_all_that_watches(
    function: ContainerFunction, stack: TerraformStack, tmp_path: Path
) -> None:
    function.add_alarms(
        topic=AlarmTopic(stack, "Alarms"), error_rate=AlarmRule(threshold=AnomalyBand())
    )
    function.add_dead_letter_queue()
    function.watch(Watched(feature="stream"))
    function.add_alias("live").add_alarms()
    other = ContainerFunction(
        stack,
        "Other",
        image=ContainerImage.from_uri(URI),
        timeout=TerraformVariable(stack, "timeout", type="number").number_value,
    )
    other.add_alarms()
    made = function.add_log_metric_filter(
        "Errors", pattern="%ERROR%", metric_name="Errors", namespace="Shop", default_value=0
    )
    Alarm(function, "Errors-Alarm", metric=made.metric, rule=AlarmRule(threshold=0))
    function.add_saved_query(COLD_STARTS)
    function.enable_adot()
    Dashboard(stack, "Board")
    assert validate(stack, find_terraform(), tmp_path) >= {
        "aws_cloudwatch_dashboard",
        "aws_cloudwatch_log_metric_filter",
        "aws_cloudwatch_metric_alarm",
        "aws_cloudwatch_query_definition",
        "aws_sns_topic_policy",
    }
