"""A queue for events that a function could not process."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cdktf import TerraformProvider
from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue
from cdktf_cdktf_provider_aws.sqs_queue_policy import SqsQueuePolicy
from constructs import Construct

from lambda_container import defaults
from lambda_container.checks.arguments import Arguments
from lambda_container.checks.physical_names import check_unique_name
from lambda_container.checks.values import Number
from lambda_container.errors import UnsupportedArgument
from lambda_container.iam.condition import Condition
from lambda_container.iam.policy_document import PolicyDocument
from lambda_container.iam.principal import Principal
from lambda_container.iam.statement import Statement
from lambda_container.key.existing_key import ExistingKey
from lambda_container.key.key_argument import Key, optional_key
from lambda_container.messaging.queue_grants import QueueGrants
from lambda_container.messaging.tls_only import tls_only
from lambda_container.terraform.caller_identity import account_id
from lambda_container.terraform.library_construct import LibraryConstruct
from lambda_container.terraform.references import is_token

# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")
_NAME_RULE = "be 1 to 80 letters, digits, '-' and '_'; FIFO is not possible for dead letters"
_FIFO_NAME = re.compile(r"(?=.{1,80}$)[A-Za-z0-9_-]+\.fifo")
_FIFO_NAME_RULE = "be at most 80 letters, digits, '-' and '_', with '.fifo' at the end"
RETENTION_SECONDS = (60, defaults.DEAD_LETTER_RETENTION_SECONDS)


class DeadLetterQueue(QueueGrants, LibraryConstruct):
    """An encrypted SQS queue that accepts requests over TLS only.

    Becomes ``aws_sqs_queue`` and ``aws_sqs_queue_policy``.

    Args:
        scope: The parent construct, in a stack with an AWS provider.
        id: ASCII letters, digits, ``-`` and ``_``; unique in its scope.
        name: 1 to 80 letters, digits, ``-`` and ``_``. Default: the construct's path, joined by
            ``-``.
        fifo: Whether it is a FIFO queue, for the dead letters of one; its name ends with ``.fifo``.
            Lambda itself sends to standard queues only. Default: no.
        message_retention_seconds: 60 to 1,209,600 (14 days, the default) seconds.
        kms_key: A customer key. Default: a key that SQS owns.
        region: The Region, if it differs from the provider's.
        tags: At most 50.
        provider: An aliased AWS provider.

    Attributes:
        placement: Region and provider.
        resource: The ``aws_sqs_queue``.
        policy: The ``aws_sqs_queue_policy``.
        arn: The queue's ARN, as a reference.
        url: The queue's URL, as a reference.
        fifo: Whether it is a FIFO queue.
        kms_key: The customer key, if any.

    Raises:
        InvalidArgument: A value that SQS rejects.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - constructs' own name
        *,
        name: str | None = None,
        fifo: bool = False,
        message_retention_seconds: Number = defaults.DEAD_LETTER_RETENTION_SECONDS,
        kms_key: Key | None = None,
        region: str | None = None,
        tags: Mapping[str, str] | None = None,
        provider: TerraformProvider | None = None,
    ) -> None:
        arguments = Arguments.of("DeadLetterQueue", scope, id)
        arguments.switch("fifo", fifo)
        if name is None:
            name = arguments.default_name(None) + (".fifo" if fifo else "")
        syntax = (_FIFO_NAME, _FIFO_NAME_RULE) if fifo else (_NAME, _NAME_RULE)
        arguments.pattern("name", name, *syntax)
        seconds = (*RETENTION_SECONDS, "seconds")
        arguments.integer("message_retention_seconds", message_retention_seconds, *seconds)
        placement = arguments.placement(region, provider)
        self.kms_key = optional_key(arguments, kms_key, placement)
        check_unique_name(arguments, scope, "queue", name, placement=placement)
        literal_tags = arguments.literal_tags(tags, provider)

        super().__init__(scope, id)
        self.placement = placement
        self.fifo, self._provider = fifo, provider
        self.resource = SqsQueue(
            self,
            "Resource",
            name=name,
            fifo_queue=fifo or None,
            message_retention_seconds=message_retention_seconds,
            kms_master_key_id=None if self.kms_key is None else self.kms_key.arn,
            sqs_managed_sse_enabled=True if self.kms_key is None else None,
            tags=literal_tags,
            **placement,
        )
        self.arn: str = self.resource.arn
        self.url: str = self.resource.url
        self._document = PolicyDocument(
            self, "PolicyDocument", [tls_only("sqs:*", self.arn)], provider=provider
        )
        self.policy = SqsQueuePolicy(
            self, "Policy", queue_url=self.url, policy=self._document.json, **placement
        )

    def allow_service(self, service: str, source_arn: str) -> None:
        """Let an AWS service send undelivered events, through the queue's policy.

        A queue's ``EncryptionKey`` lets the service use it: on behalf of the resource if its ARN
        is literal, otherwise of the queue's account. A key cannot wait for a resource that it may
        encrypt.

        Args:
            service: Such as ``sns.amazonaws.com``.
            source_arn: The ARN of the resource that the service acts for; for a resource of another
                account, a literal ARN.

        Raises:
            UnsupportedArgument: The queue's key is an existing key, which is never modified.
        """
        who = [Principal("Service", [service])]
        only = [Condition("ArnEquals", "aws:SourceArn", [source_arn])]
        if isinstance(self.kms_key, ExistingKey):
            reason = f"{service} cannot be added to an existing key's policy; pass an EncryptionKey"
            raise UnsupportedArgument(f"DeadLetterQueue {self.node.path!r}", "kms_key", reason)
        if self.kms_key is not None:
            # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-least-privilege-policy.html
            whose = Condition(
                "StringEquals", "aws:SourceAccount", [account_id(self, self._provider)]
            )
            self.kms_key.add_statements(
                Statement(
                    actions=["kms:Decrypt", "kms:GenerateDataKey"],
                    resources=["*"],  # the key itself
                    principals=who,
                    conditions=[whose] if is_token(source_arn) else only,
                )
            )
        send = Statement(
            actions=["sqs:SendMessage"], resources=[self.arn], principals=who, conditions=only
        )
        self._document.add([send])
