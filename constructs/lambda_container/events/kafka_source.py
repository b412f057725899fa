"""The arguments that all Apache Kafka sources share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lambda_container.checks.arguments import Arguments
from lambda_container.events.filtered_source import Metric, check_metrics, metrics_block
from lambda_container.events.provisioned_pollers import ProvisionedPollers
from lambda_container.events.retried_source import RetriedSource
from lambda_container.events.source_access import check_secret
from lambda_container.events.starting_position import StartingPosition, check_starting_position

if TYPE_CHECKING:
    from lambda_container.function.invocable import Invocable

# https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
_TOPIC = re.compile(r"[^.]([a-zA-Z0-9_.-]+)")
_TOPIC_RULE = "be 2 to 249 letters, digits, '.', '_' and '-', not beginning with '.'"
_TOPIC_LIMIT = 249
# https://docs.aws.amazon.com/lambda/latest/api/API_AmazonManagedKafkaEventSourceConfig.html
_GROUP = re.compile(r"[ a-zA-Z0-9/*:_+=.@-]{1,200}")
_GROUP_RULE = "be 1 to 200 letters, digits, spaces and '/*:_+=.@-'"
_LEAST_POLLERS, _MOST_POLLERS = 1, 2000


@dataclass(frozen=True, kw_only=True)
class KafkaSource(RetriedSource):
    """A topic of Apache Kafka.

    For Kafka, Lambda supports batch item failures, bisecting and limits on retries and record age
    only with ``provisioned_pollers``. Without them, it retries a batch until it succeeds.

    Attributes:
        topic: The topic's name, 1 to 249 characters; must be given.
        starting_position: Where the first read starts; required.
        starting_position_timestamp: For ``AT_TIMESTAMP``: a time with a UTC offset, such as
            ``2026-01-31T08:00:00Z``; at most 64 characters.
        consumer_group_id: 1 to 200 characters; cannot be changed later. Default: the mapping's
            UUID.
        secret_arn: The secret in AWS Secrets Manager with user name and password, or with the
            client's certificate and key.
        provisioned_pollers: Dedicated event pollers.
        metrics: ``["EventCount"]`` for metrics of the mapping. Default: none.
    """

    topic: str = ""
    starting_position: StartingPosition | None = None
    starting_position_timestamp: str | None = None
    consumer_group_id: str | None = None
    secret_arn: str | None = None
    provisioned_pollers: ProvisionedPollers | None = None
    metrics: Sequence[Metric] = ()

    @property
    def reports(self) -> bool:
        """Whether the function reports failed records: only with provisioned pollers."""
        return self.limits_retries and super().reports

    @property
    def limits_retries(self) -> bool:
        """Whether Lambda takes limits of retries: only with provisioned pollers."""
        return self.provisioned_pollers is not None

    def settings(self, target: Invocable) -> dict[str, Any]:
        """The mapping's arguments for Kafka."""
        return {
            **super().settings(target),
            "topics": [self.topic],
            "starting_position": self.starting_position,
            "starting_position_timestamp": self.starting_position_timestamp,
            "provisioned_poller_config": self.provisioned_pollers
            and self.provisioned_pollers.block(least=_LEAST_POLLERS),
            "metrics_config": metrics_block(self.metrics),
        }

    def _check(self, arguments: Arguments) -> None:
        super()._check(arguments)
        arguments.text("topic", self.topic, _TOPIC_LIMIT)
        arguments.pattern("topic", self.topic, _TOPIC, _TOPIC_RULE)
        check_starting_position(arguments, self.starting_position, self.starting_position_timestamp)
        if self.consumer_group_id is not None:
            arguments.pattern("consumer_group_id", self.consumer_group_id, _GROUP, _GROUP_RULE)
        if self.secret_arn is not None:
            check_secret(arguments, "secret_arn", self.secret_arn)
        if self.provisioned_pollers is None:
            self._refuse_retries(arguments)
        else:
            arguments.instance("provisioned_pollers", self.provisioned_pollers, ProvisionedPollers)
            self.provisioned_pollers.check(arguments, least=_LEAST_POLLERS, most=_MOST_POLLERS)
        check_metrics(arguments, self.metrics)

    def _refuse_retries(self, arguments: Arguments) -> None:
        # https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html
        given = {
            "report_batch_item_failures": self.report_batch_item_failures is True,
            "bisect_batch_on_function_error": self.bisect_batch_on_function_error is not False,
            "maximum_retry_attempts": self.maximum_retry_attempts != -1,
            "maximum_record_age_in_seconds": self.maximum_record_age_in_seconds != -1,
        }
        for name, is_given in given.items():
            if is_given:
                rule = "be given with provisioned_pollers only, for Kafka"
                arguments.fail(name, rule, getattr(self, name))
