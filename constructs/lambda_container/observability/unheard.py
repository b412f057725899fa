"""Warnings of alarms and topics that nobody hears of."""

from __future__ import annotations

from typing import Protocol

from constructs import IConstruct

from lambda_container.caller import CallerLine
from lambda_container.terraform.at_synthesis import at_synthesis
from lambda_container.terraform.construct_tree import kept_on, path_of, stack_of


class Audible(IConstruct, Protocol):
    """An alarm or a topic.

    Attributes:
        is_heard: Whether it notifies somebody, or something has asked for its ARN or name.
    """

    is_heard: bool


def warn_if_unheard(construct: Audible, why: str) -> None:
    """Warn of an alarm or a topic that is still not heard of when its stack is written.

    Those of one line of the program are one warning.

    Args:
        construct: The alarm or topic.
        why: Why nobody hears of it, and the way out.
    """

    def make() -> dict[tuple[CallerLine, str], list[Audible]]:
        at_synthesis(construct, lambda: _warn_of_all(waiting))
        return {}

    waiting = kept_on(stack_of(construct), "unheard", make)
    waiting.setdefault((CallerLine.now(), why), []).append(construct)


def _warn_of_all(waiting: dict[tuple[CallerLine, str], list[Audible]]) -> None:
    for (line, why), constructs in waiting.items():
        unheard = [construct for construct in constructs if not construct.is_heard]
        if unheard:
            paths = ", ".join(f"'{path_of(construct)}'" for construct in unheard)
            line.warn(f"{type(unheard[0]).__name__} {paths}: nobody hears of it: {why}")
