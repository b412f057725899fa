"""Settings for batches that a function could not process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.values import Number
from lambda_container.events.filtered_source import FilteredSource
from lambda_container.events.polled_source import check_destination
from lambda_container.function.destination import Destination

if TYPE_CHECKING:
    from lambda_container.function.invocable import Invocable

# https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
ATTEMPTS = (-1, 10_000)
AGE_SECONDS = (60, 604_800)
AGE_UNIT = "seconds, or -1 for any age"
_FOR_EVER = -1


@dataclass(frozen=True, kw_only=True)
class RetriedSource(FilteredSource):
    """A filtered source that waits while Lambda retries a batch.

    Attributes:
        report_batch_item_failures: Whether a batch is retried from the first record that the
            function returns in ``batchItemFailures``. Default: yes, if the source supports it.
        bisect_batch_on_function_error: Whether a failed batch is retried in two halves.
            Default: no.
        maximum_retry_attempts: 0 to 10,000, or -1 (default): until the record expires.
        maximum_record_age_in_seconds: 60 to 604,800 (7 days) seconds, or -1 (default): any age.
        on_failure: Where Lambda reports the records that it discards: a ``Destination.queue``,
            ``.topic`` or ``.bucket``. Default: nowhere.
    """

    report_batch_item_failures: bool | None = None
    bisect_batch_on_function_error: bool = False
    maximum_retry_attempts: Number = _FOR_EVER
    maximum_record_age_in_seconds: Number = _FOR_EVER
    on_failure: Destination | None = None

    @property
    def destination(self) -> Destination | None:
        """Where Lambda reports the records that it discards."""
        return self.on_failure

    @property
    def reports(self) -> bool:
        """Whether the function's response reports failed records."""
        return self.report_batch_item_failures is not False

    @property
    def limits_retries(self) -> bool:
        """Whether Lambda takes limits of retries for this source."""
        return True

    def settings(self, target: Invocable) -> dict[str, Any]:
        """The mapping's arguments about failures."""
        response_types = ["ReportBatchItemFailures"] if self.reports else None
        settings = {**super().settings(target), "function_response_types": response_types}
        if self.limits_retries:
            settings |= {
                "bisect_batch_on_function_error": self.bisect_batch_on_function_error,
                "maximum_retry_attempts": self.maximum_retry_attempts,
                "maximum_record_age_in_seconds": self.maximum_record_age_in_seconds,
            }
        return settings

    def _check(self, arguments: Arguments) -> None:
        super()._check(arguments)
        reports = self.report_batch_item_failures
        arguments.optional(arguments.switch, "report_batch_item_failures", reports)
        arguments.boolean("bisect_batch_on_function_error", self.bisect_batch_on_function_error)
        arguments.integer("maximum_retry_attempts", self.maximum_retry_attempts, *ATTEMPTS)
        age = self.maximum_record_age_in_seconds
        if age != _FOR_EVER or isinstance(age, bool):
            seconds = (*AGE_SECONDS, AGE_UNIT)
            arguments.integer("maximum_record_age_in_seconds", age, *seconds)
        check_destination(arguments, self.on_failure)
