"""What may be given to ``add_event_source``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from lambda_container.function.invocable import Invocable

Made_co = TypeVar("Made_co", covariant=True)


class EventSource(Protocol[Made_co]):
    """Something that invokes functions and aliases."""

    def bind(self, target: Invocable) -> Made_co:
        """Make everything that lets it invoke ``target``.

        Returns:
            What was made, with its resources as attributes.
        """
