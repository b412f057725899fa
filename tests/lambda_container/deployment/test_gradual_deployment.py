"""Traffic that moves to each new version under observation."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
from cdktf import TerraformStack

from lambda_container import ContainerFunction, ContainerImage, InvalidArgument, TrafficShift
from tests.aws import URI
from tests.synth import Synth, tied

# No test needs to be watched; one is about the warning.
pytestmark = pytest.mark.filterwarnings(
    "ignore:.*no alarm and no function watches it:lambda_container.LambdaContainerWarning"
)

ALL_AT_ONCE = TrafficShift.all_at_once()
CANARY = TrafficShift.canary(percentage=10, interval=5)


@pytest.mark.parametrize(
    ("traffic", "name"),
    [
        (ALL_AT_ONCE, "CodeDeployDefault.LambdaAllAtOnce"),
        (
            TrafficShift.canary(percentage=10, interval=5),
            "CodeDeployDefault.LambdaCanary10Percent5Minutes",
        ),
        (
            TrafficShift.linear(percentage=10, interval=1),
            "CodeDeployDefault.LambdaLinear10PercentEvery1Minute",
        ),
        (
            TrafficShift.linear(percentage=10, interval=10),
            "CodeDeployDefault.LambdaLinear10PercentEvery10Minutes",
        ),
    ],
)
def test_a_way_that_codedeploy_has_is_used(
    function: ContainerFunction, synth: Synth, traffic: TrafficShift, name: str
) -> None:
    function.add_alias("live").deploy_gradually(traffic)
    assert synth.resource("aws_codedeploy_deployment_group")["deployment_config_name"] == name
    assert synth.resources("aws_codedeploy_deployment_config") == {}


@pytest.mark.parametrize(
    ("traffic", "block"),
    [
        (
            TrafficShift.canary(percentage=20, interval=7),
            {"type": "TimeBasedCanary", "time_based_canary": {"percentage": 20, "interval": 7}},
        ),
        (
            TrafficShift.linear(percentage=25, interval=60),
            {"type": "TimeBasedLinear", "time_based_linear": {"percentage": 25, "interval": 60}},
        ),
    ],
)
def test_another_way_is_made(
    function: ContainerFunction, synth: Synth, traffic: TrafficShift, block: dict[str, Any]
) -> None:
    function.add_alias("live").deploy_gradually(traffic)
    config = synth.resource("aws_codedeploy_deployment_config")
    assert config["compute_platform"] == "Lambda"
    assert config["traffic_routing_config"] == block
    (name,) = synth.resources("aws_codedeploy_deployment_config")
    group = synth.resource("aws_codedeploy_deployment_group")
    reference = f"${{aws_codedeploy_deployment_config.{name}.deployment_config_name}}"
    assert group["deployment_config_name"] == reference


def test_terraform_leaves_the_alias_to_codedeploy(
    function: ContainerFunction, synth: Synth
) -> None:
    function.add_alias("live").deploy_gradually(ALL_AT_ONCE)
    (name,) = synth.resources("aws_lambda_function")
    assert synth.resource("aws_lambda_alias")["lifecycle"] == {
        **tied(name)["lifecycle"],
        "ignore_changes": ["function_version", "routing_config"],
    }


def test_alarms_stop_a_deployment_and_roll_it_back(
    function: ContainerFunction, synth: Synth
) -> None:
    function.add_alias("live").deploy_gradually(CANARY, alarm_names=["errors", "a${b}"])
    group = synth.resource("aws_codedeploy_deployment_group")
    assert group["alarm_configuration"] == {"enabled": True, "alarms": ["errors", "a$${b}"]}
    assert group["auto_rollback_configuration"] == {
        "enabled": True,
        "events": ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"],
    }
    assert group["deployment_style"] == {
        "deployment_option": "WITH_TRAFFIC_CONTROL",
        "deployment_type": "BLUE_GREEN",
    }


def test_codedeploy_may_move_this_alias_and_invoke_its_hooks(
    stack: TerraformStack, function: ContainerFunction, synth: Synth
) -> None:
    image = ContainerImage.from_uri(URI)
    hook = ContainerFunction(stack, "Check", image=image, tracing="PassThrough")
    function.add_alias("live").deploy_gradually(
        ALL_AT_ONCE, alarm_names=["errors"], before_allow_traffic=hook
    )
    deployed = f"${{aws_lambda_function.{function.resource.friendly_unique_id}.arn}}"
    check = f"${{aws_lambda_function.{hook.resource.friendly_unique_id}.arn}}"
    assert synth.statements("Orders_Alias-live_Deployment_PolicyDocument") == [
        {"effect": "Allow", "actions": ["cloudwatch:DescribeAlarms"], "resources": ["*"]},
        {
            "effect": "Allow",
            "actions": [
                "lambda:GetAlias",
                "lambda:GetProvisionedConcurrencyConfig",
                "lambda:UpdateAlias",
            ],
            "resources": [deployed, f"{deployed}:*"],
        },
        {"effect": "Allow", "actions": ["lambda:InvokeFunction"], "resources": [check]},
    ]
    (trust,) = synth.statements("Orders_Alias-live_Deployment_TrustDocument")
    assert trust["principals"] == [{"type": "Service", "identifiers": ["codedeploy.amazonaws.com"]}]
    assert trust["condition"][0]["variable"] == "aws:SourceAccount"
    says = synth.statements("Check_Role_PolicyDocument")[0]
    assert says["actions"] == ["codedeploy:PutLifecycleEventHookExecutionStatus"]
    (resource,) = says["resources"]
    assert resource.endswith(":deploymentgroup:dev-Orders-live/deployment")


def test_application_and_group_have_the_names_that_are_given(
    stack: TerraformStack, function: ContainerFunction, synth: Synth
) -> None:
    hook = ContainerFunction(stack, "Check", image=ContainerImage.from_uri(URI))
    function.add_alias("live").deploy_gradually(
        TrafficShift.canary(percentage=20, interval=7),
        before_allow_traffic=hook,
        app_name="shop@orders",
        deployment_group_name="production",
    )
    assert synth.resource("aws_codedeploy_app")["name"] == "shop@orders"
    group = synth.resource("aws_codedeploy_deployment_group")
    assert group["deployment_group_name"] == "production"
    (resource,) = synth.statements("Check_Role_PolicyDocument")[0]["resources"]
    assert resource.endswith(":deploymentgroup:shop@orders/production")


def test_two_applications_do_not_share_a_name(function: ContainerFunction) -> None:
    function.add_alias("live").deploy_gradually(ALL_AT_ONCE, app_name="orders")
    with pytest.raises(InvalidArgument, match="app_name must be unique among the stack's CodeDepl"):
        function.add_alias("next").deploy_gradually(ALL_AT_ONCE, app_name="orders")


@pytest.mark.parametrize("name", ["", "a b", "a/b", "ä", "a" * 101, "${a}", 3])
@pytest.mark.parametrize("argument", ["app_name", "deployment_group_name"])
def test_names_that_codedeploy_rejects_are_refused(
    function: ContainerFunction, argument: str, name: Any
) -> None:
    arguments: dict[str, Any] = {argument: name}
    with pytest.raises(InvalidArgument, match=f"{argument} must be"):
        function.add_alias("live").deploy_gradually(ALL_AT_ONCE, **arguments)


def test_the_role_of_a_hook_of_others_is_their_care(
    stack: TerraformStack, function: ContainerFunction, synth: Synth
) -> None:
    theirs = ContainerFunction.from_name(stack, "Theirs", "check")
    function.add_alias("live").deploy_gradually(ALL_AT_ONCE, before_allow_traffic=theirs)
    *_, says = synth.statements("Orders_Alias-live_Deployment_PolicyDocument")
    assert says["actions"] == ["lambda:InvokeFunction"]
    (resource,) = says["resources"]
    assert resource.endswith(":function:check")


def test_a_function_does_not_check_itself(function: ContainerFunction) -> None:
    with pytest.raises(InvalidArgument, match="must be a different function from the one"):
        function.add_alias("live").deploy_gradually(ALL_AT_ONCE, after_allow_traffic=function)


def test_latest_and_weights_are_not_codedeploys(function: ContainerFunction) -> None:
    with pytest.raises(InvalidArgument, match=r"version must be a published one, got '\$LATEST'"):
        function.add_alias("dev", version="$LATEST").deploy_gradually(ALL_AT_ONCE)
    weighted = function.add_alias("live", version="2", additional_versions={"1": 0.1})
    with pytest.raises(InvalidArgument, match="additional_versions must not be given"):
        weighted.deploy_gradually(ALL_AT_ONCE)


def test_a_pipeline_may_start_deployments(function: ContainerFunction, synth: Synth) -> None:
    deployment = function.add_alias("live").deploy_gradually(ALL_AT_ONCE, start=False)
    assert deployment.start is None
    assert synth.resources("terraform_data") == {}


@pytest.fixture
def provisioner(function: ContainerFunction, synth: Synth) -> dict[str, Any]:
    function.add_alias("live").deploy_gradually(ALL_AT_ONCE)
    data = synth.resource("terraform_data")
    (name,) = synth.resources("aws_lambda_function")
    assert data["triggers_replace"] == [f"${{aws_lambda_function.{name}.version}}"]
    (block,) = data["provisioner"]
    local: dict[str, Any] = block["local-exec"]
    return local


def run(
    provisioner: dict[str, Any], folder: Path, *, current: str, states: list[str]
) -> subprocess.CompletedProcess[str]:
    """Run the command with an ``aws`` that writes down how it was called."""
    (folder / "states").write_text("\n".join(states) + "\n")
    aws = folder / "aws"
    aws.write_text(
        f'#!/bin/sh\necho "$@" >> {folder}/calls\n'
        'case "$2" in create-deployment) echo d-1 ;;\n'
        f"get-deployment) head -n 1 {folder}/states; sed -i 1d {folder}/states ;; esac\n"
    )
    aws.chmod(0o755)
    environment = {
        **dict.fromkeys(provisioner["environment"], "x"),
        "CURRENT_VERSION": current,
        "TARGET_VERSION": "8",
        "REVISION": '{"a": "b c"}',
        "POLL_SECONDS": "0",
        "PATH": f"{folder}:/usr/bin:/bin",
    }
    command = provisioner["command"].replace("$${", "${")
    return subprocess.run(
        [*provisioner["interpreter"], command],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_new_version_is_deployed_and_waited_for(
    provisioner: dict[str, Any], tmp_path: Path
) -> None:
    done = run(provisioner, tmp_path, current="7", states=["Created", "InProgress", "Succeeded"])
    assert done.returncode == 0, done.stderr
    assert "from version 7 to 8: d-1" in done.stdout
    created, *polled = (tmp_path / "calls").read_text().splitlines()
    assert created == (
        "deploy create-deployment --region x --application-name x --deployment-group-name x"
        ' --revision {"a": "b c"} --query deploymentId --output text'
    )
    assert len(polled) == 3


@pytest.mark.parametrize("state", ["Failed", "Stopped"])
def test_a_deployment_that_fails_fails_the_apply(
    provisioner: dict[str, Any], tmp_path: Path, state: str
) -> None:
    done = run(provisioner, tmp_path, current="7", states=["InProgress", state])
    assert done.returncode == 1
    assert f"Deployment d-1: {state}" in done.stderr


def test_a_new_alias_needs_no_deployment(provisioner: dict[str, Any], tmp_path: Path) -> None:
    done = run(provisioner, tmp_path, current="8", states=[])
    assert done.returncode == 0
    assert not (tmp_path / "calls").exists()


def test_the_revision_names_versions_and_hooks(stack: TerraformStack, synth: Synth) -> None:
    hook = ContainerFunction(stack, "Check", image=ContainerImage.from_uri(URI))
    theirs = ContainerFunction.from_name(stack, "Theirs", "theirs")
    alias = theirs.add_alias("live", version="3")
    alias.deploy_gradually(ALL_AT_ONCE, after_allow_traffic=hook)
    (block,) = synth.resource("terraform_data")["provisioner"]
    current = f"aws_lambda_alias.{alias.resource.friendly_unique_id}.function_version"
    check = f"aws_lambda_function.{hook.resource.friendly_unique_id}.function_name"
    assert block["local-exec"]["environment"]["REVISION"] == (
        '${jsonencode({"revisionType" = "AppSpecContent", "appSpecContent" = {"content" ='
        ' jsonencode({"version" = "0.0", "Resources" = [{"live" = {"Type" ='
        ' "AWS::Lambda::Function", "Properties" = {"Name" = "theirs", "Alias" = "live",'
        f' "CurrentVersion" = {current}, "TargetVersion" = "3"}}}}}}],'
        f' "Hooks" = [{{"AfterAllowTraffic" = {check}}}]}})}}}})}}'
    )
