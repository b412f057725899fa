"""Self-managed Apache Kafka as a source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from cdktf_cdktf_provider_aws.lambda_event_source_mapping import (
    LambdaEventSourceMappingSelfManagedEventSource,
    LambdaEventSourceMappingSelfManagedKafkaEventSourceConfig,
)

from lambda_container.checks.arguments import Arguments
from lambda_container.events.kafka_source import KafkaSource
from lambda_container.events.network_access import network_access
from lambda_container.events.polled_source import decrypt
from lambda_container.events.source_access import access, check_secret, read_secrets
from lambda_container.events.source_arn import id_of
from lambda_container.iam.statement import Statement
from lambda_container.terraform.references import is_token

if TYPE_CHECKING:
    from lambda_container.function.invocable import Invocable

KafkaAuthentication = Literal[
    "BASIC_AUTH", "SASL_SCRAM_256_AUTH", "SASL_SCRAM_512_AUTH", "CLIENT_CERTIFICATE_TLS_AUTH"
]

# https://docs.aws.amazon.com/lambda/latest/api/API_SelfManagedEventSource.html
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_SERVER = re.compile(rf"(?=.{{1,300}}$)(?:{_LABEL}\.)*{_LABEL}:[0-9]{{1,5}}")
_SERVER_RULE = "be a host and port such as 'b1.example.com:9092'"
_SERVERS = 10
# https://docs.aws.amazon.com/lambda/latest/api/API_SourceAccessConfiguration.html
_SUBNETS = 16
_GROUPS = 5
_SUBNET = re.compile(r"subnet-[0-9a-f]{8,17}")
_GROUP = re.compile(r"sg-[0-9a-f]{8,17}")


@dataclass(frozen=True)
class KafkaEventSource(KafkaSource):
    """A topic of an Apache Kafka cluster that AWS does not manage.

    Also takes the arguments of ``KafkaSource``, ``RetriedSource``, ``FilteredSource`` and
    ``PolledSource``: ``batch_size`` is 100 by default, and at most 10,000; ``kms_key`` is the key
    of the secrets. Filters match ``value``, the record's decoded JSON, and ``key``.

    Attributes:
        bootstrap_servers: 1 to 10 brokers, such as ``b1.example.com:9092``.
        authentication: With ``secret_arn``, how Lambda logs in: ``BASIC_AUTH`` (SASL/PLAIN),
            ``SASL_SCRAM_256_AUTH``, ``SASL_SCRAM_512_AUTH`` or ``CLIENT_CERTIFICATE_TLS_AUTH``.
        server_root_ca_secret_arn: The secret with the root CA certificate of the brokers, if their
            CA is private.
        subnet_ids: For brokers in a VPC: at most 16 of its subnets.
        security_group_ids: For brokers in a VPC: at most 5 of its security groups.

    Raises:
        InvalidArgument: A value that Lambda rejects.
    """

    bootstrap_servers: Sequence[str]
    authentication: KafkaAuthentication | None = None
    server_root_ca_secret_arn: str | None = None
    subnet_ids: Sequence[str] = ()
    security_group_ids: Sequence[str] = ()

    kind = "Kafka"

    @property
    def default_id(self) -> str:
        """``Kafka-`` and the topic's name."""
        return id_of(self.kind, self.topic)

    def statements(self, target: Invocable) -> list[Statement]:
        """Permissions to read the secrets, and to reach brokers in a VPC."""
        return [
            *read_secrets(self.secret_arn, self.server_root_ca_secret_arn),
            *(network_access(target) if self.subnet_ids else ()),
            *decrypt(self.key),
        ]

    def settings(self, target: Invocable) -> dict[str, Any]:
        """The mapping's arguments for Kafka."""
        configurations = [
            *(access("VPC_SUBNET", f"subnet:{subnet}") for subnet in self.subnet_ids),
            *(access("VPC_SECURITY_GROUP", f"security_group:{g}") for g in self.security_group_ids),
        ]
        if self.authentication is not None and self.secret_arn is not None:
            configurations.append(access(self.authentication, self.secret_arn))
        if self.server_root_ca_secret_arn is not None:
            certificate = access("SERVER_ROOT_CA_CERTIFICATE", self.server_root_ca_secret_arn)
            configurations.append(certificate)
        return {
            **super().settings(target),
            "self_managed_event_source": LambdaEventSourceMappingSelfManagedEventSource(
                endpoints={"KAFKA_BOOTSTRAP_SERVERS": ",".join(self.bootstrap_servers)}
            ),
            "self_managed_kafka_event_source_config": self.consumer_group_id
            and LambdaEventSourceMappingSelfManagedKafkaEventSourceConfig(
                consumer_group_id=self.consumer_group_id
            ),
            "source_access_configuration": configurations or None,
        }

    def _check(self, arguments: Arguments) -> None:
        servers = arguments.strings("bootstrap_servers", self.bootstrap_servers, 300)
        if is_token(self.bootstrap_servers) or not 1 <= len(servers) <= _SERVERS:
            arguments.fail("bootstrap_servers", f"be a list of 1 to {_SERVERS} brokers", servers)
        arguments.each(arguments.pattern, "bootstrap_servers", servers, _SERVER, _SERVER_RULE)
        super()._check(arguments)
        if self.authentication is not None:
            arguments.choice("authentication", self.authentication, KafkaAuthentication)
        if (self.authentication is None) is not (self.secret_arn is None):
            rule = "be given together with secret_arn"
            arguments.fail("authentication", rule, self.authentication)
        if self.server_root_ca_secret_arn is not None:
            check_secret(arguments, "server_root_ca_secret_arn", self.server_root_ca_secret_arn)
        self._check_network(arguments)
        if self.kms_key is not None and not (self.secret_arn or self.server_root_ca_secret_arn):
            arguments.fail("kms_key", "be given with a secret that it encrypts", self.kms_key)

    def _check_network(self, arguments: Arguments) -> None:
        for name, limit, pattern, rule in (
            ("subnet_ids", _SUBNETS, _SUBNET, "be a subnet's id such as 'subnet-0a1b2c3d'"),
            ("security_group_ids", _GROUPS, _GROUP, "be a group's id such as 'sg-0a1b2c3d'"),
        ):
            given = getattr(self, name)
            ids = arguments.strings(name, given, 64)
            # Each id becomes an argument of its own, so their number must be known.
            if is_token(given) or len(ids) > limit:
                arguments.fail(name, f"be a list of at most {limit} ids", ids)
            arguments.each(arguments.pattern, name, ids, pattern, rule)
        if bool(self.subnet_ids) is not bool(self.security_group_ids):
            rule = "be given together with subnet_ids"
            arguments.fail("security_group_ids", rule, self.security_group_ids)
        if self.authentication is None and not self.subnet_ids:
            rule = "be given, with its secret_arn, for brokers outside a VPC"
            arguments.fail("authentication", rule, None)
