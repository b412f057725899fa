"""A queue that a function processes, with its dead-letter queue."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cdktf import Fn, Op, TerraformProvider, Token
from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue
from cdktf_cdktf_provider_aws.sqs_queue_policy import SqsQueuePolicy
from cdktf_cdktf_provider_aws.sqs_queue_redrive_allow_policy import SqsQueueRedriveAllowPolicy
from constructs import Construct

from lambda_container import defaults
from lambda_container.checks.arguments import Arguments
from lambda_container.checks.physical_names import check_unique_name
from lambda_container.checks.values import Number
from lambda_container.function.invocable import Invocable
from lambda_container.iam.policy_document import PolicyDocument
from lambda_container.key.key_argument import Key, optional_key
from lambda_container.messaging.dead_letter_queue import RETENTION_SECONDS, DeadLetterQueue
from lambda_container.messaging.queue_grants import QueueGrants
from lambda_container.messaging.tls_only import tls_only
from lambda_container.terraform.library_construct import LibraryConstruct
from lambda_container.terraform.references import is_token

# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
_NAME = re.compile(r"(?=.{1,80}$)[A-Za-z0-9_-]+(\.fifo)?")
_NAME_RULE = "be 1 to 80 letters, digits, '-' and '_', and end with '.fifo' for a FIFO queue only"
_FIFO = ".fifo"
_DEAD = "-dead-letters"
_VISIBILITY_SECONDS = (0, 43_200)
_DELAY_SECONDS = (0, 900)
_MESSAGE_BYTES = (1024, 1_048_576)
_RECEIVES = (1, 1000)
# https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
TIMEOUTS_PER_VISIBILITY = 6
_DEFAULT_VISIBILITY_SECONDS = 180


class Queue(QueueGrants, LibraryConstruct):
    """An SQS queue with its dead-letter queue, both encrypted and with TLS only.

    Becomes ``aws_sqs_queue``, ``aws_sqs_queue_policy``, a ``DeadLetterQueue``, and
    ``aws_sqs_queue_redrive_allow_policy``: the dead-letter queue serves this queue only.

    Args:
        scope: The parent construct, in a stack with an AWS provider.
        id: ASCII letters, digits, ``-`` and ``_``; unique in its scope.
        name: 1 to 80 letters, digits, ``-`` and ``_``; ``.fifo`` at the end for a FIFO queue.
            Default: the construct's path, joined by ``-``.
        function: The function that processes it; its timeout sets the visibility timeout.
        visibility_timeout_seconds: 0 to 43,200 (12 hours) seconds for which a received message is
            hidden. Default: six times the timeout of ``function``, as AWS recommends; without a
            function, 180 seconds, six times a timeout of 30.
        max_receive_count: 1 to 1,000: how often a message is received before it becomes a dead
            letter. Default: 5, the minimum that AWS recommends for Lambda.
        message_retention_seconds: 60 to 1,209,600 (14 days) seconds. Default: 345,600 (4 days).
        delay_seconds: 0 (default) to 900 seconds before a message can be received.
        max_message_size: 1,024 to 1,048,576 bytes. Default: set by SQS.
        fifo: Whether messages of a group keep their order. Default: no.
        content_based_deduplication: For FIFO: whether equal bodies mean duplicates. Default: no.
        kms_key: A customer key for both queues. Default: a key that SQS owns.
        region: The Region, if it differs from the provider's.
        tags: At most 50, for both queues.
        provider: An aliased AWS provider.

    Attributes:
        placement: Region and provider.
        resource: The ``aws_sqs_queue``.
        policy: The ``aws_sqs_queue_policy``.
        dead_letter_queue: The ``DeadLetterQueue`` for messages that could not be processed; it
            keeps them for 14 days.
        redrive_allow_policy: The ``aws_sqs_queue_redrive_allow_policy``.
        name: The queue's name, as given.
        arn: The queue's ARN, as a reference.
        url: The queue's URL, as a reference.
        fifo: Whether it is a FIFO queue.
        visibility_timeout_seconds: As given, or derived from the function's timeout.
        kms_key: The customer key, if any.

    Raises:
        InvalidArgument: A value that SQS rejects, or a visibility timeout below the
            function's timeout, which Lambda rejects.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - constructs' own name
        *,
        name: str | None = None,
        function: Invocable | None = None,
        visibility_timeout_seconds: Number | None = None,
        max_receive_count: Number = 5,
        message_retention_seconds: Number = defaults.MESSAGE_RETENTION_SECONDS,
        delay_seconds: Number = 0,
        max_message_size: Number | None = None,
        fifo: bool = False,
        content_based_deduplication: bool = False,
        kms_key: Key | None = None,
        region: str | None = None,
        tags: Mapping[str, str] | None = None,
        provider: TerraformProvider | None = None,
    ) -> None:
        arguments = Arguments.of("Queue", scope, id)
        arguments.switch("fifo", fifo)
        self.name = _checked_name(arguments, name, fifo)
        self.visibility_timeout_seconds = _visibility(
            arguments, function, visibility_timeout_seconds
        )
        arguments.integer("max_receive_count", max_receive_count, *_RECEIVES)
        seconds = (*RETENTION_SECONDS, "seconds")
        arguments.integer("message_retention_seconds", message_retention_seconds, *seconds)
        arguments.integer("delay_seconds", delay_seconds, *_DELAY_SECONDS, "seconds")
        if max_message_size is not None:
            arguments.integer("max_message_size", max_message_size, *_MESSAGE_BYTES, "bytes")
        arguments.boolean("content_based_deduplication", content_based_deduplication)
        if content_based_deduplication is True and not fifo:
            arguments.fail("content_based_deduplication", "be given with fifo=True only", True)
        placement = arguments.placement(region, provider)
        self.kms_key = optional_key(arguments, kms_key, placement)
        check_unique_name(arguments, scope, "queue", self.name, placement=placement)
        literal_tags = arguments.literal_tags(tags, provider)

        super().__init__(scope, id)
        self.placement = placement
        self.fifo = fifo
        self.dead_letter_queue = DeadLetterQueue(
            self,
            "DeadLetters",
            name=_dead_letter_name(self.name),
            fifo=fifo,
            kms_key=self.kms_key,
            tags=tags,
            **placement,
        )
        self.resource = SqsQueue(
            self,
            "Resource",
            name=self.name,
            visibility_timeout_seconds=self.visibility_timeout_seconds,
            message_retention_seconds=message_retention_seconds,
            delay_seconds=delay_seconds,
            max_message_size=max_message_size,
            fifo_queue=fifo or None,
            content_based_deduplication=content_based_deduplication or None,
            redrive_policy=Fn.jsonencode(
                {
                    "deadLetterTargetArn": self.dead_letter_queue.arn,
                    "maxReceiveCount": max_receive_count,
                }
            ),
            kms_master_key_id=None if self.kms_key is None else self.kms_key.arn,
            sqs_managed_sse_enabled=True if self.kms_key is None else None,
            tags=literal_tags,
            **placement,
        )
        self.arn: str = self.resource.arn
        self.url: str = self.resource.url
        self.redrive_allow_policy = SqsQueueRedriveAllowPolicy(
            self,
            "RedriveAllowPolicy",
            queue_url=self.dead_letter_queue.url,
            redrive_allow_policy=Fn.jsonencode(
                {"redrivePermission": "byQueue", "sourceQueueArns": [self.arn]}
            ),
            **placement,
        )
        document = PolicyDocument(
            self, "PolicyDocument", [tls_only("sqs:*", self.arn)], provider=provider
        )
        self.policy = SqsQueuePolicy(
            self, "Policy", queue_url=self.url, policy=document.json, **placement
        )


def _checked_name(arguments: Arguments, name: str | None, fifo: bool) -> str:
    if name is None:
        name = arguments.default_name(None) + (_FIFO if fifo else "")
    arguments.pattern("name", name, _NAME, _NAME_RULE)
    if name.endswith(_FIFO) != fifo:
        arguments.fail("name", _NAME_RULE, name)
    if not is_token(name) and not _NAME.fullmatch(_dead_letter_name(name)):
        arguments.fail("name", f"leave room for '{_DEAD}' in the dead-letter queue's name", name)
    return name


def _dead_letter_name(name: str) -> str:
    return f"{name[: -len(_FIFO)]}{_DEAD}{_FIFO}" if name.endswith(_FIFO) else f"{name}{_DEAD}"


def _visibility(
    arguments: Arguments, function: Invocable | None, visibility_timeout_seconds: Number | None
) -> Number:
    arguments.optional(arguments.instance, "function", function, Invocable)
    timeout = None if function is None else function.timeout
    known = None if timeout is None or is_token(timeout) else timeout
    if visibility_timeout_seconds is None:
        if known is not None:
            return known * TIMEOUTS_PER_VISIBILITY
        if timeout is not None:
            return Token.as_number(Op.mul(timeout, TIMEOUTS_PER_VISIBILITY))
        return _DEFAULT_VISIBILITY_SECONDS
    seconds = (*_VISIBILITY_SECONDS, "seconds")
    arguments.integer("visibility_timeout_seconds", visibility_timeout_seconds, *seconds)
    if known is not None and not is_token(visibility_timeout_seconds):
        check_visibility(arguments, visibility_timeout_seconds, known)
    return visibility_timeout_seconds


def check_visibility(arguments: Arguments, visibility: Number, timeout: Number) -> None:
    """Reject a visibility timeout below a function's timeout, as Lambda does.

    Raises:
        InvalidArgument: The visibility timeout is too short.
    """
    if visibility < timeout:
        rule = (
            f"be at least the function's timeout, {timeout} seconds, and should be"
            f" {TIMEOUTS_PER_VISIBILITY} times as long"
        )
        arguments.fail("visibility_timeout_seconds", rule, visibility)
