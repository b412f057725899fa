"""The topic that alarms notify, as an argument."""

from __future__ import annotations

from typing import Protocol

from lambda_container.checks.arguments import Arguments


class HasArn(Protocol):
    """A topic, such as an ``AlarmTopic``."""

    @property
    def arn(self) -> str:
        """Its ARN."""


def topic_arn(arguments: Arguments, topic: HasArn | str) -> str:
    """The ARN of a topic that alarms publish to.

    Raises:
        InvalidArgument: Not a topic, or one that CloudWatch may not publish to.
    """
    if isinstance(topic, str):
        arguments.arn("topic", topic, "sns", maximum=1024)
        return topic
    from lambda_container.messaging.dead_letter_topic import DeadLetterTopic  # noqa: PLC0415 - loads its bindings
    from lambda_container.observability.alarm_topic import AlarmTopic  # noqa: PLC0415 - the same

    if isinstance(topic, DeadLetterTopic):
        # Its policy names no service, and only SNS may use the AWS managed key for SNS:
        # https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
        rule = "be an AlarmTopic or an ARN: CloudWatch may not publish to a DeadLetterTopic"
        arguments.fail("topic", rule, topic)
    arn = topic.alarm_action if isinstance(topic, AlarmTopic) else getattr(topic, "arn", None)
    if not isinstance(arn, str):
        arguments.fail("topic", "be an AlarmTopic, or the ARN of a topic", topic)
    arguments.arn("topic", arn, "sns", maximum=1024)
    return arn
