"""Addresses that were: ``moved`` blocks, so that no state of a caller loses its resources.

``addresses.toml`` lists the addresses of each version. Whoever changes one of a released version
says here where it went; a test holds every address against the module.
"""

from __future__ import annotations

from collections.abc import Mapping

from tools.module.expressions import Json

MOVED: Mapping[str, str] = {}
"""Where an address went, by the old one."""


def moved(addresses: Mapping[str, str] = MOVED) -> Json:
    """The module's ``moved`` blocks; nothing if there are none."""
    blocks = [{"from": old, "to": new} for old, new in sorted(addresses.items())]
    return {"moved": blocks} if blocks else {}
