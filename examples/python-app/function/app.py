"""Greets whom the event names."""

import os
from typing import Any


def handler(event: dict[str, Any], context: object) -> str:
    """Return the greeting."""
    return f"{os.environ['GREETING']}, {event.get('name', 'world')}!"
