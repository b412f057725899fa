"""Destinations for records of invocations and for dead letters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from lambda_container.checks.arguments import Arguments
from lambda_container.iam.statement import Statement
from lambda_container.key.encryption_key import EncryptionKey
from lambda_container.key.existing_key import ExistingKey
from lambda_container.key.key_argument import AnyKey, Key, optional_key
from lambda_container.terraform.placement import Placement

if TYPE_CHECKING:
    from lambda_container.function.invocable import Invocable
    from lambda_container.messaging.dead_letter_queue import DeadLetterQueue
    from lambda_container.messaging.dead_letter_topic import DeadLetterTopic
    from lambda_container.messaging.work_queue import Queue

Kind = Literal["queue", "topic", "function", "event_bus", "bucket"]

_SERVICES: dict[Kind, tuple[str, str]] = {
    "queue": ("sqs", ""),
    "topic": ("sns", ""),
    "function": ("lambda", "function:"),
    "event_bus": ("events", "event-bus/"),
    "bucket": ("s3", ""),
}
# https://docs.aws.amazon.com/lambda/latest/api/API_OnFailure.html
_ARN_LIMIT = 350
_ACTIONS: dict[Kind, str] = {
    "queue": "sqs:SendMessage",
    "topic": "sns:Publish",
    "function": "lambda:InvokeFunction",
    "event_bus": "events:PutEvents",
}


@dataclass(frozen=True, slots=True)
class Destination:
    """A queue, topic, function, event bus or bucket; returned by the methods of those names.

    Attributes:
        kind: The kind of destination.
        arn: Its ARN.
        kms_key: The customer key that encrypts it.
        policy_arn: Its ARN for policies, if different. Default: ``arn``.

    Raises:
        InvalidArgument: An ARN of something else, or a FIFO queue or topic, which Lambda rejects.
    """

    kind: Kind
    arn: str
    kms_key: AnyKey | None = None
    policy_arn: str | None = None
    placement: Placement | None = field(default=None, init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        arguments = Arguments("Destination")
        arguments.choice("kind", self.kind, Kind)
        arguments.arn("arn", self.arn, *_SERVICES[self.kind], _ARN_LIMIT)
        arguments.optional(arguments.instance, "kms_key", self.kms_key, EncryptionKey, ExistingKey)
        if self.policy_arn is not None:
            arguments.arn("policy_arn", self.policy_arn, *_SERVICES[self.kind])
        # https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
        if self.kind in ("queue", "topic") and self.arn.endswith(".fifo"):
            arguments.fail("arn", f"be a standard {self.kind}, not a FIFO one", self.arn)

    def _made_like(self, construct: object) -> Destination:
        """Remember the Region of its construct, which its ARN does not show."""
        object.__setattr__(self, "placement", getattr(construct, "placement", None))
        return self

    @classmethod
    def queue(
        cls, queue: DeadLetterQueue | Queue | str, *, kms_key: Key | None = None
    ) -> Destination:
        """A standard SQS queue, by its ARN or as a construct.

        Args:
            queue: The queue.
            kms_key: The customer key that encrypts it, if it is given by its ARN.
        """
        if isinstance(queue, str):
            return cls("queue", queue, _key(kms_key))
        _check_construct("queue", queue, "arn", "fifo")
        if queue.fifo:
            Arguments("Destination").fail("queue", "be a standard queue, not a FIFO one", queue)
        return cls("queue", queue.arn, queue.kms_key)._made_like(queue)

    @classmethod
    def topic(cls, topic: DeadLetterTopic | str, *, kms_key: Key | None = None) -> Destination:
        """A standard SNS topic, by its ARN or as a construct.

        Args:
            topic: The topic.
            kms_key: The customer key that encrypts it, if it is given by its ARN.
        """
        if isinstance(topic, str):
            return cls("topic", topic, _key(kms_key))
        _check_construct("topic", topic, "arn", "kms_key")
        return cls("topic", topic.arn, topic.kms_key)._made_like(topic)

    @classmethod
    def function(cls, function: Invocable | str) -> Destination:
        """A function or alias, by its ARN or as a construct."""
        if isinstance(function, str):
            return cls("function", function)
        _check_construct("function", function, "composed_arn")
        made = cls("function", function.arn, policy_arn=function.composed_arn)
        return made._made_like(function)

    @classmethod
    def event_bus(cls, arn: str) -> Destination:
        """An EventBridge event bus, by its ARN."""
        return cls("event_bus", arn)

    @classmethod
    def bucket(cls, arn: str, *, kms_key: Key | None = None) -> Destination:
        """An S3 bucket, by its ARN: for failures only.

        Args:
            arn: ``arn:aws:s3:::NAME``.
            kms_key: The customer key that encrypts it.
        """
        return cls("bucket", arn, _key(kms_key))

    def statements(self) -> list[Statement]:
        """The permissions that the function's role needs."""
        if self.kind == "bucket":
            needed = [
                Statement(actions=["s3:PutObject"], resources=[f"{self.arn}/*"]),
                Statement(actions=["s3:ListBucket"], resources=[self.arn]),
            ]
        else:
            arn = self.policy_arn or self.arn
            needed = [Statement(actions=[_ACTIONS[self.kind]], resources=[arn])]
        if self.kms_key is not None:
            actions = ["kms:Decrypt", "kms:GenerateDataKey"]
            needed.append(Statement(actions=actions, resources=[self.kms_key.arn]))
        return needed


def _check_construct(argument: str, value: object, *attributes: str) -> None:
    if not all(hasattr(value, attribute) for attribute in attributes):
        rule = f"be a {argument} of this library, or an ARN"
        Arguments("Destination").fail(argument, rule, value)


def _key(kms_key: Key | None) -> AnyKey | None:
    return optional_key(Arguments("Destination"), kms_key)
