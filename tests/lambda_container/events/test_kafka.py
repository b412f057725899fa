"""Topics of Apache Kafka as sources: Amazon MSK and others."""

from __future__ import annotations

from typing import Any

import pytest
from cdktf import TerraformStack, TerraformVariable
from cdktf_cdktf_provider_aws.msk_serverless_cluster import (
    MskServerlessCluster,
    MskServerlessClusterClientAuthentication,
    MskServerlessClusterClientAuthenticationSasl,
    MskServerlessClusterClientAuthenticationSaslIam,
    MskServerlessClusterVpcConfig,
)
from syrupy.assertion import SnapshotAssertion

from lambda_container import (
    ContainerFunction,
    Destination,
    InvalidArgument,
    KafkaEventSource,
    MskEventSource,
    ProvisionedPollers,
)
from tests.lambda_container.events.conftest import granted, mapping
from tests.synth import Synth

HERE = "eu-west-1:111122223333"
MSK = f"arn:aws:kafka:{HERE}:cluster/shop/abc-1"
SECRET = f"arn:aws:secretsmanager:{HERE}:secret:kafka"
KEY = f"arn:aws:kms:{HERE}:key/a"
SERVERS = ["b1.example.com:9092", "b2.example.com:9092"]
VPC = {"subnet_ids": ["subnet-0a1b2c3d", "subnet-1a1b2c3d"], "security_group_ids": ["sg-0a1b2c3d"]}
PLAIN = {"authentication": "BASIC_AUTH", "secret_arn": SECRET}
EC2 = [
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcs",
]


def rights(synth: Synth) -> dict[str, list[str]]:
    """The resources of each action that is granted."""
    return {
        action: statement["resources"]
        for statement in granted(synth)
        for action in statement["actions"]
    }


def test_a_topic_of_msk(function: ContainerFunction, synth: Synth) -> None:
    source = MskEventSource(MSK, topic="orders", starting_position="LATEST")
    assert function.add_event_source(source).node.id == "Msk-shop-orders"
    assert mapping(synth) == {
        "event_source_arn": MSK,
        "enabled": True,
        "batch_size": 100,
        "topics": ["orders"],
        "starting_position": "LATEST",
    }
    given = rights(synth)
    topic = f"arn:aws:kafka:{HERE}:topic/shop/abc-1/orders"
    group = f"arn:aws:kafka:{HERE}:group/shop/abc-1/*"
    assert {action: given[action] for action in given if action not in EC2} == {
        "kafka:DescribeClusterV2": [MSK],
        "kafka:GetBootstrapBrokers": ["*"],
        "kafka-cluster:Connect": [MSK],
        "kafka-cluster:DescribeClusterDynamicConfiguration": [MSK],
        "kafka-cluster:DescribeTopic": [topic],
        "kafka-cluster:ReadData": [topic],
        "kafka-cluster:AlterGroup": [group],
        "kafka-cluster:DescribeGroup": [group],
    }
    assert set(EC2) < set(given)
    (interfaces,) = given["ec2:DeleteNetworkInterface"]
    assert interfaces.endswith(":network-interface/*")


def test_everything_that_a_topic_of_msk_takes(
    function: ContainerFunction, synth: Synth, json_snapshot: SnapshotAssertion
) -> None:
    function.add_event_source(
        MskEventSource(
            MSK,
            topic="orders",
            starting_position="AT_TIMESTAMP",
            starting_position_timestamp="2026-01-31T08:00:00+01:00",
            authentication="SASL_SCRAM_512_AUTH",
            secret_arn=SECRET,
            kms_key=KEY,
            consumer_group_id="shop",
            provisioned_pollers=ProvisionedPollers(minimum_pollers=1, maximum_pollers=5),
            bisect_batch_on_function_error=True,
            maximum_retry_attempts=2,
            maximum_record_age_in_seconds=3600,
            on_failure=Destination.bucket("arn:aws:s3:::lost"),
            filters=[{"value": {"state": ["paid"]}}],
            metrics=["EventCount"],
            batch_size=500,
            maximum_batching_window_in_seconds=1,
        )
    )
    one = mapping(synth)
    assert one["function_response_types"] == ["ReportBatchItemFailures"]
    assert one == json_snapshot
    given = rights(synth)
    assert given["secretsmanager:GetSecretValue"] == [SECRET]
    assert given["kms:Decrypt"] == [KEY]
    assert given["s3:PutObject"] == ["arn:aws:s3:::lost/*"]
    assert not any(action.startswith("kafka-cluster:") for action in given)


def test_a_group_of_ones_own_is_what_the_role_may_join(
    function: ContainerFunction, synth: Synth
) -> None:
    function.add_event_source(
        MskEventSource(MSK, topic="orders", starting_position="LATEST", consumer_group_id="shop")
    )
    group = f"arn:aws:kafka:{HERE}:group/shop/abc-1/shop"
    assert rights(synth)["kafka-cluster:AlterGroup"] == [group]


def test_a_cluster_of_terraforms(
    stack: TerraformStack, function: ContainerFunction, synth: Synth
) -> None:
    iam = MskServerlessClusterClientAuthenticationSaslIam(enabled=True)
    cluster = MskServerlessCluster(
        stack,
        "Cluster",
        cluster_name="shop",
        vpc_config=[MskServerlessClusterVpcConfig(subnet_ids=["subnet-0a1b2c3d"])],
        client_authentication=MskServerlessClusterClientAuthentication(
            sasl=MskServerlessClusterClientAuthenticationSasl(iam=iam)
        ),
    )
    source = MskEventSource(cluster, topic="orders", starting_position="LATEST")
    assert function.add_event_source(source).node.id == "Msk-shop-orders"
    arn = "aws_msk_serverless_cluster.Cluster.arn"
    assert mapping(synth)["event_source_arn"] == f"${{{arn}}}"
    assert rights(synth)["kafka-cluster:ReadData"] == [
        f'${{replace({arn}, ":cluster/", ":topic/")}}/orders'
    ]


def test_names_may_be_references(
    stack: TerraformStack, function: ContainerFunction, synth: Synth
) -> None:
    text = TerraformVariable(stack, "text", type="string").string_value
    source = MskEventSource(text, topic=text, starting_position="LATEST", consumer_group_id=text)
    assert function.add_event_source(source).node.id == "Msk"
    assert mapping(synth)["topics"] == ["${var.text}"]
    function.add_event_source(
        KafkaEventSource(
            [text],
            topic=text,
            starting_position="LATEST",
            subnet_ids=[text],
            security_group_ids=[text],
        )
    )


def test_a_topic_of_another_cluster(function: ContainerFunction, synth: Synth) -> None:
    source = KafkaEventSource(SERVERS, topic="orders", starting_position="LATEST", **PLAIN)  # type: ignore[arg-type]
    assert function.add_event_source(source).node.id == "Kafka-orders"
    assert mapping(synth) == {
        "enabled": True,
        "batch_size": 100,
        "topics": ["orders"],
        "starting_position": "LATEST",
        "self_managed_event_source": {
            "endpoints": {"KAFKA_BOOTSTRAP_SERVERS": "b1.example.com:9092,b2.example.com:9092"}
        },
        "source_access_configuration": [{"type": "BASIC_AUTH", "uri": SECRET}],
    }
    assert rights(synth) == {"secretsmanager:GetSecretValue": [SECRET]}


def test_everything_that_another_cluster_takes(
    function: ContainerFunction, synth: Synth, json_snapshot: SnapshotAssertion
) -> None:
    function.add_event_source(
        KafkaEventSource(
            SERVERS,
            topic="orders",
            starting_position="TRIM_HORIZON",
            authentication="SASL_SCRAM_256_AUTH",
            secret_arn=SECRET,
            server_root_ca_secret_arn=f"{SECRET}-ca",
            subnet_ids=VPC["subnet_ids"],
            security_group_ids=VPC["security_group_ids"],
            consumer_group_id="shop",
            kms_key=KEY,
            provisioned_pollers=ProvisionedPollers(),
        )
    )
    assert mapping(synth) == json_snapshot
    given = rights(synth)
    assert given["secretsmanager:GetSecretValue"] == [SECRET, f"{SECRET}-ca"]
    assert given["kms:Decrypt"] == [KEY]
    assert set(EC2) < set(given)


COMMON: list[tuple[dict[str, Any], str]] = [
    ({"topic": ""}, "topic must not be empty"),
    ({"topic": "a b"}, "topic must be 2 to 249 letters"),
    ({"topic": "a" * 250}, "topic must have 1 to 249 characters"),
    ({"starting_position": None}, "starting_position must be given: one of"),
    ({"starting_position": "AT_TIMESTAMP"}, "starting_position_timestamp must be given with"),
    ({"consumer_group_id": "a#b"}, "consumer_group_id must be 1 to 200"),
    ({"secret_arn": "kafka"}, "secret_arn must be an ARN"),
    ({"report_batch_item_failures": True}, "be given with provisioned_pollers only, for Kafka"),
    ({"bisect_batch_on_function_error": True}, "be given with provisioned_pollers only"),
    ({"maximum_retry_attempts": 3}, "be given with provisioned_pollers only, for Kafka, got 3"),
    ({"maximum_record_age_in_seconds": 60}, "be given with provisioned_pollers only"),
    ({"provisioned_pollers": 1}, "provisioned_pollers must be a ProvisionedPollers"),
    (
        {"provisioned_pollers": ProvisionedPollers(maximum_pollers=2001)},
        "provisioned_pollers.maximum_pollers must be 1 to 2000, got 2001",
    ),
    ({"batch_size": 0}, "batch_size must be 1 to 10000"),
    ({"maximum_batching_window_in_seconds": 301}, "be 0 to 300 seconds"),
    (
        {"on_failure": Destination.function("arn:aws:lambda:eu-west-1:111122223333:function:b")},
        "a bucket",
    ),
    ({"metrics": ["a"]}, "be one of EventCount"),
]
MSK_ONLY: list[tuple[dict[str, Any], str]] = [
    ({"cluster": "shop"}, "cluster must be an ARN"),
    ({"authentication": "BASIC_AUTH"}, "authentication must be one of IAM, SASL_SCRAM_512_AUTH"),
    (
        {"authentication": "SASL_SCRAM_512_AUTH"},
        "secret_arn must be given with authentication SASL_SCRAM_512_AUTH, got None",
    ),
    ({"secret_arn": SECRET}, "secret_arn must not be given with authentication IAM"),
]
KAFKA_ONLY: list[tuple[dict[str, Any], str]] = [
    ({"bootstrap_servers": []}, "bootstrap_servers must be a list of 1 to 10 brokers"),
    ({"bootstrap_servers": SERVERS * 6}, "bootstrap_servers must be a list of 1 to 10 brokers"),
    ({"bootstrap_servers": SERVERS[0]}, "bootstrap_servers must be a list of strings"),
    ({"bootstrap_servers": ["b1"]}, r"bootstrap_servers\[0\] must be a host and port"),
    ({"authentication": "IAM"}, "authentication must be one of BASIC_AUTH"),
    ({"authentication": None}, "authentication must be given together with secret_arn"),
    (
        {"authentication": None, "secret_arn": None},
        "authentication must be given, with its secret_arn, for brokers outside a VPC",
    ),
    ({"subnet_ids": ["subnet-0a1b2c3d"]}, "security_group_ids must be given together with"),
    ({**VPC, "subnet_ids": ["main"]}, r"subnet_ids\[0\] must be a subnet's id"),
    ({**VPC, "subnet_ids": ["subnet-0a1b2c3d"] * 17}, "be a list of at most 16 ids"),
    ({**VPC, "security_group_ids": ["sg-0a1b2c3d"] * 6}, "be a list of at most 5 ids"),
    ({"server_root_ca_secret_arn": "a"}, "server_root_ca_secret_arn must be an ARN"),
    (
        {**VPC, "authentication": None, "secret_arn": None, "kms_key": KEY},
        "kms_key must be given with a secret",
    ),
]


@pytest.mark.parametrize(("arguments", "message"), COMMON + MSK_ONLY)
def test_bad_input_for_msk_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidArgument, match=f"^MskEventSource: .*{message}"):
        MskEventSource(
            **{"cluster": MSK, "topic": "orders", "starting_position": "LATEST", **arguments}
        )


@pytest.mark.parametrize(("arguments", "message"), COMMON + KAFKA_ONLY)
def test_bad_input_for_kafka_is_refused(arguments: dict[str, Any], message: str) -> None:
    good = {"bootstrap_servers": SERVERS, "topic": "orders", "starting_position": "LATEST", **PLAIN}
    with pytest.raises(InvalidArgument, match=f"^KafkaEventSource: .*{message}"):
        KafkaEventSource(**{**good, **arguments})
