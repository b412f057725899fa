"""Amazon SNS as a source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from cdktf import Fn
from cdktf_cdktf_provider_aws.sns_topic_subscription import SnsTopicSubscription

from lambda_container.checks.arguments import Arguments
from lambda_container.events.added_once import check_added_once
from lambda_container.events.filter_pattern import RULE_PATTERN, Grammar, Pattern, pattern_json
from lambda_container.events.source_arn import SourceKind, id_of
from lambda_container.messaging.dead_letter_queue import DeadLetterQueue
from lambda_container.messaging.undelivered_events import (
    DeadLetters,
    arn_of,
    check_dead_letters,
    watch_dead_letters,
)
from lambda_container.terraform.construct_tree import in_stack
from lambda_container.terraform.library_construct import LibraryConstruct
from lambda_container.terraform.references import is_token

if TYPE_CHECKING:
    from cdktf_cdktf_provider_aws.data_aws_sns_topic import DataAwsSnsTopic
    from cdktf_cdktf_provider_aws.sns_topic import SnsTopic

    from lambda_container.function.invocable import Invocable

FilterPolicyScope = Literal["MessageAttributes", "MessageBody"]

_KIND = SourceKind("sns", "", ("aws_sns_topic",))
# https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html
_GRAMMAR = Grammar(
    noun="SNS", limit=256 * 1024, operators=RULE_PATTERN.operators, negations=RULE_PATTERN.negations
)
_KEYS = 5
_COMBINATIONS = 150


@dataclass(frozen=True)
class SnsEventSource:
    """A standard Amazon SNS topic; becomes ``aws_sns_topic_subscription``.

    Attributes:
        topic: A Terraform ``SnsTopic``, or the topic's ARN.
        filter_policy: The messages to receive, such as ``{"state": ["paid"]}``; at most 5 keys
            and 150 combinations of values. Default: all.
        filter_policy_scope: Whether the policy reads ``MessageAttributes`` (default) or
            ``MessageBody``, which then must be JSON.
        dead_letters: A standard queue in the same account and Region for messages that SNS could
            not deliver. A ``DeadLetterQueue`` lets SNS send; one by ARN must already allow it.
        raw_message_delivery: Always ``False``: SNS sends its own JSON to Lambda.
        id: The subscription's construct id in the function. Default: ``Sns-`` and the topic's name.

    Raises:
        InvalidArgument: A value that SNS rejects, or a FIFO topic.
    """

    topic: SnsTopic | DataAwsSnsTopic | str
    filter_policy: Pattern | None = None
    filter_policy_scope: FilterPolicyScope | None = None
    dead_letters: DeadLetters | None = None
    raw_message_delivery: Literal[False] = False
    id: str | None = None

    def __post_init__(self) -> None:
        arguments = Arguments("SnsEventSource")
        _KIND.arn_of(arguments, "topic", self.topic)
        # https://docs.aws.amazon.com/sns/latest/dg/fifo-topic-message-delivery.html
        if self.name is not None and self.name.endswith(".fifo"):
            rule = "be a standard topic: a FIFO topic sends only to queues, which Lambda can poll"
            arguments.fail("topic", rule, self.name)
        if self.filter_policy_scope is not None:
            arguments.choice("filter_policy_scope", self.filter_policy_scope, FilterPolicyScope)
            if self.filter_policy is None:
                rule = "not be given without filter_policy"
                arguments.fail("filter_policy_scope", rule, self.filter_policy_scope)
        if self.filter_policy is not None:
            self.filter_json(arguments)
        check_dead_letters(arguments, self.dead_letters)
        # https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html
        if self.raw_message_delivery is not False:
            rule = "be False: only queues, HTTP endpoints and Firehose get raw messages, not Lambda"
            arguments.fail("raw_message_delivery", rule, self.raw_message_delivery)

    @property
    def arn(self) -> str:
        """The topic's ARN."""
        return _KIND.arn_of(Arguments("SnsEventSource"), "topic", self.topic)

    @property
    def name(self) -> str | None:
        """The topic's name, if known."""
        if isinstance(self.topic, str):
            return None if is_token(self.topic) else self.topic.rpartition(":")[2]
        name: str | None = self.topic.name_input
        return name

    def bind(self, target: Invocable) -> SnsSubscription:
        """Create the subscription; see ``add_event_source``."""
        return SnsSubscription(target, self)

    def filter_json(self, arguments: Arguments) -> str | None:
        """The filter policy as JSON.

        Raises:
            InvalidArgument: Too many keys or combinations, or not a filter policy.
        """
        if self.filter_policy is None:
            return None
        text = pattern_json(arguments, "filter_policy", self.filter_policy, _GRAMMAR)
        if self.filter_policy_scope != "MessageBody":
            for key, values in self.filter_policy.items():
                if isinstance(values, dict):
                    rule = "be a list of values, unless filter_policy_scope='MessageBody'"
                    arguments.fail(f"filter_policy[{key!r}]", rule, values)
        leaves = list(_leaves(self.filter_policy, 1))
        # AWS's page has stated both that nested keys of a body's policy count and that they do not:
        # more than five top-level keys are rejected in either case.
        if (count := len(self.filter_policy)) > _KEYS:
            arguments.fail("filter_policy", f"have at most {_KEYS} keys", f"{count} keys")
        combinations = 1
        for count, depth in leaves:
            combinations *= count * depth
        if combinations > _COMBINATIONS:
            rule = (
                f"have at most {_COMBINATIONS} combinations (the product over all keys of their"
                " number of values times their depth)"
            )
            arguments.fail("filter_policy", rule, combinations)
        return text


class SnsSubscription(LibraryConstruct):
    """A function's subscription to a topic; created by ``add_event_source``.

    Attributes:
        resource: The ``aws_sns_topic_subscription``.
        permission: The ``aws_lambda_permission``.
    """

    def __init__(self, target: Invocable, source: SnsEventSource) -> None:
        id_ = id_of("Sns", source.name) if source.id is None else source.id
        arguments = Arguments.of("SnsSubscription", target, id_)
        check_added_once(arguments, target, "topic", source.topic)
        super().__init__(target, id_)
        queue = source.dead_letters
        if isinstance(queue, DeadLetterQueue):
            queue.allow_service("sns.amazonaws.com", source.arn)
        watch_dead_letters(target, id_, queue)
        self.permission = target.add_permission(
            f"{id_}-Permission", principal="sns.amazonaws.com", source_arn=source.arn
        )
        self.resource = SnsTopicSubscription(
            self,
            "Resource",
            topic_arn=source.arn,
            protocol="lambda",
            endpoint=target.arn,
            filter_policy=source.filter_json(Arguments("SnsEventSource")),
            filter_policy_scope=source.filter_policy_scope,
            redrive_policy=None
            if queue is None
            else Fn.jsonencode({"deadLetterTargetArn": arn_of(queue)}),
            depends_on=in_stack(
                self,
                [self.permission, queue.policy]
                if isinstance(queue, DeadLetterQueue)
                else [self.permission],
            ),
            **target.placement,
        )


def _leaves(fields: Pattern, depth: int) -> list[tuple[int, int]]:
    """The number of values of each key, and its depth."""
    found: list[tuple[int, int]] = []
    for key, value in fields.items():
        inner: list[Any] = [value] if isinstance(value, dict) else []
        if key == "$or":
            found += [leaf for alternative in value for leaf in _leaves(alternative, depth)]
        elif inner:
            found += _leaves(value, depth + 1)
        else:
            found.append((len(value), depth))
    return found
