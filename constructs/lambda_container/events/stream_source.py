"""The arguments that Kinesis and DynamoDB streams share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.values import Number
from lambda_container.events.filtered_source import Metric, check_metrics, metrics_block
from lambda_container.events.retried_source import RetriedSource
from lambda_container.events.starting_position import StartingPosition, check_starting_position
from lambda_container.function.watched_feature import Watched

if TYPE_CHECKING:
    from lambda_container.events.event_source_mapping import EventSourceMapping
    from lambda_container.function.invocable import Invocable

# https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
FACTOR = (1, 10)
_TUMBLING_SECONDS = (0, 900)


@dataclass(frozen=True, kw_only=True)
class StreamSource(RetriedSource):
    """A stream with shards; a failed batch blocks its shard.

    Attributes:
        starting_position: Where the first read starts; required.
        parallelization_factor: 1 (default) to 10 concurrent batches per shard.
        tumbling_window_in_seconds: 0 (default: none) to 900 seconds over which Lambda passes the
            function's state from one invocation to the next.
        metrics: ``["EventCount"]`` for metrics of the mapping. Default: none.
    """

    starting_position: StartingPosition | None = None
    parallelization_factor: Number = 1
    tumbling_window_in_seconds: Number = 0
    metrics: Sequence[Metric] = ()

    default_window = 0
    _positions: ClassVar[tuple[str, ...]]

    @property
    def arn(self) -> str:
        """The stream's ARN."""
        raise NotImplementedError

    def bind(self, target: Invocable) -> EventSourceMapping:
        """Create the mapping, and register what the function's alarms watch."""
        mapping = super().bind(target)
        target.watch(Watched(feature="stream"))
        if self.destination is not None:
            target.watch(Watched(feature="destination"))
        return mapping

    def settings(self, target: Invocable) -> dict[str, Any]:
        """The mapping's arguments for streams."""
        return {
            **super().settings(target),
            "event_source_arn": self.arn,
            "starting_position": self.starting_position,
            "parallelization_factor": self.parallelization_factor,
            "tumbling_window_in_seconds": self.tumbling_window_in_seconds,
            "metrics_config": metrics_block(self.metrics),
        }

    def _check(self, arguments: Arguments) -> None:
        super()._check(arguments)
        timestamp = getattr(self, "starting_position_timestamp", None)
        check_starting_position(arguments, self.starting_position, timestamp, self._positions)
        arguments.integer("parallelization_factor", self.parallelization_factor, *FACTOR)
        seconds = (*_TUMBLING_SECONDS, "seconds")
        arguments.integer("tumbling_window_in_seconds", self.tumbling_window_in_seconds, *seconds)
        check_metrics(arguments, self.metrics)
