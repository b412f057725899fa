"""For every public call: how to make it, with a valid value of each of its parameters."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from tests.sweep.calls.call import Call

CALLS: dict[str, Call] = {
    name: call
    for module in iter_modules(__path__)
    for name, call in getattr(import_module(f"{__name__}.{module.name}"), "CALLS", {}).items()
}
