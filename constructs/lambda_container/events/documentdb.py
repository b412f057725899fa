"""The change streams of Amazon DocumentDB as a source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from cdktf_cdktf_provider_aws.lambda_event_source_mapping import (
    LambdaEventSourceMappingDocumentDbEventSourceConfig,
)

from lambda_container.checks.arguments import Arguments
from lambda_container.events.network_access import location_of, network_access
from lambda_container.events.polled_source import PolledSource, decrypt
from lambda_container.events.source_access import access, check_secret, read_secrets
from lambda_container.events.source_arn import SourceKind, id_of
from lambda_container.events.starting_position import StartingPosition, check_starting_position
from lambda_container.iam.statement import Statement
from lambda_container.terraform.escaping import literal, optional_literal
from lambda_container.terraform.references import is_token

if TYPE_CHECKING:
    from cdktf_cdktf_provider_aws.docdb_cluster import DocdbCluster

    from lambda_container.function.invocable import Invocable

FullDocument = Literal["Default", "UpdateLookup"]

_KIND = SourceKind("rds", "cluster:", ("aws_docdb_cluster",))
# https://docs.aws.amazon.com/lambda/latest/api/API_DocumentDBEventSourceConfig.html
_DATABASE = re.compile(r'[^ /.$"]{1,63}')
_DATABASE_RULE = "be 1 to 63 characters without space, '/', '.', '$' and '\"'"
_COLLECTION = re.compile(r"(?!system\.)[_a-zA-Z0-9][^$]{0,56}")
_COLLECTION_RULE = "be 1 to 57 characters without '$', beginning with a letter, digit or '_'"


@dataclass(frozen=True)
class DocumentDbEventSource(PolledSource):
    """The change stream of an Amazon DocumentDB database.

    Also takes the arguments of ``PolledSource``: ``batch_size`` is 100 by default, and at most
    10,000; ``kms_key`` is the key of the secret. Lambda has no filters for DocumentDB, and retries
    a failed batch until it succeeds.

    Attributes:
        cluster: A Terraform ``DocdbCluster``, or the cluster's ARN.
        database_name: The name of the database.
        secret_arn: The secret in AWS Secrets Manager with the cluster's user name and password.
        collection_name: A collection of the database. Default: all of them.
        full_document: ``Default`` (the change only) or ``UpdateLookup`` (the whole document too).
        starting_position: Where the first read starts; required.
        starting_position_timestamp: For ``AT_TIMESTAMP``: a time with a UTC offset, such as
            ``2026-01-31T08:00:00Z``; at most 64 characters.

    Raises:
        InvalidArgument: A value that Lambda rejects.
    """

    cluster: DocdbCluster | str
    database_name: str
    secret_arn: str
    collection_name: str | None = None
    full_document: FullDocument = "Default"
    starting_position: StartingPosition | None = None
    starting_position_timestamp: str | None = None

    kind = "DocumentDb"

    @property
    def arn(self) -> str:
        """The cluster's ARN."""
        return _KIND.arn_of(Arguments("DocumentDbEventSource"), "cluster", self.cluster)

    @property
    def default_id(self) -> str:
        """``DocumentDb-`` and the names of the cluster, the database and the collection."""
        given: Any = self.cluster
        name: str | None
        if isinstance(given, str):
            name = None if is_token(given) else given.split(":")[6]
        else:
            name = given.cluster_identifier_input
        return id_of(self.kind, name, self.database_name, self.collection_name)

    def statements(self, target: Invocable) -> list[Statement]:
        """Permissions to find the cluster, reach it and log in."""
        # https://docs.aws.amazon.com/lambda/latest/dg/with-documentdb.html
        here = location_of(target)
        rds = f"arn:{here.partition}:rds:{here.region}:{here.account}"
        return [
            Statement(actions=["rds:DescribeDBClusters"], resources=[self.arn]),
            Statement(
                actions=["rds:DescribeDBClusterParameters"], resources=[f"{rds}:cluster-pg:*"]
            ),
            Statement(actions=["rds:DescribeDBSubnetGroups"], resources=[f"{rds}:subgrp:*"]),
            *network_access(target),
            *read_secrets(self.secret_arn),
            *decrypt(self.key),
        ]

    def settings(self, target: Invocable) -> dict[str, Any]:
        """The mapping's arguments for DocumentDB."""
        return {
            "event_source_arn": self.arn,
            "starting_position": self.starting_position,
            "starting_position_timestamp": self.starting_position_timestamp,
            "document_db_event_source_config": LambdaEventSourceMappingDocumentDbEventSourceConfig(
                database_name=literal(self.database_name),
                collection_name=optional_literal(self.collection_name),
                full_document=self.full_document,
            ),
            "source_access_configuration": [access("BASIC_AUTH", self.secret_arn)],
        }

    def _check(self, arguments: Arguments) -> None:
        _KIND.arn_of(arguments, "cluster", self.cluster)
        super()._check(arguments)
        arguments.pattern("database_name", self.database_name, _DATABASE, _DATABASE_RULE)
        check_secret(arguments, "secret_arn", self.secret_arn)
        if self.collection_name is not None:
            name = self.collection_name
            arguments.pattern("collection_name", name, _COLLECTION, _COLLECTION_RULE)
        arguments.literal("full_document", self.full_document, FullDocument)
        check_starting_position(arguments, self.starting_position, self.starting_position_timestamp)
