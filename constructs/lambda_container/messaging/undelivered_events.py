"""A queue for events that a service could not deliver to a function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambda_container.checks.arguments import Arguments
from lambda_container.function.watched_feature import Watched
from lambda_container.messaging.dead_letter_queue import DeadLetterQueue

if TYPE_CHECKING:
    from lambda_container.function.invocable import Invocable

DeadLetters = DeadLetterQueue | str
"""A queue whose policy is extended to let the service send, or the ARN of one that allows it."""


def check_dead_letters(arguments: Arguments, queue: DeadLetters | None) -> None:
    """Reject anything but a standard queue.

    Raises:
        InvalidArgument: Neither a ``DeadLetterQueue`` nor the ARN of a standard queue.
    """
    if queue is None or isinstance(queue, DeadLetterQueue):
        return
    arguments.arn("dead_letters", queue, "sqs")
    if queue.endswith(".fifo"):
        arguments.fail("dead_letters", "be a standard queue, not a FIFO one", queue)


def arn_of(queue: DeadLetters) -> str:
    """The queue's ARN."""
    return queue if isinstance(queue, str) else queue.arn


def watch_dead_letters(target: Invocable, source: str, queue: DeadLetters | None) -> None:
    """Let the function's alarms watch the queue, if it is a ``DeadLetterQueue``.

    Args:
        target: The function or the alias.
        source: The id of the event source that the queue belongs to.
        queue: The queue, if there is one.
    """
    if isinstance(queue, DeadLetterQueue):
        target.watch(Watched(feature="source", queue=queue, source=source))
