"""Execution environments that are kept warm."""

from __future__ import annotations

import pytest

from lambda_container import ContainerFunction, InvalidArgument
from tests.synth import Synth, tied

RESOURCE = "function:${aws_lambda_function.%s.function_name}:${aws_lambda_alias.%s.name}"


def test_environments_are_kept_warm_for_an_alias(function: ContainerFunction, synth: Synth) -> None:
    function.add_alias("live").add_provisioned_concurrency(5, skip_destroy=True)
    (name,) = synth.resources("aws_lambda_function")
    (alias,) = synth.resources("aws_lambda_alias")
    assert synth.resource("aws_lambda_provisioned_concurrency_config") == {
        "function_name": f"${{aws_lambda_function.{name}.function_name}}",
        **tied(name),
        "qualifier": f"${{aws_lambda_alias.{alias}.name}}",
        "provisioned_concurrent_executions": 5,
        "skip_destroy": True,
    }
    assert synth.resources("aws_appautoscaling_target") == {}


def test_what_scales_is_not_set_back_by_terraform(
    function: ContainerFunction, synth: Synth
) -> None:
    concurrency = function.add_alias("live").add_provisioned_concurrency(2)
    concurrency.add_scaling(min_capacity=1, max_capacity=20)
    (name,) = synth.resources("aws_lambda_function")
    (alias,) = synth.resources("aws_lambda_alias")
    (config,) = synth.resources("aws_lambda_provisioned_concurrency_config")
    assert synth.resource("aws_lambda_provisioned_concurrency_config")["lifecycle"] == {
        **tied(name)["lifecycle"],
        "ignore_changes": ["provisioned_concurrent_executions"],
    }
    assert synth.resource("aws_appautoscaling_target") == {
        "service_namespace": "lambda",
        "scalable_dimension": "lambda:function:ProvisionedConcurrency",
        "resource_id": RESOURCE % (name, alias),
        "min_capacity": 1,
        "max_capacity": 20,
        "depends_on": [f"aws_lambda_provisioned_concurrency_config.{config}"],
    }


def test_scaling_follows_utilization(function: ContainerFunction, synth: Synth) -> None:
    concurrency = function.add_alias("live").add_provisioned_concurrency(2)
    scaling = concurrency.add_scaling(min_capacity=1, max_capacity=20)
    scaling.on_utilization(target=0.6, scale_in_cooldown=60, scale_out_cooldown=0)
    (target,) = synth.resources("aws_appautoscaling_target")
    assert synth.resource("aws_appautoscaling_policy") == {
        "name": "utilization",
        "policy_type": "TargetTrackingScaling",
        "service_namespace": "lambda",
        "scalable_dimension": "lambda:function:ProvisionedConcurrency",
        "resource_id": f"${{aws_appautoscaling_target.{target}.resource_id}}",
        "target_tracking_scaling_policy_configuration": {
            "target_value": 0.6,
            "predefined_metric_specification": {
                "predefined_metric_type": "LambdaProvisionedConcurrencyUtilization"
            },
            "scale_in_cooldown": 60,
            "scale_out_cooldown": 0,
            "disable_scale_in": False,
        },
    }


@pytest.mark.parametrize(
    "schedule", ["cron(0 8 ? * MON-FRI *)", "rate(1 day)", "at(2026-01-31T08:00:00)"]
)
def test_scaling_follows_the_time_of_day(
    function: ContainerFunction, synth: Synth, schedule: str
) -> None:
    concurrency = function.add_alias("live").add_provisioned_concurrency(2)
    scaling = concurrency.add_scaling(min_capacity=0, max_capacity=1)
    scaling.on_schedule(
        "Morning", schedule=schedule, min_capacity=3, max_capacity=9, timezone="Europe/Paris"
    )
    (target,) = synth.resources("aws_appautoscaling_target")
    assert synth.resource("aws_appautoscaling_scheduled_action") == {
        "name": "Morning",
        "service_namespace": "lambda",
        "scalable_dimension": "lambda:function:ProvisionedConcurrency",
        "resource_id": f"${{aws_appautoscaling_target.{target}.resource_id}}",
        "schedule": schedule,
        "timezone": "Europe/Paris",
        "scalable_target_action": {"min_capacity": "3", "max_capacity": "9"},
    }


def test_an_alias_of_latest_or_with_weights_keeps_nothing_warm(function: ContainerFunction) -> None:
    latest = function.add_alias("dev", version="$LATEST")
    with pytest.raises(InvalidArgument, match="version must be a published version, got"):
        latest.add_provisioned_concurrency(1)
    weighted = function.add_alias("live", version="2", additional_versions={"1": 0.1})
    with pytest.raises(InvalidArgument, match="additional_versions must not be set on the alias"):
        weighted.add_provisioned_concurrency(1)
