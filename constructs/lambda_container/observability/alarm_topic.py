"""A topic that CloudWatch alarms may publish to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from cdktf import TerraformProvider
from cdktf_cdktf_provider_aws.sns_topic import SnsTopic
from cdktf_cdktf_provider_aws.sns_topic_subscription import SnsTopicSubscription
from constructs import Construct

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.physical_names import check_unique_name
from lambda_container.iam.condition import Condition
from lambda_container.iam.principal import Principal
from lambda_container.iam.statement import Statement
from lambda_container.key.encryption_key import EncryptionKey
from lambda_container.key.key_argument import Key, optional_key
from lambda_container.messaging.encrypted_topic import make_topic, topic_name
from lambda_container.observability.unheard import warn_if_unheard
from lambda_container.terraform.caller_identity import location
from lambda_container.terraform.escaping import literal
from lambda_container.terraform.library_construct import LibraryConstruct
from lambda_container.terraform.references import is_token

Protocol = Literal["email", "email-json", "https", "sms"]

# https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
_EMAIL = (re.compile(r"[^@\s]+@[^@\s]+"), "be an email address")
_ENDPOINTS: dict[Protocol, tuple[re.Pattern[str], str]] = {
    "email": _EMAIL,
    "email-json": _EMAIL,
    "https": (re.compile(r"https://\S+"), "be a URL that begins with 'https://'"),
    # https://docs.aws.amazon.com/sns/latest/dg/sms_publish-to-phone.html
    "sms": (re.compile(r"\+[1-9][0-9]{1,14}"), "be a phone number such as '+4930123456'"),
}
_ENDPOINT_LIMIT = 2048
_UNHEARD = "it has no subscription, and nothing but alarms uses its ARN; call add_subscription()"
_CLOUDWATCH = [Principal("Service", ["cloudwatch.amazonaws.com"])]


class AlarmTopic(LibraryConstruct):
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
        alarm_action: The same, for what publishes to it.
        is_heard: Whether it has a subscription, or something has asked for its resource or ARN.

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
        placement = arguments.placement(region, provider)
        key = optional_key(arguments, kms_key, placement)
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
        self._resource, self.policy = make_topic(
            self,
            name=name,
            key_id=self.kms_key.arn,
            tags=literal_tags,
            placement=placement,
            statements=[alarms],
        )
        self.is_heard = False
        warn_if_unheard(self, _UNHEARD)

    @property
    def resource(self) -> SnsTopic:
        """The ``aws_sns_topic``."""
        self.is_heard = True
        return self._resource

    @property
    def arn(self) -> str:
        """The topic's ARN, as a reference."""
        return self.resource.arn

    @property
    def alarm_action(self) -> str:
        """The topic's ARN, for whom it notifies about: to publish is not to hear."""
        return self._resource.arn

    def add_subscription(
        self,
        id: str,  # noqa: A002 - constructs' own name
        *,
        protocol: Protocol,
        endpoint: str,
        endpoint_auto_confirms: bool | None = None,
    ) -> SnsTopicSubscription:
        """Notify a person or a service of the alarms; a function subscribes with SnsEventSource.

        Becomes ``aws_sns_topic_subscription``. Whoever has the address must confirm it once, within
        two days; until then, Terraform cannot delete it.

        Args:
            id: ASCII letters, digits, ``-`` and ``_``; unique in the topic.
            protocol: ``email``, ``email-json``, ``https`` or ``sms``.
            endpoint: An email address, a URL that begins with ``https://``, or a phone number such
                as ``+4930123456``; at most 2,048 characters. Or a reference, such as a sensitive
                variable for a URL with a key in it.
            endpoint_auto_confirms: Whether a service at an ``https`` URL confirms by itself, as
                PagerDuty does; Terraform then waits for it. Default: no.

        Raises:
            InvalidArgument: An endpoint that does not suit the protocol.
        """
        arguments = Arguments.of("AlarmTopic subscription", self, id)
        arguments.choice("protocol", protocol, Protocol)
        arguments.text("endpoint", endpoint, _ENDPOINT_LIMIT, secret=True)
        endpoints, rule = _ENDPOINTS[protocol]
        if not is_token(endpoint) and not endpoints.fullmatch(endpoint):
            arguments.fail("endpoint", rule, endpoint, secret=True)
        arguments.optional(arguments.boolean, "endpoint_auto_confirms", endpoint_auto_confirms)
        if endpoint_auto_confirms is not None and protocol != "https":
            rule = "be given with the protocol 'https' only"
            arguments.fail("endpoint_auto_confirms", rule, endpoint_auto_confirms)
        return SnsTopicSubscription(
            self,
            id,
            topic_arn=self.resource.arn,
            protocol=protocol,
            endpoint=literal(endpoint),
            endpoint_auto_confirms=endpoint_auto_confirms,
            **self.placement,
        )
