"""A topic that CloudWatch alarms may publish to."""

from __future__ import annotations

from collections.abc import Mapping

from cdktf import TerraformProvider
from constructs import Construct

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.physical_names import check_unique_name
from lambda_container.iam.statement import Condition, Principal, Statement
from lambda_container.key.encryption_key import EncryptionKey
from lambda_container.key.key_argument import Key, optional_key
from lambda_container.messaging.encrypted_topic import make_topic, topic_name
from lambda_container.terraform.caller_identity import location

_CLOUDWATCH = [Principal("Service", ["cloudwatch.amazonaws.com"])]


class AlarmTopic(Construct):
    """An encrypted standard SNS topic that alarms in this account may publish to.

    Becomes ``aws_sns_topic`` and ``aws_sns_topic_policy``, and ``aws_kms_key`` if no key is given:
    CloudWatch may not use the AWS managed key for SNS, and an alarm that cannot publish reports it
    only in its history.

    Args:
        scope: The parent construct, in a stack with an AWS provider.
        id: ASCII letters, digits, ``-`` and ``_``; unique in its scope.
        name: 1 to 256 letters, digits, ``-`` and ``_``. Default: the construct's path, joined by
            ``-``.
        kms_key: A customer managed key. An ``EncryptionKey`` gets the statement for CloudWatch; a
            key given by ARN must have it. Default: a new key.
        region: The AWS Region. Default: the provider's.
        tags: At most 50.
        provider: An aliased AWS provider.

    Attributes:
        placement: Region and provider.
        resource: The ``aws_sns_topic``.
        policy: The ``aws_sns_topic_policy``.
        arn: The topic's ARN, as a reference.
        kms_key: The customer managed key.

    Raises:
        InvalidArgument: A value that SNS rejects.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - constructs' own name
        *,
        name: str | None = None,
        kms_key: Key | None = None,
        region: str | None = None,
        tags: Mapping[str, str] | None = None,
        provider: TerraformProvider | None = None,
    ) -> None:
        arguments = Arguments.of("AlarmTopic", scope, id)
        name = topic_name(arguments, name)
        key = optional_key(arguments, kms_key)
        placement = arguments.placement(region, provider)
        literal_tags = arguments.literal_tags(tags, provider)
        check_unique_name(arguments, scope, "topic", name, placement=placement)

        super().__init__(scope, id)
        self.placement = placement
        here = location(self, placement)
        from_here = [
            Condition("StringEquals", "aws:SourceAccount", [here.account]),
            Condition(
                "ArnLike",
                "aws:SourceArn",
                [f"arn:{here.partition}:cloudwatch:{here.region}:{here.account}:alarm:*"],
            ),
        ]
        self.kms_key = key or EncryptionKey(
            self, "Key", region=region, tags=tags, provider=provider
        )
        if isinstance(self.kms_key, EncryptionKey):
            self.kms_key.add_statements(
                Statement(
                    sid="Alarms",
                    principals=_CLOUDWATCH,
                    actions=["kms:Decrypt", "kms:GenerateDataKey*"],
                    allow_wildcards=True,
                    resources=["*"],
                    conditions=from_here[:1],
                )
            )
        alarms = Statement(
            sid="Alarms", principals=_CLOUDWATCH, actions=["sns:Publish"], conditions=from_here
        )
        self.resource, self.policy = make_topic(
            self,
            name=name,
            key_id=self.kms_key.arn,
            tags=literal_tags,
            placement=placement,
            statements=[alarms],
        )
        self.arn: str = self.resource.arn
