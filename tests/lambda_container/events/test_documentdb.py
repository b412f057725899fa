"""The change streams of Amazon DocumentDB as a source."""

from __future__ import annotations

from typing import Any

import pytest
from cdktf import TerraformStack
from cdktf_cdktf_provider_aws.docdb_cluster import DocdbCluster
from syrupy.assertion import SnapshotAssertion

from lambda_container import ContainerFunction, DocumentDbEventSource, InvalidArgument
from tests.lambda_container.events.conftest import granted, mapping
from tests.synth import Synth

HERE = "eu-west-1:111122223333"
CLUSTER = f"arn:aws:rds:{HERE}:cluster:shop"
SECRET = f"arn:aws:secretsmanager:{HERE}:secret:docdb"


def test_the_changes_of_a_database(function: ContainerFunction, synth: Synth) -> None:
    source = DocumentDbEventSource(
        CLUSTER, database_name="orders", secret_arn=SECRET, starting_position="LATEST"
    )
    assert function.add_event_source(source).node.id == "DocumentDb-shop-orders"
    assert mapping(synth) == {
        "event_source_arn": CLUSTER,
        "enabled": True,
        "batch_size": 100,
        "starting_position": "LATEST",
        "document_db_event_source_config": {"database_name": "orders", "full_document": "Default"},
        "source_access_configuration": [{"type": "BASIC_AUTH", "uri": SECRET}],
    }
    given = {action: s["resources"] for s in granted(synth) for action in s["actions"]}
    assert given["rds:DescribeDBClusters"] == [CLUSTER]
    assert given["rds:DescribeDBClusterParameters"][0].endswith(":cluster-pg:*")
    assert given["rds:DescribeDBSubnetGroups"][0].endswith(":subgrp:*")
    assert given["secretsmanager:GetSecretValue"] == [SECRET]
    assert len([action for action in given if action.startswith("ec2:")]) == 6


def test_everything_that_a_cluster_of_terraforms_takes(
    stack: TerraformStack,
    function: ContainerFunction,
    synth: Synth,
    json_snapshot: SnapshotAssertion,
) -> None:
    source = DocumentDbEventSource(
        DocdbCluster(stack, "Cluster", cluster_identifier="shop"),
        database_name="orders",
        collection_name="paid",
        full_document="UpdateLookup",
        secret_arn=SECRET,
        kms_key=f"arn:aws:kms:{HERE}:key/a",
        starting_position="AT_TIMESTAMP",
        starting_position_timestamp="2026-01-31T08:00:00Z",
        batch_size=10,
        maximum_batching_window_in_seconds=5,
    )
    assert function.add_event_source(source).node.id == "DocumentDb-shop-orders-paid"
    assert mapping(synth) == json_snapshot
    assert ["kms:Decrypt"] in [statement["actions"] for statement in granted(synth)]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"cluster": "shop"}, "cluster must be an ARN"),
        ({"database_name": "a b"}, "database_name must be 1 to 63 characters"),
        ({"database_name": "a" * 64}, "database_name must be 1 to 63 characters"),
        ({"collection_name": "system.users"}, "collection_name must be 1 to 57 characters"),
        ({"collection_name": "$a"}, "collection_name must be 1 to 57 characters"),
        ({"secret_arn": "docdb"}, "secret_arn must be an ARN"),
        ({"full_document": "All"}, "full_document must be one of Default, UpdateLookup"),
        ({"starting_position": None}, "starting_position must be given"),
        ({"starting_position": "AT_TIMESTAMP"}, "starting_position_timestamp must be given"),
        ({"batch_size": 0}, "batch_size must be 1 to 10000, got 0"),
    ],
)
def test_bad_input_is_refused(arguments: dict[str, Any], message: str) -> None:
    good = {
        "cluster": CLUSTER,
        "database_name": "orders",
        "secret_arn": SECRET,
        "starting_position": "LATEST",
    }
    with pytest.raises(InvalidArgument, match=f"^DocumentDbEventSource: {message}"):
        DocumentDbEventSource(**{**good, **arguments})


def test_it_has_no_filters() -> None:
    arguments: dict[str, Any] = {"filters": [{"a": ["b"]}]}
    with pytest.raises(TypeError, match="filters"):
        DocumentDbEventSource(CLUSTER, database_name="a", secret_arn=SECRET, **arguments)
