"""A topic for events that a function could not process."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cdktf import TerraformProvider
from cdktf_cdktf_provider_aws.sns_topic import SnsTopic
from cdktf_cdktf_provider_aws.sns_topic_policy import SnsTopicPolicy
from constructs import Construct

from lambda_container.arguments import Arguments
from lambda_container.dead_letter.tls_only import tls_only
from lambda_container.iam import Grantee, PolicyDocument, Statement
from lambda_container.key import Key, as_key
from lambda_container.text import literal

# https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
_NAME = re.compile(r"[A-Za-z0-9_-]{1,256}")
_NAME_RULE = "be 1 to 256 letters, digits, '-' and '_'; FIFO is not possible for dead letters"
_AWS_KEY = "alias/aws/sns"


class DeadLetterTopic(Construct):
    """A standard SNS topic, encrypted, that takes messages over TLS only.

    Becomes ``aws_sns_topic`` and ``aws_sns_topic_policy``.

    Args:
        scope: The construct above, in a stack with an AWS provider.
        id: ASCII letters, digits, ``-`` and ``_``; unique in its scope.
        name: 1 to 256 letters, digits, ``-`` and ``_``. Default: the construct's path, joined by
            ``-``.
        kms_key: A customer key. Default: AWS's key for SNS in this account.
        region: The Region, where it is not the provider's.
        tags: At most 50.
        provider: An aliased AWS provider.

    Attributes:
        resource: The ``aws_sns_topic``.
        policy: The ``aws_sns_topic_policy``.
        arn: The topic's ARN, as a reference.
        kms_key: The customer key, if any.

    Raises:
        InvalidArgument: A value that SNS would refuse.
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
        name = arguments.path.replace("/", "-") if name is None else name
        arguments.pattern("name", name, _NAME, _NAME_RULE)
        self.kms_key = None if kms_key is None else as_key(arguments, "kms_key", kms_key)
        if region is not None:
            arguments.region("region", region)
        checked_tags = arguments.tags("tags", tags or {})

        super().__init__(scope, id)
        self.resource = SnsTopic(
            self,
            "Resource",
            name=name,
            kms_master_key_id=_AWS_KEY if self.kms_key is None else self.kms_key.arn,
            region=region,
            tags={literal(k): literal(v) for k, v in checked_tags.items()} or None,
            provider=provider,
        )
        self.arn: str = self.resource.arn
        document = PolicyDocument(
            self, "PolicyDocument", [tls_only("sns:Publish", self.arn)], provider=provider
        )
        self.policy = SnsTopicPolicy(
            self,
            "Policy",
            arn=self.arn,
            policy=document.json,
            region=region,
            provider=provider,
        )

    def grant_publish(self, grantee: Grantee) -> None:
        """Let a role (or a function's role) publish messages."""
        grantee.add_statements(Statement(actions=["sns:Publish"], resources=[self.arn]))
        if self.kms_key is not None:
            self.kms_key.grant_encrypt_decrypt(grantee)
