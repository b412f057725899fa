"""Names for versions."""

from __future__ import annotations

import pytest
from cdktf import TerraformStack, TerraformVariable

from lambda_container import ContainerFunction, ContainerImage, InvalidArgument
from tests.aws import REGION, URI
from tests.synth import Synth, tied


def test_an_alias_follows_the_version_that_is_published_last(
    function: ContainerFunction, synth: Synth
) -> None:
    alias = function.add_alias("live", description="costs ${5}")
    (name,) = synth.resources("aws_lambda_function")
    assert synth.resource("aws_lambda_alias") == {
        "name": "live",
        "description": "costs $${5}",
        "function_name": f"${{aws_lambda_function.{name}.function_name}}",
        **tied(name),
        "function_version": f"${{aws_lambda_function.{name}.version}}",
    }
    assert alias.function is function


def test_an_alias_shares_traffic_between_two_versions(
    function: ContainerFunction, synth: Synth
) -> None:
    function.add_alias("live", version="7", additional_versions={"6": 0.05})
    alias = synth.resource("aws_lambda_alias")
    assert alias["function_version"] == "7"
    assert alias["routing_config"] == {"additional_version_weights": {"6": 0.05}}


def test_a_reference_to_a_version_gets_a_share(
    stack: TerraformStack, function: ContainerFunction, synth: Synth
) -> None:
    before = TerraformVariable(stack, "before", type="string").string_value
    function.add_alias("live", additional_versions={before: 0.5})
    weights = synth.resource("aws_lambda_alias")["routing_config"]["additional_version_weights"]
    assert weights == {"${var.before}": 0.5}


def test_an_alias_of_what_is_not_published_says_so(stack: TerraformStack, synth: Synth) -> None:
    function = ContainerFunction(stack, "Orders", image=ContainerImage.from_uri(URI))
    with pytest.raises(InvalidArgument, match="version must be given, because the function does"):
        function.add_alias("live")
    function.add_alias("dev", version="$LATEST")
    assert synth.resource("aws_lambda_alias")["function_version"] == "$LATEST"


def test_an_alias_is_in_the_functions_region(stack: TerraformStack, synth: Synth) -> None:
    image = ContainerImage.from_uri(URI.replace(REGION, "eu-north-1"))
    function = ContainerFunction(stack, "Orders", image=image, publish=True, region="eu-north-1")
    alias = function.add_alias("live")
    alias.add_url()
    alias.configure_async()
    alias.add_provisioned_concurrency(1)
    function.configure_recursion("Terminate")
    function.add_dead_letter_queue()
    for type_ in (
        "aws_cloudwatch_log_group",
        "aws_lambda_alias",
        "aws_lambda_function",
        "aws_lambda_function_event_invoke_config",
        "aws_lambda_function_recursion_config",
        "aws_lambda_function_url",
        "aws_lambda_provisioned_concurrency_config",
        "aws_sqs_queue",
        "aws_sqs_queue_policy",
    ):
        assert synth.resource(type_)["region"] == "eu-north-1"


def test_two_aliases_have_two_names(function: ContainerFunction) -> None:
    function.add_alias("live")
    with pytest.raises(InvalidArgument, match="name must be unique among the function's aliases"):
        function.add_alias("live")
