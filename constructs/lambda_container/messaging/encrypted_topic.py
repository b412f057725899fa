"""Settings and resources of encrypted SNS topics."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from cdktf_cdktf_provider_aws.sns_topic import SnsTopic
from cdktf_cdktf_provider_aws.sns_topic_policy import SnsTopicPolicy
from constructs import Construct

from lambda_container.checks.arguments import Arguments
from lambda_container.iam.policy_document import PolicyDocument
from lambda_container.iam.statement import Statement
from lambda_container.messaging.tls_only import tls_only
from lambda_container.terraform.placement import Placement

# https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
_NAME = re.compile(r"[A-Za-z0-9_-]{1,256}")
_NAME_RULE = "be 1 to 256 letters, digits, '-' and '_'"


def topic_name(arguments: Arguments, name: str | None, why_no_fifo: str = "") -> str:
    """The checked name of a topic; the default is the construct's path."""
    name = arguments.default_name(name)
    return arguments.pattern("name", name, _NAME, f"{_NAME_RULE}{why_no_fifo}")


def make_topic(
    scope: Construct,
    *,
    name: str,
    key_id: str,
    tags: Mapping[str, str] | None,
    placement: Placement,
    statements: Sequence[Statement] = (),
) -> tuple[SnsTopic, SnsTopicPolicy]:
    """Create a topic and its policy: these statements, and TLS only.

    Args:
        scope: The construct of the topic.
        name: The topic's name.
        key_id: The key that encrypts it.
        tags: Escaped, or ``None``.
        placement: Region and provider.
        statements: Permissions to publish; their resource becomes the topic.
    """
    resource = SnsTopic(
        scope, "Resource", name=name, kms_master_key_id=key_id, tags=tags, **placement
    )
    arn = resource.arn
    document = PolicyDocument(
        scope,
        "PolicyDocument",
        [*(replace(s, resources=[arn]) for s in statements), tls_only("sns:Publish", arn)],
        provider=placement.provider,
    )
    policy = SnsTopicPolicy(scope, "Policy", arn=arn, policy=document.json, **placement)
    return resource, policy
