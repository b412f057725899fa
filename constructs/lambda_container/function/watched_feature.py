"""Features of a function that alarms watch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from lambda_container.messaging.dead_letter_queue import DeadLetterQueue

Feature = Literal["dead_letter_target", "destination", "source", "stream"]
"""A feature of a function that alarms can watch."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Watched:
    """A feature of a function that its alarms watch, if it has alarms.

    Attributes:
        feature: ``dead_letter_target``, ``destination``, ``source`` for an event source with a
            dead-letter queue, or ``stream`` for one with an iterator age.
        queue: The dead-letter queue, if it is created in this stack.
        source: The id of the event source that the queue belongs to.
    """

    feature: Feature
    queue: DeadLetterQueue | None = None
    source: str = ""
