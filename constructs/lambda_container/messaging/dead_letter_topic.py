"""A topic for events that a function could not process."""

from __future__ import annotations

from collections.abc import Mapping

from cdktf import TerraformProvider
from constructs import Construct

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.physical_names import check_unique_name
from lambda_container.iam.grantee import Grantee, as_grantee
from lambda_container.iam.statement import Statement
from lambda_container.key.key_argument import Key, optional_key
from lambda_container.messaging.encrypted_topic import make_topic, topic_name
from lambda_container.terraform.library_construct import LibraryConstruct

_AWS_KEY = "alias/aws/sns"


class DeadLetterTopic(LibraryConstruct):
    """An encrypted standard SNS topic that accepts messages over TLS only.

    Becomes ``aws_sns_topic`` and ``aws_sns_topic_policy``.

    Args:
        scope: The parent construct, in a stack with an AWS provider.
        id: ASCII letters, digits, ``-`` and ``_``; unique in its scope.
        name: 1 to 256 letters, digits, ``-`` and ``_``. Default: the construct's path, joined by
            ``-``.
        kms_key: A customer key. Default: the AWS managed key for SNS.
        region: The Region, if it differs from the provider's.
        tags: At most 50.
        provider: An aliased AWS provider.

    Attributes:
        placement: Region and provider.
        resource: The ``aws_sns_topic``.
        policy: The ``aws_sns_topic_policy``.
        arn: The topic's ARN, as a reference.
        kms_key: The customer key, if any.

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
        arguments = Arguments.of("DeadLetterTopic", scope, id)
        name = topic_name(arguments, name, "; FIFO is not possible for dead letters")
        placement = arguments.placement(region, provider)
        self.kms_key = optional_key(arguments, kms_key, placement)
        literal_tags = arguments.literal_tags(tags, provider)
        check_unique_name(arguments, scope, "topic", name, placement=placement)

        super().__init__(scope, id)
        self.placement = placement
        key_id = _AWS_KEY if self.kms_key is None else self.kms_key.arn
        self.resource, self.policy = make_topic(
            self, name=name, key_id=key_id, tags=literal_tags, placement=placement
        )
        self.arn: str = self.resource.arn

    def grant_publish(self, grantee: Grantee) -> None:
        """Let a role (or a function's role) publish messages."""
        as_grantee(self, grantee).add_statements(
            Statement(actions=["sns:Publish"], resources=[self.arn])
        )
        if self.kms_key is not None:
            self.kms_key.grant_encrypt_decrypt(grantee)
