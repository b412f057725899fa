"""``modules/event-source`` makes what ``add_event_source`` makes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cdktf import TerraformStack

from lambda_container import (
    ContainerFunction,
    ContainerImage,
    Destination,
    DocumentDbEventSource,
    KafkaEventSource,
    MqEventSource,
    MskEventSource,
    ProvisionedPollers,
)
from lambda_container.events.polled_source import PolledSource
from tests.modules.beside import Beside, call
from tests.modules.compared import differences, resources
from tests.modules.mocked import DIGEST, HOST, Mocked, arn
from tests.modules.programs import synthesized
from tests.terraform import Terraform
from tools.module import MODULES

MODULE = MODULES["event-source"]
URI = f"{HOST}/orders@{DIGEST}"
CLUSTER = arn("kafka", "cluster/shop/11111111-2222-3333-4444-555555555555-6")
BROKER = arn("mq", "broker:shop:b-1")
DATABASE = arn("rds", "cluster:shop")
SECRET = arn("secretsmanager", "secret:shop-a1b2c3")
CA = arn("secretsmanager", "secret:ca-a1b2c3")
KEY = arn("kms", "key/11111111-2222-3333-4444-555555555555")
FILTER = {"value": {"state": ["paid"]}}
FILTERS = [json.dumps(FILTER, separators=(",", ":"))]
SERVERS = ["b1.example.com:9092", "b2.example.com:9092"]
SUBNETS, GROUPS = ["subnet-0123456789abcdef0"], ["sg-0123456789abcdef0"]
CASES: dict[str, tuple[PolledSource, dict[str, Any]]] = {
    "msk": (
        MskEventSource(CLUSTER, topic="orders", starting_position="LATEST"),
        {"msk": {"arn": CLUSTER, "topic": "orders"}, "starting_position": "LATEST"},
    ),
    "msk with a secret": (
        MskEventSource(
            CLUSTER,
            topic="orders",
            authentication="SASL_SCRAM_512_AUTH",
            secret_arn=SECRET,
            consumer_group_id="shop",
            starting_position="AT_TIMESTAMP",
            starting_position_timestamp="2026-01-31T08:00:00Z",
            provisioned_pollers=ProvisionedPollers(maximum_pollers=5),
            bisect_batch_on_function_error=True,
            maximum_retry_attempts=3,
            maximum_record_age_in_seconds=60,
            on_failure=Destination.bucket("arn:aws:s3:::failed"),
            filters=[FILTER],
            filter_kms_key=KEY,
            kms_key=KEY,
            metrics=["EventCount"],
            batch_size=10,
            maximum_batching_window_in_seconds=5,
            enabled=False,
            tags={"Team": "orders"},
        ),
        {
            "msk": {
                "arn": CLUSTER,
                "topic": "orders",
                "authentication": "SASL_SCRAM_512_AUTH",
                "consumer_group_id": "shop",
            },
            "secret_arn": SECRET,
            "starting_position": "AT_TIMESTAMP",
            "starting_position_timestamp": "2026-01-31T08:00:00Z",
            "provisioned_pollers": {"maximum_pollers": 5},
            "retries": {
                "bisect_batch_on_function_error": True,
                "maximum_retry_attempts": 3,
                "maximum_record_age_in_seconds": 60,
            },
            "on_failure": {"arn": "arn:aws:s3:::failed"},
            "filters": FILTERS,
            "filter_kms_key_arn": KEY,
            "kms_key_arn": KEY,
            "metrics": ["EventCount"],
            "batch_size": 10,
            "maximum_batching_window_in_seconds": 5,
            "enabled": False,
            "tags": {"Team": "orders"},
        },
    ),
    "msk with a group": (
        MskEventSource(
            CLUSTER,
            topic="orders",
            consumer_group_id="shop",
            starting_position="LATEST",
            provisioned_pollers=ProvisionedPollers(),
            report_batch_item_failures=False,
        ),
        {
            "msk": {"arn": CLUSTER, "topic": "orders", "consumer_group_id": "shop"},
            "starting_position": "LATEST",
            "provisioned_pollers": {},
            "retries": {"report_batch_item_failures": False},
        },
    ),
    "kafka": (
        KafkaEventSource(
            SERVERS,
            topic="orders",
            authentication="BASIC_AUTH",
            secret_arn=SECRET,
            starting_position="TRIM_HORIZON",
        ),
        {
            "kafka": {
                "bootstrap_servers": SERVERS,
                "topic": "orders",
                "authentication": "BASIC_AUTH",
            },
            "secret_arn": SECRET,
            "starting_position": "TRIM_HORIZON",
        },
    ),
    "kafka in a VPC": (
        KafkaEventSource(
            SERVERS,
            topic="orders",
            consumer_group_id="shop",
            server_root_ca_secret_arn=CA,
            subnet_ids=SUBNETS,
            security_group_ids=GROUPS,
            starting_position="LATEST",
            kms_key=KEY,
        ),
        {
            "kafka": {
                "bootstrap_servers": SERVERS,
                "topic": "orders",
                "consumer_group_id": "shop",
                "server_root_ca_secret_arn": CA,
                "subnet_ids": SUBNETS,
                "security_group_ids": GROUPS,
            },
            "starting_position": "LATEST",
            "kms_key_arn": KEY,
        },
    ),
    "mq": (
        MqEventSource(BROKER, "orders", SECRET, virtual_host="shop"),
        {"mq": {"arn": BROKER, "queue": "orders", "virtual_host": "shop"}, "secret_arn": SECRET},
    ),
    "documentdb": (
        DocumentDbEventSource(
            DATABASE,
            "shop",
            SECRET,
            collection_name="orders",
            full_document="UpdateLookup",
            starting_position="LATEST",
        ),
        {
            "documentdb": {
                "arn": DATABASE,
                "database_name": "shop",
                "collection_name": "orders",
                "full_document": "UpdateLookup",
            },
            "secret_arn": SECRET,
            "starting_position": "LATEST",
        },
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_it_makes_what_the_library_makes(
    case: str, beside: Beside, terraform: Terraform, tmp_path: Path
) -> None:
    source, variables = CASES[case]

    def program(stack: TerraformStack, _: Path) -> None:
        image = ContainerImage.from_uri(URI)
        function = ContainerFunction(
            stack, "Orders", image=image, function_name="orders", publish=True
        )
        function.add_alias("live").add_event_source(source)

    calls = {
        "orders": call(
            "lambda-container",
            function_name="orders",
            image={"uri": URI},
            dead_letter_queue=False,
            publish=True,
            aliases={"live": {}},
        ),
        "source": call(
            MODULE.name,
            name="orders",
            function_arn="${module.orders.alias.arn}",
            role_name="${module.orders.role.name}",
            **variables,
        ),
    }
    ours = beside.of(calls).apply()
    python = synthesized(program, tmp_path / "source", tmp_path / "python")
    theirs = Mocked(python, terraform).apply()

    assert differences(resources(ours, in_all=True), resources(theirs, in_all=True)) == {}


GOOD: dict[str, Any] = {
    "name": "orders",
    "function_arn": arn("lambda", "function:orders:live"),
    "role_name": "orders",
    "msk": {"arn": CLUSTER, "topic": "orders"},
    "starting_position": "LATEST",
}
SERVED = {"bootstrap_servers": SERVERS, "topic": "orders"}
LOGGED_IN = {**SERVED, "authentication": "BASIC_AUTH"}
POLLED: dict[str, Any] = {"provisioned_pollers": {}}


def msk(**changes: object) -> dict[str, Any]:
    return {"msk": GOOD["msk"] | changes}


def kafka(**changes: object) -> dict[str, Any]:
    return {"msk": None, "kafka": LOGGED_IN | changes, "secret_arn": SECRET}


def mq(**changes: object) -> dict[str, Any]:
    source = {"arn": BROKER, "queue": "orders", **changes}
    return {"msk": None, "mq": source, "secret_arn": SECRET, "starting_position": None}


def documentdb(**changes: object) -> dict[str, Any]:
    source = {"arn": DATABASE, "database_name": "shop", **changes}
    return {"msk": None, "documentdb": source, "secret_arn": SECRET}


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"name": "a b"}, "name must be 1 to 100 letters"),
    ({"function_arn": "orders"}, "function_arn must be the ARN of a function or of an alias"),
    ({"role_name": "a/b"}, "role_name must be 1 to 64 letters"),
    (msk(topics="x"), "msk must have arn and topic"),
    ({"msk": {"arn": CLUSTER}}, "msk must have arn and topic"),
    ({"msk": None}, "msk, kafka, mq or documentdb must be given, and one of them only"),
    (msk() | {"mq": {"arn": BROKER, "queue": "q"}}, "and one of them only"),
    (msk(arn=BROKER), "msk.arn must be an ARN such as"),
    (msk(authentication="BASIC_AUTH"), "msk.authentication must be one of IAM"),
    (kafka(broker="x"), "kafka must have bootstrap_servers and topic"),
    (kafka(bootstrap_servers=["b1"]), "kafka.bootstrap_servers must be 1 to 10 hosts and ports"),
    (kafka(bootstrap_servers=[]), "kafka.bootstrap_servers must be 1 to 10 hosts and ports"),
    (kafka(bootstrap_servers=SERVERS * 6), "kafka.bootstrap_servers must be 1 to 10 hosts"),
    (kafka(authentication="IAM"), "kafka.authentication must be one of BASIC_AUTH"),
    (kafka(authentication=None), "kafka.authentication must be given, with its secret_arn"),
    (kafka(subnet_ids=SUBNETS), "kafka.security_group_ids must be given together with subnet_ids"),
    (
        kafka(subnet_ids=SUBNETS * 17, security_group_ids=GROUPS),
        "kafka.subnet_ids must be at most 16, and security_group_ids at most 5",
    ),
    (mq(host="x"), "mq must have arn and queue"),
    (mq(arn=CLUSTER), "mq.arn must be an ARN such as"),
    (mq(queue=""), "mq.queue must have 1 to 1000 characters"),
    (mq(virtual_host="a{b"), "mq.virtual_host must be 1 to 200 letters"),
    (documentdb(collection="x"), "documentdb must have arn and database_name"),
    (documentdb(arn=BROKER), "documentdb.arn must be an ARN such as"),
    (documentdb(database_name="a b"), "documentdb.database_name must be 1 to 63 characters"),
    (documentdb(collection_name="system.x"), "documentdb.collection_name must be 1 to 57"),
    (documentdb(full_document="All"), "documentdb.full_document must be one of Default"),
    (kafka() | {"secret_arn": BROKER}, "secret_arn must be the ARN of a secret"),
    ({"secret_arn": SECRET}, "secret_arn must not be given with msk and authentication IAM"),
    (mq() | {"secret_arn": None}, "secret_arn must be given with mq"),
    ({"starting_position": "NOW"}, "starting_position must be one of TRIM_HORIZON"),
    ({"starting_position": None}, "starting_position must be given, and for mq it must not"),
    (mq() | {"starting_position": "LATEST"}, "starting_position must be given, and for mq it"),
    ({"starting_position": "AT_TIMESTAMP"}, "starting_position_timestamp must be given with"),
    (
        {"starting_position": "AT_TIMESTAMP", "starting_position_timestamp": "2026-01-31"},
        "starting_position_timestamp must be a time with a UTC offset",
    ),
    ({"batch_size": 0}, "batch_size must be 1 to 10000, got 0"),
    ({"maximum_batching_window_in_seconds": 301}, "maximum_batching_window_in_seconds must be 0"),
    ({"filters": ["{"]}, "filters must be at most 10 patterns, as JSON"),
    ({"filters": FILTERS * 11}, "filters must be at most 10 patterns, as JSON"),
    (documentdb() | {"filters": FILTERS}, "filters must not be given with documentdb"),
    ({"filter_kms_key_arn": KEY}, "filter_kms_key_arn must be the ARN of a key, and given with"),
    ({"kms_key_arn": "key"}, "kms_key_arn must be an ARN such as"),
    ({"provisioned_pollers": {"least": 1}}, "provisioned_pollers has minimum_pollers and"),
    ({"provisioned_pollers": {"minimum_pollers": 201}}, "provisioned_pollers must have minimum"),
    ({"provisioned_pollers": {"maximum_pollers": 2001}}, "provisioned_pollers must have minimum"),
    (
        {"provisioned_pollers": {"minimum_pollers": 9, "maximum_pollers": 8}},
        "provisioned_pollers.maximum_pollers must be at least minimum_pollers",
    ),
    (mq() | POLLED, "provisioned_pollers must be given with msk and kafka only"),
    (POLLED | {"retries": {"attempts": 1}}, "retries has report_batch_item_failures"),
    ({"retries": {}}, "retries must be given with provisioned_pollers only"),
    (POLLED | {"retries": {"maximum_retry_attempts": 10001}}, "retries.maximum_retry_attempts"),
    (
        POLLED | {"retries": {"maximum_record_age_in_seconds": 59}},
        "retries.maximum_record_age_in_seconds must be 60 to 604800",
    ),
    ({"on_failure": {"arn": GOOD["function_arn"]}}, "on_failure.arn must be the ARN of a queue"),
    (mq() | {"on_failure": {"arn": arn("sqs", "x")}}, "on_failure must be given with msk and"),
    ({"metrics": ["Everything"]}, "metrics must be EventCount"),
    (mq() | {"metrics": ["EventCount"]}, "metrics must be given with msk and kafka only"),
    ({"tags": {f"k{i}": "v" for i in range(51)}}, "tags must have at most 50 tags, got 51"),
]


def test_every_rule_is_told(beside: Beside) -> None:
    assert beside.untold(MODULE, GOOD, WRONG) == []
