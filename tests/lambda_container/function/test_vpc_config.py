"""Functions in a VPC, and the file systems that they reach there."""

from __future__ import annotations

import pytest
from cdktf import TerraformStack
from cdktf_cdktf_provider_aws.efs_mount_target import EfsMountTarget

from lambda_container import (
    ContainerFunction,
    ContainerImage,
    FileSystemConfig,
    LambdaContainerWarning,
    SecurityGroup,
    Vpc,
    VpcConfig,
)
from tests.aws import URI
from tests.synth import Synth

IMAGE = ContainerImage.from_uri(URI)
SUBNETS = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
GROUP = "sg-0123456789abcdef0"
EFS = "arn:aws:elasticfilesystem:eu-west-1:111122223333"
IN_VPC = VpcConfig(subnet_ids=SUBNETS, security_group_ids=[GROUP])
HERE = (
    "arn:${data.aws_partition.LambdaContainerPartition.partition}:%s:"
    "${data.aws_region.LambdaContainerRegion.id}:"
)
ACCOUNT = "${data.aws_caller_identity.LambdaContainerCallerIdentity.account_id}"


def test_a_function_is_connected_to_subnets(stack: TerraformStack, synth: Synth) -> None:
    ContainerFunction(
        stack,
        "Orders",
        image=IMAGE,
        vpc_config=VpcConfig(
            subnet_ids=SUBNETS,
            security_group_ids=[GROUP],
            ipv6_allowed_for_dual_stack=True,
            replace_security_groups_on_destroy=True,
            replacement_security_group_ids=["sg-0123456789abcdef1"],
        ),
    )
    function = synth.resource("aws_lambda_function")
    assert function["vpc_config"] == {
        "subnet_ids": SUBNETS,
        "security_group_ids": [GROUP],
        "ipv6_allowed_for_dual_stack": True,
    }
    assert function["replace_security_groups_on_destroy"] is True
    assert function["replacement_security_group_ids"] == ["sg-0123456789abcdef1"]


def test_lambda_may_make_network_interfaces_there_and_the_code_may_not(
    stack: TerraformStack, synth: Synth
) -> None:
    ContainerFunction(stack, "Orders", image=IMAGE, tracing="PassThrough", vpc_config=IN_VPC)
    ec2 = HERE % "ec2"
    interfaces = f"{ec2}{ACCOUNT}:network-interface/*"
    (group,) = synth.resources("aws_cloudwatch_log_group")
    assert synth.statements("Orders_Role_PolicyDocument") == [
        {
            "effect": "Allow",
            "actions": [
                "ec2:AssignPrivateIpAddresses",
                "ec2:DeleteNetworkInterface",
                "ec2:UnassignPrivateIpAddresses",
            ],
            "resources": [interfaces],
        },
        {
            "effect": "Allow",
            "actions": ["ec2:CreateNetworkInterface"],
            "resources": [
                interfaces,
                *[f"{ec2}*:subnet/{subnet}" for subnet in SUBNETS],
                f"{ec2}*:security-group/{GROUP}",
            ],
        },
        {
            "effect": "Allow",
            "actions": ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"],
            "resources": ["*"],
        },
        {
            "effect": "Allow",
            "actions": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "resources": [f"${{aws_cloudwatch_log_group.{group}.arn}}:*"],
        },
        {
            "effect": "Deny",
            "actions": [
                "ec2:AssignPrivateIpAddresses",
                "ec2:CreateNetworkInterface",
                "ec2:DeleteNetworkInterface",
                "ec2:DescribeNetworkInterfaces",
                "ec2:DescribeSubnets",
                "ec2:DetachNetworkInterface",
                "ec2:UnassignPrivateIpAddresses",
            ],
            "resources": ["*"],
            "condition": [
                {
                    "test": "ArnEquals",
                    "variable": "lambda:SourceFunctionArn",
                    "values": [f"{HERE % 'lambda'}{ACCOUNT}:function:dev-Orders"],
                }
            ],
        },
    ]


def test_a_vpc_that_is_looked_up_and_a_group_that_is_made(
    stack: TerraformStack, synth: Synth
) -> None:
    vpc = Vpc.from_tags(stack, "Vpc", {"Name": "main"})
    group = SecurityGroup(stack, "Group", vpc=vpc)
    ContainerFunction(
        stack,
        "Orders",
        image=IMAGE,
        vpc_config=VpcConfig(
            subnet_ids=vpc.find_subnets("Private", tags={"Tier": "private"}),
            security_group_ids=[group.security_group_id],
        ),
    )
    (subnets,) = synth.data("aws_subnets")
    (made,) = synth.resources("aws_security_group")
    config = synth.resource("aws_lambda_function")["vpc_config"]
    assert config["subnet_ids"] == f"${{data.aws_subnets.{subnets}.ids}}"
    assert config["security_group_ids"] == [f"${{aws_security_group.{made}.id}}"]
    resources = synth.statements("Orders_Role_PolicyDocument")[1]["resources"]
    assert resources[1:] == [
        f"{HERE % 'ec2'}*:subnet/*",
        f"{HERE % 'ec2'}*:security-group/${{aws_security_group.{made}.id}}",
    ]


def test_one_subnet_warns() -> None:
    with pytest.warns(LambdaContainerWarning, match="one subnet, 'subnet-0123456789abcdef0'"):
        VpcConfig(subnet_ids=SUBNETS[:1], security_group_ids=[GROUP])


@pytest.mark.parametrize("read_only", [False, True])
def test_a_file_system_is_mounted_through_its_access_point(
    stack: TerraformStack, synth: Synth, read_only: bool
) -> None:
    target = EfsMountTarget(stack, "Target", file_system_id="fs-1", subnet_id=SUBNETS[0])
    ContainerFunction(
        stack,
        "Orders",
        image=IMAGE,
        vpc_config=IN_VPC,
        file_system_config=FileSystemConfig(
            arn=f"{EFS}:access-point/fsap-0123456789abcdef0",
            file_system_arn=f"{EFS}:file-system/fs-01234567",
            local_mount_path="/mnt/data",
            read_only=read_only,
            mount_targets=[target],
        ),
    )
    function = synth.resource("aws_lambda_function")
    assert function["file_system_config"] == {
        "arn": f"{EFS}:access-point/fsap-0123456789abcdef0",
        "local_mount_path": "/mnt/data",
    }
    assert "aws_efs_mount_target.Target" in function["depends_on"]
    write = [] if read_only else ["elasticfilesystem:ClientWrite"]
    assert {
        "effect": "Allow",
        "actions": ["elasticfilesystem:ClientMount", *write],
        "resources": [f"{EFS}:file-system/fs-01234567"],
        "condition": [
            {
                "test": "StringEquals",
                "variable": "elasticfilesystem:AccessPointArn",
                "values": [f"{EFS}:access-point/fsap-0123456789abcdef0"],
            }
        ],
    } in synth.statements("Orders_Role_PolicyDocument")
