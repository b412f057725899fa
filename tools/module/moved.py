"""``moved`` blocks for former addresses, so that no caller's state loses its resources.

``addresses.toml`` lists the addresses of each version. A change to an address of a released version
needs an entry here; a test checks every address against the module.
"""

from __future__ import annotations

from collections.abc import Mapping

from tools.module.expressions import Json

MOVED: Mapping[str, str] = {}
"""The new address, by the old one."""


def moved(addresses: Mapping[str, str] = MOVED) -> Json:
    """The module's ``moved`` blocks; empty if there are none."""
    blocks = [{"from": old, "to": new} for old, new in sorted(addresses.items())]
    return {"moved": blocks} if blocks else {}
