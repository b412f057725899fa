"""The metrics that Lambda publishes for a function."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambda_container.observability.metric import Metric, MetricMath

if TYPE_CHECKING:
    from lambda_container.function.invocable import Invocable

NAMESPACE = "AWS/Lambda"


@dataclass(frozen=True, kw_only=True, slots=True)
class FunctionMetrics:
    """The metrics of a function with all its versions, or of one alias.

    Names and statistics are those of
    https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html; periods are 60
    seconds.

    Attributes:
        invocations: Invocations of the code, as billed.
        errors: Invocations that failed, including timeouts.
        throttles: Requests rejected because no concurrency was left.
        duration: Milliseconds that the code ran, ``p99``.
        post_runtime_extensions_duration: Milliseconds that extensions ran after the code.
        concurrent_executions: Events processed at the same time, ``Maximum``.
        provisioned_concurrent_executions: The same, on provisioned concurrency.
        provisioned_concurrency_utilization: Share of it in use, 0 to 1.
        provisioned_concurrency_spillover_invocations: Invocations beyond it.
        iterator_age: Milliseconds that the last record of a stream waited, ``Maximum``.
        offset_lag: Kafka records that wait, ``Maximum``.
        async_events_received: Asynchronous events that were queued.
        async_event_age: Milliseconds that asynchronous events waited, ``Maximum``.
        async_events_dropped: Asynchronous events that Lambda dropped.
        dead_letter_errors: Events that did not reach the dead-letter target.
        destination_delivery_failures: Records that did not reach a destination.
        recursive_invocations_dropped: Invocations that Lambda stopped as a recursive loop.
        error_rate: Percent of the invocations that failed.
    """

    invocations: Metric
    errors: Metric
    throttles: Metric
    duration: Metric
    post_runtime_extensions_duration: Metric
    concurrent_executions: Metric
    provisioned_concurrent_executions: Metric
    provisioned_concurrency_utilization: Metric
    provisioned_concurrency_spillover_invocations: Metric
    iterator_age: Metric
    offset_lag: Metric
    async_events_received: Metric
    async_event_age: Metric
    async_events_dropped: Metric
    dead_letter_errors: Metric
    destination_delivery_failures: Metric
    recursive_invocations_dropped: Metric

    @property
    def error_rate(self) -> MetricMath:
        """Percent of the invocations that failed."""
        return MetricMath(
            expression="100 * errors / invocations",
            metrics={"errors": self.errors, "invocations": self.invocations},
            label="Error rate (%)",
        )


def metrics_of(target: Invocable) -> FunctionMetrics:
    """See ``Invocable.metrics``."""
    name = target.function_name
    dimensions = {"FunctionName": name}
    if target.qualifier is not None:
        dimensions["Resource"] = f"{name}:{target.qualifier}"

    def metric(metric_name: str, statistic: str = "Sum", unit: str = "Count") -> Metric:
        return Metric(
            namespace=NAMESPACE,
            metric_name=metric_name,
            dimensions=dimensions,
            statistic=statistic,
            unit=unit,
        )

    def slowest(metric_name: str, statistic: str = "Maximum") -> Metric:
        return metric(metric_name, statistic, "Milliseconds")

    return FunctionMetrics(
        invocations=metric("Invocations"),
        errors=metric("Errors"),
        throttles=metric("Throttles"),
        duration=slowest("Duration", "p99"),
        post_runtime_extensions_duration=slowest("PostRuntimeExtensionsDuration"),
        concurrent_executions=metric("ConcurrentExecutions", "Maximum"),
        provisioned_concurrent_executions=metric("ProvisionedConcurrentExecutions", "Maximum"),
        provisioned_concurrency_utilization=metric(
            "ProvisionedConcurrencyUtilization", "Maximum", "None"
        ),
        provisioned_concurrency_spillover_invocations=metric(
            "ProvisionedConcurrencySpilloverInvocations"
        ),
        iterator_age=slowest("IteratorAge"),
        offset_lag=metric("OffsetLag", "Maximum"),
        async_events_received=metric("AsyncEventsReceived"),
        async_event_age=slowest("AsyncEventAge"),
        async_events_dropped=metric("AsyncEventsDropped"),
        dead_letter_errors=metric("DeadLetterErrors"),
        destination_delivery_failures=metric("DestinationDeliveryFailures"),
        recursive_invocations_dropped=metric("RecursiveInvocationsDropped"),
    )
