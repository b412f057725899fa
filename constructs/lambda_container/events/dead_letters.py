"""A queue for events that a service could not hand to a function."""

from __future__ import annotations

from lambda_container.arguments import Arguments
from lambda_container.dead_letter import DeadLetterQueue

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
