"""Amazon MQ as a source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lambda_container.checks.arguments import Arguments
from lambda_container.events.filtered_source import FilteredSource
from lambda_container.events.network_access import network_access
from lambda_container.events.polled_source import decrypt
from lambda_container.events.source_access import access, check_secret, check_uri, read_secrets
from lambda_container.events.source_arn import SourceKind, id_of
from lambda_container.iam.statement import Statement
from lambda_container.terraform.escaping import literal
from lambda_container.terraform.references import is_token

if TYPE_CHECKING:
    from cdktf_cdktf_provider_aws.data_aws_mq_broker import DataAwsMqBroker
    from cdktf_cdktf_provider_aws.mq_broker import MqBroker

    from lambda_container.function.invocable import Invocable

_KIND = SourceKind("mq", "broker:", ("aws_mq_broker",))
# https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
_QUEUE_LIMIT = 1000


@dataclass(frozen=True)
class MqEventSource(FilteredSource):
    """A queue of an Amazon MQ broker: ActiveMQ or RabbitMQ.

    Also takes the arguments of ``FilteredSource`` and ``PolledSource``: ``batch_size`` is 100 by
    default, and at most 10,000; ``kms_key`` is the key of the secret. Filters match ``data``, the
    message's decoded JSON. A failed batch is retried until it succeeds.

    Attributes:
        broker: A Terraform ``MqBroker``, or the broker's ARN.
        queue: The queue's name, 1 to 1,000 characters.
        secret_arn: The secret in AWS Secrets Manager with the broker's user name and password.
        virtual_host: For RabbitMQ: the virtual host, 1 to 200 letters, digits, spaces and
            ``-/*:_+=.@``. Default: ``/``.

    Raises:
        InvalidArgument: A value that Lambda rejects.
    """

    broker: MqBroker | DataAwsMqBroker | str
    queue: str
    secret_arn: str
    virtual_host: str | None = None

    kind = "Mq"

    @property
    def arn(self) -> str:
        """The broker's ARN."""
        return _KIND.arn_of(Arguments("MqEventSource"), "broker", self.broker)

    @property
    def default_id(self) -> str:
        """``Mq-`` and the names of the broker and the queue."""
        given: Any = self.broker
        if isinstance(given, str):
            return id_of(self.kind, None if is_token(given) else given.split(":")[6], self.queue)
        return id_of(self.kind, given.broker_name_input, self.queue)

    def statements(self, target: Invocable) -> list[Statement]:
        """Permissions to find the broker, reach it and log in."""
        return [
            Statement(actions=["mq:DescribeBroker"], resources=[self.arn]),
            *network_access(target),
            *read_secrets(self.secret_arn),
            *decrypt(self.key),
        ]

    def settings(self, target: Invocable) -> dict[str, Any]:
        """The mapping's arguments for Amazon MQ."""
        configurations = [access("BASIC_AUTH", self.secret_arn)]
        if self.virtual_host is not None:
            configurations.append(access("VIRTUAL_HOST", self.virtual_host))
        return {
            **super().settings(target),
            "event_source_arn": self.arn,
            "queues": [literal(self.queue)],
            "source_access_configuration": configurations,
        }

    def _check(self, arguments: Arguments) -> None:
        _KIND.arn_of(arguments, "broker", self.broker)
        super()._check(arguments)
        arguments.text("queue", self.queue, _QUEUE_LIMIT)
        check_secret(arguments, "secret_arn", self.secret_arn)
        if self.virtual_host is not None:
            check_uri(arguments, "virtual_host", self.virtual_host)
