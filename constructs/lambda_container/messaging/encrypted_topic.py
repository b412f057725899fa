"""Settings and resources of encrypted SNS topics."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cdktf import TerraformProvider
from cdktf_cdktf_provider_aws.sns_topic import SnsTopic
from cdktf_cdktf_provider_aws.sns_topic_policy import SnsTopicPolicy
from constructs import Construct

from lambda_container.checks.arguments import Arguments
from lambda_container.iam.policy_document import PolicyDocument
from lambda_container.iam.statement import Statement
from lambda_container.key.encryption_key import EncryptionKey
from lambda_container.key.existing_key import ExistingKey
from lambda_container.key.key_argument import Key, optional_key
from lambda_container.messaging.tls_only import tls_only
from lambda_container.terraform.placement import Placement

# https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
_NAME = re.compile(r"[A-Za-z0-9_-]{1,256}")
_NAME_RULE = "be 1 to 256 letters, digits, '-' and '_'"


@dataclass(frozen=True, kw_only=True, slots=True)
class TopicSettings:
    """Checked arguments of a topic.

    Attributes:
        name: The topic's name.
        key: The customer key, if one is given.
        tags: Escaped, or ``None``.
        placement: Region and provider.
    """

    name: str
    key: EncryptionKey | ExistingKey | None
    tags: dict[str, str] | None
    placement: Placement

    @classmethod
    def checked(
        cls,
        arguments: Arguments,
        *,
        name: str | None,
        kms_key: Key | None,
        region: str | None,
        tags: Mapping[str, str] | None,
        provider: TerraformProvider | None,
        why_no_fifo: str = "",
    ) -> TopicSettings:
        """Check the arguments that all topics have."""
        name = arguments.default_name(name)
        arguments.pattern("name", name, _NAME, f"{_NAME_RULE}{why_no_fifo}")
        key = optional_key(arguments, kms_key)
        placement = arguments.placement(region, provider)
        literal_tags = arguments.literal_tags(tags)
        return cls(
            name=name,
            key=key,
            tags=literal_tags,
            placement=placement,
        )

    def make(
        self, scope: Construct, *, key_id: str, statements: Sequence[Statement] = ()
    ) -> tuple[SnsTopic, SnsTopicPolicy]:
        """Create the topic and its policy: these statements, and TLS only.

        Args:
            scope: The construct of the topic.
            key_id: The key that encrypts it.
            statements: Permissions to publish; their resource becomes the topic.
        """
        resource = SnsTopic(
            scope,
            "Resource",
            name=self.name,
            kms_master_key_id=key_id,
            tags=self.tags,
            **self.placement,
        )
        arn = resource.arn
        document = PolicyDocument(
            scope,
            "PolicyDocument",
            [*(replace(s, resources=[arn]) for s in statements), tls_only("sns:Publish", arn)],
            provider=self.placement.provider,
        )
        policy = SnsTopicPolicy(scope, "Policy", arn=arn, policy=document.json, **self.placement)
        return resource, policy
