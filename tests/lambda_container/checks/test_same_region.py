"""What a construct uses is in its Region and partition."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from cdktf import TerraformStack, TerraformVariable, Testing
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue

from lambda_container import (
    Alarm,
    AlarmRule,
    AlarmTopic,
    ContainerFunction,
    ContainerImage,
    DeadLetterQueue,
    DeadLetterTopic,
    Destination,
    ExecutionRole,
    FileSystemConfig,
    HttpApi,
    InvalidArgument,
    KinesisEventSource,
    Metric,
    Queue,
    Repository,
    RestProxy,
    SqsEventSource,
    TrafficShift,
    VpcConfig,
)
from lambda_container.terraform.construct_tree import stack_of
from tests.aws import ACCOUNT, REGION, URI

IMAGE = ContainerImage.from_uri(URI)
ALARM: dict[str, Any] = {
    "metric": Metric(namespace="Shop", metric_name="Orders"),
    "rule": AlarmRule(threshold=5),
}


def elsewhere(service: str, resource: str, *, partition: str = "aws", region: str) -> str:
    return f"arn:{partition}:{service}:{region}:{ACCOUNT}:{resource}"


FAR = "eu-north-1"
FAR_KEY = elsewhere("kms", "key/a", region=FAR)
ELSEWHERE: list[tuple[str, Callable[[ContainerFunction], object]]] = [
    ("image", lambda f: ContainerFunction(
        stack_of(f), "B", image=ContainerImage.from_uri(URI.replace(REGION, FAR)))),
    ("kms_key", lambda f: ContainerFunction(
        stack_of(f), "B", image=IMAGE, kms_key=FAR_KEY)),
    ("dead_letter_target", lambda f: ContainerFunction(
        stack_of(f), "B", image=IMAGE,
        dead_letter_target=Destination.queue(elsewhere("sqs", "a", region=FAR)))),
    ("on_failure", lambda f: f.configure_async(
        on_failure=Destination.topic(elsewhere("sns", "a", region=FAR)))),
    ("queue", lambda f: f.add_event_source(SqsEventSource(elsewhere("sqs", "a", region=FAR)))),
    ("stream", lambda f: f.add_event_source(KinesisEventSource(
        elsewhere("kinesis", "stream/a", region=FAR), starting_position="LATEST"))),
    ("kms_key", lambda f: f.add_event_source(SqsEventSource(
        elsewhere("sqs", "a", region=REGION), kms_key=FAR_KEY))),
    ("topic", lambda f: Alarm(
        stack_of(f), "A", topic=elsewhere("sns", "a", region=FAR), **ALARM)),
    ("kms_key", lambda f: Repository(stack_of(f), "A", name="ab", kms_key=FAR_KEY)),
    ("kms_key", lambda f: Queue(stack_of(f), "A", function=f, kms_key=FAR_KEY)),
    ("kms_key", lambda f: DeadLetterQueue(stack_of(f), "A", kms_key=FAR_KEY)),
    ("kms_key", lambda f: DeadLetterTopic(stack_of(f), "A", kms_key=FAR_KEY)),
    ("kms_key", lambda f: AlarmTopic(stack_of(f), "A", kms_key=FAR_KEY)),
    ("kms_key", lambda f: HttpApi(stack_of(f), "A", kms_key=FAR_KEY)),
    ("kms_key", lambda f: RestProxy(stack_of(f), "A", target=f, kms_key=FAR_KEY)),
]  # fmt: skip


def far(kind: Callable[..., Any], near: ContainerFunction, **arguments: Any) -> Any:
    return kind(stack_of(near), "Far", region=FAR, **arguments)


def far_function(function: ContainerFunction) -> ContainerFunction:
    image = ContainerImage.from_uri(URI.replace(REGION, FAR))
    made: ContainerFunction = far(ContainerFunction, function, image=image)
    return made


CONSTRUCTS_ELSEWHERE: list[tuple[str, Callable[[ContainerFunction], object]]] = [
    ("image", lambda f: ContainerFunction(stack_of(f), "B", image=ContainerImage.from_repository(
        Repository.from_arn(stack_of(f), "R", elsewhere("ecr", "repository/abc", region=FAR)),
        tag="a"))),
    ("image", lambda f: ContainerFunction(stack_of(f), "B", image=ContainerImage.from_repository(
        far(Repository, f, name="ab"), tag="a"))),
    ("file_system_config", lambda f: ContainerFunction(
        stack_of(f), "B", image=IMAGE,
        vpc_config=VpcConfig(subnet_ids=["subnet-a1b2c3d4", "subnet-a1b2c3d5"],
                             security_group_ids=["sg-a1b2c3d4"]),
        file_system_config=FileSystemConfig(
            arn=elsewhere("elasticfilesystem", "access-point/fsap-0123456789abcdef0", region=FAR),
            file_system_arn=f"arn:aws:elasticfilesystem:{FAR}:{ACCOUNT}:file-system/fs-01234567",
            local_mount_path="/mnt/a"))),
    ("dead_letter_target", lambda f: ContainerFunction(
        stack_of(f), "B", image=IMAGE,
        dead_letter_target=Destination.queue(far(DeadLetterQueue, f)))),
    ("on_failure", lambda f: f.configure_async(
        on_failure=Destination.topic(far(DeadLetterTopic, f)))),
    ("on_success", lambda f: f.configure_async(on_success=Destination.function(far_function(f)))),
    ("queue", lambda f: f.add_event_source(SqsEventSource(far(Queue, f, function=f)))),
    ("queue", lambda f: f.add_event_source(SqsEventSource(far(SqsQueue, f, name="a")))),
    ("before_allow_traffic", lambda f: f.add_alias("live").deploy_gradually(
        TrafficShift.all_at_once(), before_allow_traffic=far_function(f))),
    ("alarm_names", lambda f: f.add_alias("live").deploy_gradually(
        TrafficShift.canary(percentage=10, interval=15), alarm_names=[far(Alarm, f, **ALARM)])),
]  # fmt: skip


@pytest.mark.parametrize(("argument", "use"), [*ELSEWHERE, *CONSTRUCTS_ELSEWHERE])
def test_what_a_function_uses_is_in_its_region(
    argument: str, use: Callable[[ContainerFunction], object], function: ContainerFunction
) -> None:
    with pytest.raises(InvalidArgument, match=f"{argument} must be in eu-west-1, the Regi"):
        use(function)


def test_the_region_of_an_aliased_provider_counts(
    function: ContainerFunction, stack: TerraformStack
) -> None:
    other = AwsProvider(stack, "other", region=FAR, alias="far")
    queue = DeadLetterQueue(stack, "Far", provider=other)
    with pytest.raises(InvalidArgument, match="on_failure must be in eu-west-1"):
        function.configure_async(on_failure=Destination.queue(queue))


CHINA = f"arn:aws-cn:iam::{ACCOUNT}:policy/limits"
OTHER_PARTITIONS: list[tuple[str, Callable[[ContainerFunction], object]]] = [
    ("permissions_boundary", lambda f: ExecutionRole(
        stack_of(f), "Role", permissions_boundary=CHINA)),
    ("policy_arn", lambda f: f.role.attach_policy(CHINA)),
    ("source_arn", lambda f: f.add_permission(
        "Topic", principal="sns.amazonaws.com",
        source_arn=elsewhere("sns", "a", partition="aws-cn", region="cn-north-1"))),
]  # fmt: skip


@pytest.mark.parametrize(("argument", "use"), OTHER_PARTITIONS)
def test_what_is_global_is_of_the_same_partition(
    argument: str, use: Callable[[ContainerFunction], object], function: ContainerFunction
) -> None:
    with pytest.raises(InvalidArgument, match=f"{argument} must be in the partition of eu-west-1"):
        use(function)


def test_a_partition_is_that_of_the_region(function: ContainerFunction) -> None:
    queue = elsewhere("sqs", "a", partition="aws-cn", region=REGION)
    with pytest.raises(InvalidArgument, match="queue must be in the partition of eu-west-1"):
        function.add_event_source(SqsEventSource(queue))
    role = ExecutionRole.from_arn(f"arn:aws-cn:iam::{ACCOUNT}:role/orders")
    with pytest.raises(InvalidArgument, match="role must be in the partition of eu-west-1"):
        ContainerFunction(stack_of(function), "B", image=IMAGE, role=role)


def test_an_unknown_region_refuses_nothing() -> None:
    stack = TerraformStack(Testing.app(), "dev")
    region = TerraformVariable(stack, "region", type="string").string_value
    AwsProvider(stack, "aws", region=region)
    far = ContainerImage.from_uri(URI.replace(REGION, FAR))
    ContainerFunction(stack, "A", image=far, tracing="PassThrough")
