"""What a function has that alarms are for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from lambda_container.messaging.dead_letter_queue import DeadLetterQueue

Feature = Literal["dead_letter_target", "destination", "source", "stream"]
"""What a function may have that an alarm is for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Watched:
    """Something that a function has, and that is watched where there are alarms.

    Attributes:
        feature: ``dead_letter_target``, ``destination``, ``source`` for one with a queue of dead
            letters, or ``stream`` for one whose iterator has an age.
        queue: The queue of dead letters, where it is made here.
        source: The id of the source that the queue is for.
    """

    feature: Feature
    queue: DeadLetterQueue | None = None
    source: str = ""
