"""What the verbs are given is refused by us or accepted by Terraform.

Left out, because a provider that is at hand may be older than 6.25: ``region``, ``publish_to``,
``durable_config``, ``tenancy_config`` and ``capacity_provider_config``.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cdktf import TerraformStack, Testing
from cdktf_cdktf_provider_aws.efs_mount_target import EfsMountTarget
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lambda_container import (
    ContainerFunction,
    ContainerImage,
    Cors,
    DeadLetterQueue,
    DeadLetterTopic,
    Destination,
    EncryptionKey,
    FileSystemConfig,
    InvalidArgument,
    SecurityGroup,
    SecurityGroupRule,
    TrafficShift,
    Vpc,
    VpcConfig,
)
from tests.aws import URI
from tests.terraform import Terraform, find_terraform

IMAGE = ContainerImage.from_uri(URI)
ACCOUNT = "111122223333"
EFS = f"arn:aws:elasticfilesystem:eu-west-1:{ACCOUNT}"
QUEUE = f"arn:aws:sqs:eu-west-1:{ACCOUNT}:records"
BUCKET = "arn:aws:s3:::records"
CDN = f"arn:aws:cloudfront::{ACCOUNT}:distribution/ABC"
SUBNETS = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]


@pytest.fixture(scope="module")
def terraform() -> Terraform:
    return find_terraform()


def validate(stack: TerraformStack, terraform: Terraform, folder: Path) -> set[str]:
    """Let Terraform validate a stack, and say which types of resources it had."""
    content = json.loads(Testing.synth(stack))
    content["terraform"]["required_providers"]["aws"]["version"] = terraform.aws_version
    (folder / "cdk.tf.json").write_text(json.dumps(content))
    terraform.run("init", f"-plugin-dir={terraform.plugins}", cwd=folder)
    assert "The configuration is valid" in terraform.run("validate", "-no-color", cwd=folder)
    return set(content["resource"])


def test_terraform_accepts_all_that_a_function_can_be(
    stack: TerraformStack, terraform: Terraform, tmp_path: Path
) -> None:
    key = EncryptionKey(stack, "Key")
    vpc = Vpc.from_tags(stack, "Vpc", {"Name": "main"})
    group = SecurityGroup(
        stack,
        "Group",
        vpc=vpc,
        ingress=[SecurityGroupRule(description="In", ip_protocol="-1", cidr_ipv4="10.0.0.0/16")],
    )
    target = EfsMountTarget(stack, "Target", file_system_id="fs-1", subnet_id=SUBNETS[0])
    check = ContainerFunction(stack, "Check", image=IMAGE)
    function = ContainerFunction(
        stack,
        "Orders",
        image=IMAGE,
        publish=True,
        kms_key=key,
        skip_destroy=True,
        vpc_config=VpcConfig(
            subnet_ids=vpc.find_subnets("Private", tags={"Tier": "private"}),
            security_group_ids=[group.security_group_id],
            replace_security_groups_on_destroy=True,
            replacement_security_group_ids=["sg-0123456789abcdef0"],
        ),
        file_system_config=FileSystemConfig(
            arn=f"{EFS}:access-point/fsap-0123456789abcdef0",
            file_system_arn=f"{EFS}:file-system/fs-01234567",
            local_mount_path="/mnt/data",
            mount_targets=[target],
        ),
    )
    function.add_dead_letter_queue()
    function.configure_recursion("Allow")
    live = function.add_alias("live")
    live.configure_async(on_success=Destination.function(check))
    live.grant_invoke(check)
    live.grant_invoke("444455556666")
    url = live.add_url(cors=Cors(allow_origins=["*"]), invoke_mode="RESPONSE_STREAM")
    url.grant_invoke(check)
    url.allow("Cdn", principal="cloudfront.amazonaws.com", source_arn=CDN)
    check.add_url(public=True)
    scaling = live.add_provisioned_concurrency(2).add_scaling(min_capacity=1, max_capacity=5)
    scaling.on_utilization()
    scaling.on_schedule("Morning", schedule="rate(1 day)", min_capacity=3, max_capacity=9)
    live.deploy_gradually(
        TrafficShift.linear(percentage=20, interval=7),
        alarm_names=["errors"],
        before_allow_traffic=check,
    )
    function.add_alias("beta", version="3", additional_versions={"2": 0.1})
    topic = Destination.topic(DeadLetterTopic(stack, "Topic"))
    ContainerFunction(stack, "Other", image=IMAGE, dead_letter_target=topic)
    assert validate(stack, terraform, tmp_path) >= {
        "aws_appautoscaling_policy",
        "aws_appautoscaling_scheduled_action",
        "aws_appautoscaling_target",
        "aws_cloudcontrolapi_resource",
        "aws_codedeploy_app",
        "aws_codedeploy_deployment_config",
        "aws_codedeploy_deployment_group",
        "aws_kms_key",
        "aws_lambda_alias",
        "aws_lambda_function_event_invoke_config",
        "aws_lambda_function_recursion_config",
        "aws_lambda_function_url",
        "aws_lambda_permission",
        "aws_lambda_provisioned_concurrency_config",
        "aws_security_group",
        "aws_sns_topic_policy",
        "aws_sqs_queue_policy",
        "aws_vpc_security_group_egress_rule",
        "aws_vpc_security_group_ingress_rule",
    }


ANYTHING: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, -1, 2**63, 1.5, math.nan, math.inf, "", "a\0b", "\ud800", b"a", [], {}, [None]]
)
TEXT = st.sampled_from(["a", "${x}", "%{if x}", '"', "\\", "é", "a" * 300, "$", "#"])
COUNT = st.integers(-1, 4)
DESTINATION = st.sampled_from([Destination.queue(QUEUE), Destination.bucket(BUCKET)])
ARN = st.sampled_from([CDN, BUCKET, f"{BUCKET}/${{a}}", "a"])
Call = Callable[[ContainerFunction, dict[str, Any]], object]
CALLS: dict[str, tuple[Call, dict[str, st.SearchStrategy[Any]]]] = {
    "alias": (
        lambda f, a: f.add_alias(**{"name": "live", **a}),
        {
            "name": st.sampled_from(["a", "5", "a b", "a_1"]),
            "version": st.sampled_from(["$LATEST", "1", "0"]),
            "additional_versions": st.dictionaries(
                st.sampled_from(["1", "2", "x"]), st.floats(-0.1, 1.1), max_size=2
            ),
            "description": TEXT,
        },
    ),
    "permission": (
        lambda f, a: f.add_permission("A", **{"principal": "444455556666", **a}),
        {
            "principal": st.sampled_from(["s3.amazonaws.com", "*", "a", "444455556666"]),
            "action": st.sampled_from(["lambda:InvokeFunction", "lambda:*"]),
            "source_arn": ARN,
            "source_account": st.sampled_from([ACCOUNT, "1"]),
            "principal_org_id": st.sampled_from(["o-a1b2c3d4e5", "a"]),
            "statement_id": TEXT,
        },
    ),
    "url": (
        lambda f, a: f.add_url(**a),
        {
            "public": st.booleans(),
            "cors": st.builds(Cors, allow_origins=st.lists(TEXT.filter(lambda t: len(t) < 9))),
            "invoke_mode": st.sampled_from(["BUFFERED", "RESPONSE_STREAM", "a"]),
        },
    ),
    "async": (
        lambda f, a: f.configure_async(**a),
        {
            "maximum_retry_attempts": COUNT,
            "maximum_event_age_in_seconds": st.integers(50, 22_000),
            "on_success": DESTINATION,
            "on_failure": DESTINATION,
        },
    ),
    "concurrency": (
        lambda f, a: (
            f.add_alias("live")
            .add_provisioned_concurrency(1)
            .add_scaling(**{"min_capacity": 1, "max_capacity": 2, **a})
        ),
        {"min_capacity": COUNT, "max_capacity": COUNT},
    ),
    "utilization": (
        lambda f, a: (
            f.add_alias("live")
            .add_provisioned_concurrency(1)
            .add_scaling(min_capacity=1, max_capacity=2)
            .on_utilization(**a)
        ),
        {
            "target": st.floats(0, 1),
            "scale_in_cooldown": COUNT,
            "scale_out_cooldown": COUNT,
            "disable_scale_in": st.booleans(),
        },
    ),
    "deployment": (
        lambda f, a: f.add_alias("live").deploy_gradually(
            **{"traffic": TrafficShift.canary(percentage=3, interval=4), "alarm_names": ["e"], **a}
        ),
        {
            "traffic": st.sampled_from(
                [
                    TrafficShift.canary(percentage=3, interval=4),
                    TrafficShift.linear(percentage=10, interval=1),
                ]
            ),
            "alarm_names": st.lists(TEXT, max_size=3),
            "start": st.booleans(),
        },
    ),
    "queue": (
        lambda f, a: DeadLetterQueue(f, "Q", **a),
        {
            "name": st.sampled_from(["a", "a.fifo", "a b"]),
            "message_retention_seconds": st.integers(0, 1_300_000),
            "tags": st.dictionaries(TEXT, TEXT, max_size=2),
        },
    ),
    "group": (
        lambda f, a: SecurityGroup(f, "G", **{"vpc": "vpc-01234567", **a}),
        {
            "vpc": st.sampled_from(["vpc-01234567", "main"]),
            "name": TEXT,
            "description": TEXT,
            "ingress": st.lists(
                st.builds(
                    SecurityGroupRule,
                    description=st.sampled_from(["a", "${a}"]),
                    from_port=st.integers(0, 65_535),
                    cidr_ipv4=st.sampled_from(["10.0.0.0/8", "0.0.0.0/0"]),
                ),
                max_size=2,
            ),
        },
    ),
}


@pytest.mark.filterwarnings("ignore:.*no alarm and no function watches it")
def test_a_verbs_input_is_refused_by_us_or_accepted_by_terraform(
    stack: TerraformStack, terraform: Terraform, tmp_path: Path
) -> None:
    numbers = itertools.count()
    for verb, (call, values) in CALLS.items():
        optional = {name: strategy | ANYTHING for name, strategy in values.items()}
        outcomes = {"accepted": 0, "refused": 0}

        @settings(
            max_examples=30,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(names=st.sets(st.sampled_from(sorted(optional)), max_size=2), data=st.data())
        def make(names: set[str], data: st.DataObject) -> None:
            arguments = {name: data.draw(optional[name], name) for name in sorted(names)}  # noqa: B023
            function = ContainerFunction(stack, f"It{next(numbers)}", image=IMAGE, publish=True)
            try:
                call(function, arguments)  # noqa: B023
            except InvalidArgument:
                outcomes["refused"] += 1  # noqa: B023
            else:
                outcomes["accepted"] += 1  # noqa: B023

        make()
        assert min(outcomes.values()) > 2, verb
    validate(stack, terraform, tmp_path)
