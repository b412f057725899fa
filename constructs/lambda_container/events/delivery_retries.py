"""Limits on how long EventBridge retries the delivery of an event."""

from __future__ import annotations

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.values import Number

# https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RetryPolicy.html and
# https://docs.aws.amazon.com/scheduler/latest/APIReference/API_RetryPolicy.html
_ATTEMPTS = (0, 185)
_AGE_SECONDS = (60, 86_400)


def check_retries(arguments: Arguments, attempts: Number | None, age: Number | None) -> None:
    """Reject retry settings that EventBridge and its Scheduler reject.

    Raises:
        InvalidArgument: Attempts outside 0 to 185, or an age outside 60 to 86,400 seconds.
    """
    arguments.optional(arguments.integer, "maximum_retry_attempts", attempts, *_ATTEMPTS)
    if age is not None:
        arguments.integer("maximum_event_age_in_seconds", age, *_AGE_SECONDS, "seconds")
