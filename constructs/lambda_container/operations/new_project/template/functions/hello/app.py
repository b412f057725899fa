"""The function ``hello``."""

from typing import Any


def handler(event: dict[str, Any], context: object) -> dict[str, str]:
    """Greet whom the event names."""
    return {"greeting": f"Hello {event.get('name', 'world')}!"}
