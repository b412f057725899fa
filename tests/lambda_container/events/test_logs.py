"""Amazon CloudWatch Logs as a source."""

from __future__ import annotations

from typing import Any

import pytest
from cdktf import TerraformStack, TerraformVariable
from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from syrupy.assertion import SnapshotAssertion

from lambda_container import ContainerFunction, InvalidArgument, LogsEventSource
from tests.synth import Synth, tied

FILTER = "aws_cloudwatch_log_subscription_filter"
ACCOUNT = "${data.aws_caller_identity.LambdaContainerCallerIdentity.account_id}"
HERE = (
    "arn:${data.aws_partition.LambdaContainerPartition.partition}:logs:"
    f"${{data.aws_region.LambdaContainerRegion.id}}:{ACCOUNT}:log-group:"
)


def test_a_log_group_by_its_name(function: ContainerFunction, synth: Synth) -> None:
    made = function.add_event_source(LogsEventSource("/shop/web"))
    assert made.node.path == "dev/Orders/Logs-shop-web"
    (name,) = synth.resources("aws_lambda_function")
    (permission,) = synth.resources("aws_lambda_permission")
    assert synth.resource(FILTER) == {
        "name": f"${{aws_lambda_function.{name}.function_name}}",
        "log_group_name": "/shop/web",
        "filter_pattern": "",
        "destination_arn": f"${{aws_lambda_function.{name}.arn}}",
        "depends_on": [f"aws_lambda_permission.{permission}"],
    }
    assert synth.resource("aws_lambda_permission") == {
        "action": "lambda:InvokeFunction",
        "function_name": f"${{aws_lambda_function.{name}.function_name}}",
        **tied(name),
        "principal": "logs.amazonaws.com",
        "source_arn": f"{HERE}/shop/web:*",
        "source_account": ACCOUNT,
    }


def test_all_that_a_subscription_filter_can_be(
    stack: TerraformStack,
    function: ContainerFunction,
    synth: Synth,
    json_snapshot: SnapshotAssertion,
) -> None:
    group = CloudwatchLogGroup(stack, "Web", name="/shop/web")
    source = LogsEventSource(group, filter_pattern='%{a} { $.level = "${b}" }', name="errors")
    function.add_alias("live").add_event_source(source)
    assert synth.resource(FILTER)["filter_pattern"] == '%%{a} { $.level = "$${b}" }'
    assert synth.json == json_snapshot


def test_a_log_group_by_reference(
    stack: TerraformStack, function: ContainerFunction, synth: Synth
) -> None:
    group = TerraformVariable(stack, "group", type="string").string_value
    assert function.add_event_source(LogsEventSource(group)).node.id == "Logs"
    assert synth.resource(FILTER)["log_group_name"] == "${var.group}"


def test_a_function_never_reads_its_own_logs(function: ContainerFunction) -> None:
    for own in (function.log_group, "/aws/lambda/dev-Orders"):
        with pytest.raises(InvalidArgument, match="log_group must not be the function's own"):
            function.add_event_source(LogsEventSource(own))
        with pytest.raises(InvalidArgument, match="log_group must not be the function's own"):
            function.add_alias(f"a{len(str(own))}").add_event_source(LogsEventSource(own))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"log_group": "a b"}, "log_group must be a log group's name"),
        ({"log_group": "a" * 513}, "log_group must be a log group's name of 1 to 512"),
        ({"log_group": None}, "log_group must be an ARN"),
        ({"filter_pattern": "a" * 1025}, "filter_pattern must have 0 to 1024 characters"),
        ({"name": "a:b"}, "name must be 1 to 512 characters without ':'"),
    ],
)
def test_what_cloudwatch_logs_would_refuse(given: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidArgument, match=f"LogsEventSource: {message}"):
        LogsEventSource(**{"log_group": "/shop/web", **given})
