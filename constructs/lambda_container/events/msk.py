"""Amazon MSK as a source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from cdktf import Fn
from cdktf_cdktf_provider_aws.lambda_event_source_mapping import (
    LambdaEventSourceMappingAmazonManagedKafkaEventSourceConfig,
)

from lambda_container.checks.arguments import Arguments
from lambda_container.events.kafka_source import KafkaSource
from lambda_container.events.network_access import network_access
from lambda_container.events.polled_source import decrypt
from lambda_container.events.source_access import access, read_secrets
from lambda_container.events.source_arn import SourceKind, id_of
from lambda_container.iam.statement import Statement
from lambda_container.terraform.references import is_token

if TYPE_CHECKING:
    from cdktf_cdktf_provider_aws.data_aws_msk_cluster import DataAwsMskCluster
    from cdktf_cdktf_provider_aws.msk_cluster import MskCluster
    from cdktf_cdktf_provider_aws.msk_serverless_cluster import MskServerlessCluster

    from lambda_container.function.invocable import Invocable

MskAuthentication = Literal["IAM", "SASL_SCRAM_512_AUTH", "CLIENT_CERTIFICATE_TLS_AUTH", "NONE"]

_KIND = SourceKind("kafka", "cluster/", ("aws_msk_cluster", "aws_msk_serverless_cluster"))
_WITHOUT_SECRET = ("IAM", "NONE")
# https://docs.aws.amazon.com/lambda/latest/dg/with-msk-permissions.html
_DESCRIBE = ("kafka:DescribeClusterV2",)
_BROKERS = ("kafka:GetBootstrapBrokers",)
# https://docs.aws.amazon.com/lambda/latest/dg/msk-cluster-auth.html
_CONNECT = ("kafka-cluster:Connect", "kafka-cluster:DescribeClusterDynamicConfiguration")
_TOPIC = ("kafka-cluster:DescribeTopic", "kafka-cluster:ReadData")
_GROUP = ("kafka-cluster:AlterGroup", "kafka-cluster:DescribeGroup")


@dataclass(frozen=True)
class MskEventSource(KafkaSource):
    """A topic of an Amazon MSK cluster, provisioned or serverless.

    Also takes the arguments of ``KafkaSource``, ``RetriedSource``, ``FilteredSource`` and
    ``PolledSource``: ``batch_size`` is 100 by default, and at most 10,000; ``kms_key`` is the key
    of the secret. Filters match ``value``, the record's decoded JSON, and ``key``.

    Attributes:
        cluster: A Terraform ``MskCluster`` or ``MskServerlessCluster``, or the cluster's ARN.
        authentication: ``IAM`` (default), ``SASL_SCRAM_512_AUTH`` or
            ``CLIENT_CERTIFICATE_TLS_AUTH``, which need ``secret_arn``, or ``NONE``.

    Raises:
        InvalidArgument: A value that Lambda rejects.
    """

    cluster: MskCluster | MskServerlessCluster | DataAwsMskCluster | str
    authentication: MskAuthentication = "IAM"

    kind = "Msk"

    @property
    def arn(self) -> str:
        """The cluster's ARN."""
        return _KIND.arn_of(Arguments("MskEventSource"), "cluster", self.cluster)

    @property
    def default_id(self) -> str:
        """``Msk-`` and the names of the cluster and the topic."""
        given: Any = self.cluster
        if isinstance(given, str):
            return id_of(self.kind, None if is_token(given) else given.split("/")[1], self.topic)
        return id_of(self.kind, getattr(given, "cluster_name_input", None), self.topic)

    def statements(self, target: Invocable) -> list[Statement]:
        """Permissions to find and reach the cluster and, with IAM, to read the topic."""
        return [
            Statement(actions=_DESCRIBE, resources=[self.arn]),
            # IAM cannot limit this action to a cluster.
            Statement(actions=_BROKERS, resources=["*"], allow_wildcards=True),
            *network_access(target),
            *(self._iam() if self.authentication == "IAM" else ()),
            *read_secrets(self.secret_arn),
            *decrypt(self.key),
        ]

    def settings(self, target: Invocable) -> dict[str, Any]:
        """The mapping's arguments for MSK."""
        return {
            **super().settings(target),
            "event_source_arn": self.arn,
            "amazon_managed_kafka_event_source_config": self.consumer_group_id
            and LambdaEventSourceMappingAmazonManagedKafkaEventSourceConfig(
                consumer_group_id=self.consumer_group_id
            ),
            "source_access_configuration": self.secret_arn
            and [access(self.authentication, self.secret_arn)],
        }

    def _check(self, arguments: Arguments) -> None:
        _KIND.arn_of(arguments, "cluster", self.cluster)
        super()._check(arguments)
        arguments.choice("authentication", self.authentication, MskAuthentication)
        needed = self.authentication not in _WITHOUT_SECRET
        if needed is not (self.secret_arn is not None):
            rule = f"{'' if needed else 'not '}be given with authentication {self.authentication}"
            arguments.fail("secret_arn", rule, self.secret_arn)

    def _iam(self) -> list[Statement]:
        return [
            Statement(actions=_CONNECT, resources=[self.arn]),
            Statement(actions=_TOPIC, resources=[self._part("topic", self.topic)]),
            # Without consumer_group_id, the group is named after the mapping, created later.
            Statement(
                actions=_GROUP, resources=[self._part("group", self.consumer_group_id or "*")]
            ),
        ]

    def _part(self, kind: str, name: str) -> str:
        arn = self.arn
        here = (
            Fn.replace(arn, ":cluster/", f":{kind}/")
            if is_token(arn)
            else arn.replace(":cluster/", f":{kind}/")
        )
        return f"{here}/{name}"
