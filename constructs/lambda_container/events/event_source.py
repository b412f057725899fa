"""The interface of what ``add_event_source`` accepts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from lambda_container.function.invocable import Invocable

Made_co = TypeVar("Made_co", covariant=True)


class EventSource(Protocol[Made_co]):
    """A source that invokes functions and aliases."""

    def bind(self, target: Invocable) -> Made_co:
        """Create everything that the source needs to invoke ``target``.

        Returns:
            The created construct, with its resources as attributes.
        """
