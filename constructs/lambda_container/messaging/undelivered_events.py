"""A queue for events that a service could not hand to a function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambda_container.checks.arguments import Arguments
from lambda_container.function.watched_feature import Watched
from lambda_container.messaging.dead_letter_queue import DeadLetterQueue

if TYPE_CHECKING:
    from lambda_container.function.invocable import Invocable

DeadLetters = DeadLetterQueue | str
"""A queue of ours, whose policy then lets the service send, or the ARN of one that does already."""


def check_dead_letters(arguments: Arguments, queue: DeadLetters | None) -> None:
    """Refuse what is no standard queue.

    Raises:
        InvalidArgument: Something else than a ``DeadLetterQueue`` or the ARN of a standard queue.
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
    """Let a queue of ours be watched by the function's alarms.

    Args:
        target: The function or the alias.
        source: The id of the source whose dead letters they are.
        queue: The queue, if there is one.
    """
    if isinstance(queue, DeadLetterQueue):
        target.watch(Watched(feature="source", queue=queue, source=source))
