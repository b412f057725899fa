"""Bad input of what a function can be: one plain error, before jsii."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
from cdktf import TerraformStack

from lambda_container import (
    HTTPS_OUT,
    CapacityProviderConfig,
    ContainerFunction,
    ContainerImage,
    Cors,
    DeadLetterQueue,
    DeadLetterTopic,
    Destination,
    DurableConfig,
    FileSystemConfig,
    InvalidArgument,
    SecurityGroup,
    SecurityGroupRule,
    TrafficShift,
    UnsupportedArgument,
    Vpc,
    VpcConfig,
)
from tests.aws import URI

IMAGE = ContainerImage.from_uri(URI)
QUEUE = "arn:aws:sqs:eu-west-1:111122223333:records"
BUCKET = "arn:aws:s3:::records"
EFS = "arn:aws:elasticfilesystem:eu-west-1:111122223333"
SUBNETS = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
GROUP = "sg-0123456789abcdef0"
VPC = "vpc-0123456789abcdef0"
IN_VPC = VpcConfig(subnet_ids=SUBNETS, security_group_ids=[GROUP])
FILES = FileSystemConfig(
    arn=f"{EFS}:access-point/fsap-0123456789abcdef0",
    file_system_arn=f"{EFS}:file-system/fs-01234567",
    local_mount_path="/mnt/data",
)
DURABLE = DurableConfig(execution_timeout=60)
INSTANCES = CapacityProviderConfig(
    capacity_provider_arn="arn:aws:lambda:eu-west-1:111122223333:capacity-provider:fast"
)
CANARY = TrafficShift.canary
MANAGED: dict[str, Any] = {
    "capacity_provider_config": INSTANCES,
    "memory_size": 2048,
    "publish": True,
}

FUNCTION: list[tuple[str, dict[str, Any], str]] = [
    ("kms_key", {"kms_key": "alias/mine"}, "be an ARN such as 'arn:aws:kms:...:key/...'"),
    ("dead_letter_target", {"dead_letter_target": QUEUE}, "be a Destination, got 'arn:"),
    (
        "dead_letter_target",
        {"dead_letter_target": Destination.bucket(BUCKET)},
        "be a queue or a topic",
    ),
    ("vpc_config", {"vpc_config": {"subnet_ids": SUBNETS}}, "be a VpcConfig, got"),
    ("file_system_config", {"file_system_config": "/mnt/data"}, "be a FileSystemConfig, got"),
    ("file_system_config", {"file_system_config": FILES}, "be given with a vpc_config that"),
    ("durable_config", {"durable_config": 3600}, "be a DurableConfig, got 3600"),
    ("capacity_provider_config", {"capacity_provider_config": "a"}, "be a CapacityProviderConfig"),
    ("tenant_isolation_mode", {"tenant_isolation_mode": True}, "be one of PER_TENANT, got True"),
    ("tenant_isolation_mode", {"tenant_isolation_mode": "per_tenant"}, "be one of PER_TENANT"),
    ("publish_to", {"publish_to": "LATEST"}, "be one of LATEST_PUBLISHED, got 'LATEST'"),
    (
        "publish_to",
        {"publish_to": "LATEST_PUBLISHED", "publish": True},
        "be given with publish=True and capacity_provider_config only",
    ),
    ("skip_destroy", {"skip_destroy": "no"}, "be True or False, got 'no'"),
    ("region", {"region": "mars"}, "be a Region code such as 'eu-west-1', got 'mars'"),
    ("memory_size", {**MANAGED, "memory_size": 1024}, "be 2048 to 10240 MB with capacity_provider"),
    ("memory_size", {**MANAGED, "memory_size": 10_241}, "be 2048 to 10240 MB"),
    ("memory_size", {"memory_size": 10_241}, "be 128 to 10240 MB, got 10241"),
    ("publish", {**MANAGED, "publish": False}, "be True with capacity_provider_config"),
    ("vpc_config", {**MANAGED, "vpc_config": IN_VPC}, "not be given with capacity_provider_config"),
    (
        "reserved_concurrent_executions",
        {**MANAGED, "reserved_concurrent_executions": 5},
        "not be given with capacity_provider_config, got 5",
    ),
    (
        "tenant_isolation_mode",
        {**MANAGED, "tenant_isolation_mode": "PER_TENANT"},
        "not be given with capacity_provider_config",
    ),
]


@pytest.mark.parametrize(("argument", "arguments", "rule"), FUNCTION)
def test_a_function_refuses(
    stack: TerraformStack, argument: str, arguments: dict[str, Any], rule: str
) -> None:
    with pytest.raises(InvalidArgument) as raised:
        ContainerFunction(stack, "It", **{"image": IMAGE, **arguments})
    assert str(raised.value).startswith(f"ContainerFunction 'dev/It': {argument} must {rule}")
    assert stack.node.try_find_child("It") is None


VALUES: list[tuple[Callable[[TerraformStack], object], str]] = [
    *[
        (lambda s, x=x: VpcConfig(subnet_ids=x, security_group_ids=[GROUP]), f"subnet_ids{rule}")
        for x, rule in (
            ([], " must have 1 to 16 ids, got"),
            (SUBNETS * 9, " must have 1 to 16 ids, got"),
            (SUBNETS[0], " must be a list of strings, got"),
            (["subnet-1", SUBNETS[0]], "[0] must be a subnet's id such as"),
            ([SUBNETS[0], "a\n"], "[1] must hold no control characters"),
            ([SUBNETS[0], 5], "[1] must be a string"),
            (None, " must be a list of strings, got None"),
        )
    ],
    (lambda s: VpcConfig(subnet_ids=SUBNETS, security_group_ids=[]),
     "VpcConfig: security_group_ids must have 1 to 5 ids"),
    (lambda s: VpcConfig(subnet_ids=SUBNETS, security_group_ids=[GROUP] * 6),
     "VpcConfig: security_group_ids must have 1 to 5 ids"),
    (lambda s: VpcConfig(subnet_ids=SUBNETS, security_group_ids=["default"]),
     "VpcConfig: security_group_ids[0] must be a security group's id such as"),
    (lambda s: VpcConfig(
        subnet_ids=SUBNETS, security_group_ids=[GROUP], ipv6_allowed_for_dual_stack="x"  # type: ignore[arg-type]
    ), "VpcConfig: ipv6_allowed_for_dual_stack must be True or False"),
    (lambda s: VpcConfig(
        subnet_ids=SUBNETS, security_group_ids=[GROUP], replacement_security_group_ids=[GROUP]
    ), "replacement_security_group_ids must be given with replace_security_groups_on_destroy=True"),
    *[
        (lambda s, path=path: files(local_mount_path=path),
         "FileSystemConfig: local_mount_path must be '/mnt/', then letters")
        for path in (
            "", "/data", "/mnt", "/mnt/", "/mnt/a/b", "/mnt/a b", "mnt/a", 5, f"/mnt/{'a' * 156}"
        )
    ],
    (lambda s: files(arn=f"{EFS}:file-system/fs-01234567"),
     "FileSystemConfig: arn must be an ARN such as 'arn:aws:elasticfilesystem:...:access-point/"),
    (lambda s: files(file_system_arn="fs-1"), "FileSystemConfig: file_system_arn must be an ARN"),
    (lambda s: files(read_only=1), "FileSystemConfig: read_only must be True or False, got 1"),
    (lambda s: files(mount_targets="a"), "FileSystemConfig: mount_targets must be a list of"),
    (lambda s: files(mount_targets=["a"]), "FileSystemConfig: mount_targets[0] must be a resource"),
    (lambda s: DurableConfig(execution_timeout=0),
     "DurableConfig: execution_timeout must be 1 to 31622400 seconds, got 0"),
    (lambda s: DurableConfig(execution_timeout=31_622_401), "must be 1 to 31622400 seconds"),
    (lambda s: DurableConfig(execution_timeout=1, retention_period=91),
     "DurableConfig: retention_period must be 1 to 90 days, got 91"),
    (lambda s: CapacityProviderConfig(capacity_provider_arn="fast"),
     "CapacityProviderConfig: capacity_provider_arn must be an ARN such as"),
    (lambda s: CapacityProviderConfig(
        capacity_provider_arn="arn:aws:lambda:eu-west-1:111122223333:capacity-provider:a/b"
    ), "CapacityProviderConfig: capacity_provider_arn must be an ARN such as 'arn:aws:lambda:"),
    (lambda s: instances(execution_environment_memory_gib_per_vcpu=1.5),
     "execution_environment_memory_gib_per_vcpu must be 2 to 8 GiB, got 1.5"),
    (lambda s: instances(execution_environment_memory_gib_per_vcpu=math.inf), "must be 2 to 8 GiB"),
    (lambda s: instances(per_execution_environment_max_concurrency=1601),
     "per_execution_environment_max_concurrency must be 1 to 1600, got 1601"),
    (lambda s: Destination.queue(f"{QUEUE}.fifo"),
     "Destination: arn must be a standard queue, not a FIFO one, got"),
    (lambda s: Destination.topic("arn:aws:sns:eu-west-1:111122223333:a.fifo"),
     "Destination: arn must be a standard topic, not a FIFO one, got"),
    (lambda s: Destination.queue(BUCKET), "Destination: arn must be an ARN such as 'arn:aws:sqs:"),
    (lambda s: Destination.function("records"), "Destination: arn must be an ARN such as 'arn:aws"),
    (lambda s: Destination.event_bus("default"), "Destination: arn must be an ARN such as"),
    (lambda s: Destination.bucket("records"), "Destination: arn must be an ARN such as"),
    (lambda s: Destination.queue(QUEUE, kms_key="mine"), "Destination: kms_key must be an ARN"),
    (lambda s: Destination("stream", QUEUE),  # type: ignore[arg-type]
     "Destination: kind must be one of queue, topic, function, event_bus, bucket, got 'stream'"),
    (lambda s: Cors(allow_methods=["TRACE"]),
     "Cors: allow_methods[0] must be one of GET, PUT, HEAD, POST, PATCH, DELETE, *, OPTIONS, got"),
    (lambda s: Cors(allow_origins="*"), "Cors: allow_origins must be a list of strings, got '*'"),
    (lambda s: Cors(allow_origins=["a"] * 101), "Cors: allow_origins must have at most 100 texts"),
    (lambda s: Cors(allow_origins=["a" * 254]), "Cors: allow_origins[0] must have 1 to 253"),
    (lambda s: Cors(allow_headers=["a\n"]), "Cors: allow_headers[0] must hold no control"),
    (lambda s: Cors(expose_headers=["a" * 1025]), "Cors: expose_headers[0] must have 1 to 1024"),
    (lambda s: Cors(max_age=86_401), "Cors: max_age must be 0 to 86400 seconds, got 86401"),
    (lambda s: Cors(allow_credentials=True, allow_origins=["*"]),
     "Cors: allow_origins must name each site with allow_credentials=True"),
    *[
        (lambda s, p=p: CANARY(percentage=p, interval=5),
         "TrafficShift: percentage must be ")
        for p in (0, 100, 10.5, True, "10", math.nan)
    ],
    (lambda s: CANARY(percentage=10, interval=2881),
     "TrafficShift: interval must be 1 to 2880 minutes, got 2881"),
    (lambda s: TrafficShift.linear(percentage=1, interval=60),
     "TrafficShift: interval must be at most 2880 minutes for all 99 steps, got 60"),
    (lambda s: TrafficShift("TimeBasedCanary"), "TrafficShift: percentage must be given, got None"),
    (lambda s: TrafficShift("Blue"),  # type: ignore[arg-type]
     "TrafficShift: kind must be one of AllAtOnce, TimeBasedCanary, TimeBasedLinear, got 'Blue'"),
    (lambda s: DeadLetterQueue(s, "It", name="dead.fifo"),
     "DeadLetterQueue 'dev/It': name must be 1 to 80 letters, digits, '-' and '_'; FIFO is not"),
    (lambda s: DeadLetterQueue(s, "It", name="a" * 81), "name must be 1 to 80 letters"),
    (lambda s: DeadLetterQueue(s, "It", message_retention_seconds=1_209_601),
     "message_retention_seconds must be 60 to 1209600 seconds, got 1209601"),
    (lambda s: DeadLetterQueue(s, "It", kms_key="mine"), "kms_key must be an ARN"),
    (lambda s: DeadLetterQueue(s, "It", region="mars"), "region must be a Region code"),
    (lambda s: DeadLetterTopic(s, "It", name="dead.fifo"),
     "DeadLetterTopic 'dev/It': name must be 1 to 256 letters, digits, '-' and '_'; FIFO is not"),
    (lambda s: DeadLetterTopic(s, "It", tags={"aws:x": "a"}), "tags key must not begin with"),
    (lambda s: SecurityGroup(s, "It", vpc="main"),
     "SecurityGroup 'dev/It': vpc must be a VPC's id such as 'vpc-0123456789abcdef0', got 'main'"),
    (lambda s: SecurityGroup(s, "It", vpc=None),  # type: ignore[arg-type]
     "SecurityGroup 'dev/It': vpc must be a Vpc, got None"),
    (lambda s: SecurityGroup(s, "It", vpc=VPC, name="sg-mine"), "name must be 1 to 255 letters"),
    (lambda s: SecurityGroup(s, "It", vpc=VPC, description=""), "description must be 1 to 255"),
    (lambda s: SecurityGroup(s, "It", vpc=VPC, egress=HTTPS_OUT[0]),  # type: ignore[arg-type]
     "SecurityGroup 'dev/It': egress must be a list of SecurityGroupRule"),
    (lambda s: SecurityGroup(s, "It", vpc=VPC, ingress=[443]),  # type: ignore[list-item]
     "SecurityGroup 'dev/It': ingress[0] must be a SecurityGroupRule, got 443"),
    (lambda s: SecurityGroup(s, "It", vpc=VPC, egress=HTTPS_OUT * 31),
     "SecurityGroup 'dev/It': egress must have at most 60 rules, got 62"),
    *[
        (lambda s, a=a: rule(**a), f"SecurityGroupRule: {message}")
        for a, message in (
            ({"description": ""}, "description must be 1 to 255 letters"),
            ({"description": "é"}, "description must be 1 to 255 letters"),
            ({"ip_protocol": "http"}, "ip_protocol must be 'tcp', 'udp'"),
            ({"ip_protocol": "-1"}, "from_port must not be given with ip_protocol '-1', got 443"),
            ({"from_port": None}, "from_port must be given, got None"),
            ({"from_port": 65_536}, "from_port must be 0 to 65535, got 65536"),
            ({"from_port": -1}, "from_port must be 0 to 65535, got -1"),
            ({"to_port": 80}, "to_port must be 443 or more, got 80"),
            ({"to_port": "443"}, "to_port must be a whole number"),
            ({"cidr_ipv4": None}, "cidr_ipv4 must be given, or only one of cidr_ipv6"),
            ({"cidr_ipv6": "::/0"}, "cidr_ipv4 must be given, or only one of cidr_ipv6"),
            ({"cidr_ipv4": "10.0.0.0"}, "cidr_ipv4 must be an IPv4 CIDR block such as"),
            ({"cidr_ipv4": "10.0.0.1/16"}, "cidr_ipv4 must be an IPv4 CIDR block such as"),
            ({"cidr_ipv4": "::/0"}, "cidr_ipv4 must be an IPv4 CIDR block such as"),
            ({"cidr_ipv4": 5}, "cidr_ipv4 must be an IPv4 CIDR block such as"),
            ({"cidr_ipv4": None, "cidr_ipv6": "0.0.0.0/0"}, "cidr_ipv6 must be an IPv6 CIDR block"),
            ({"cidr_ipv4": None, "prefix_list_id": "s3"}, "prefix_list_id must be a prefix list's"),
            ({"cidr_ipv4": None, "referenced_security_group_id": "x"},
             "referenced_security_group_id must be a security group's id"),
        )
    ],
    (lambda s: Vpc.from_id(s, "It", None),  # type: ignore[arg-type]
     "Vpc 'dev/It': vpc_id must be a VPC's id such as 'vpc-0123456789abcdef0', got ''"),
    (lambda s: Vpc.from_tags(s, "It", "main"),  # type: ignore[arg-type]
     "Vpc 'dev/It': tags must map strings"),
    (lambda s: ContainerFunction.from_name(s, "It", "a b"),
     "ExistingFunction 'dev/It': function_name must be 1 to 64 letters, digits, '-' and '_'"),
    (lambda s: ContainerFunction.from_name(s, "It", "a", qualifier="a b"),
     "ExistingFunction 'dev/It': qualifier must be an alias name, a version number"),
    (lambda s: ContainerFunction.from_name(s, "It", "a", role="r"),  # type: ignore[arg-type]
     "ExistingFunction 'dev/It': role must be an ExecutionRole, got 'r'"),
    (lambda s: ContainerFunction.from_name(s, "It", "a", region="mars"), "region must be a"),
    *[
        (lambda s, arn=arn: ContainerFunction.from_arn(s, "It", arn),
         "ExistingFunction 'dev/It': arn must be ")
        for arn in (
            "", "orders", None, 5, BUCKET,
            "arn:aws:lambda:eu-west-1:111122223333:function:",
            "arn:aws:lambda:eu-west-1:111122223333:function:a b",
            "arn:aws:lambda:eu-west-1:111122223333:function:a:b:c",
            "arn:aws:lambda:eu-west-1::function:a",
            "arn:aws:lambda:mars:111122223333:function:a",
        )
    ],
]  # fmt: skip


def files(**changes: Any) -> FileSystemConfig:
    required = {
        "arn": FILES.arn,
        "file_system_arn": FILES.file_system_arn,
        "local_mount_path": FILES.local_mount_path,
    }
    return FileSystemConfig(**{**required, **changes})


def instances(**changes: Any) -> CapacityProviderConfig:
    return CapacityProviderConfig(capacity_provider_arn=INSTANCES.capacity_provider_arn, **changes)


def rule(**changes: Any) -> SecurityGroupRule:
    required = {"description": "a", "from_port": 443, "cidr_ipv4": "10.0.0.0/16"}
    return SecurityGroupRule(**{**required, **changes})


@pytest.mark.parametrize(("make", "message"), VALUES)
def test_values_that_aws_refuses(
    stack: TerraformStack, make: Callable[[TerraformStack], object], message: str
) -> None:
    with pytest.raises(InvalidArgument) as raised:
        make(stack)
    assert message in str(raised.value)
    assert stack.node.try_find_child("It") is None


@pytest.mark.parametrize(
    ("arguments", "refused"),
    [({"tenant_isolation_mode": "PER_TENANT", "publish": True}, "tenant_isolation_mode"),
     (MANAGED, "capacity_provider_config")],
)  # fmt: skip
def test_some_functions_keep_no_environments_warm(
    stack: TerraformStack, arguments: dict[str, Any], refused: str
) -> None:
    alias = ContainerFunction(stack, "It", image=IMAGE, **arguments).add_alias("live")
    with pytest.raises(InvalidArgument, match=f"{refused} must not be set on the function"):
        alias.add_provisioned_concurrency(1)


@pytest.mark.parametrize(
    ("argument", "reason"),
    [
        ("architectures", "pass architecture="),
        ("dead_letter_config", "pass dead_letter_target="),
        ("image_config", "pass entry_point=, command= and working_directory="),
        ("image_uri", "pass image=ContainerImage.from_uri"),
        ("kms_key_arn", "pass kms_key="),
        ("logging_config", "pass log_format="),
        ("replace_security_groups_on_destroy", "pass it to VpcConfig"),
        ("replacement_security_group_ids", "pass them to VpcConfig"),
        ("tenancy_config", "pass tenant_isolation_mode="),
        ("tracing_config", "pass tracing="),
    ],
)
def test_terraforms_other_arguments_say_what_to_pass(
    stack: TerraformStack, argument: str, reason: str
) -> None:
    arguments: dict[str, Any] = {argument: "x"}
    with pytest.raises(UnsupportedArgument, match=reason):
        ContainerFunction(stack, "It", image=IMAGE, **arguments)
