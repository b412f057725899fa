"""Import typeguard without the test framework that it refers to once.

typeguard 2 imports ``unittest.mock``, and with it asyncio and ssl, for one ``isinstance`` check,
which costs 70 ms and 9 MB at startup. A value can be a mock only if something else has imported the
module, so the check can look for it there, as typeguard 4 does itself.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

_MOCK = "unittest.mock"


class _MockType(type):
    def __instancecheck__(cls, instance: object) -> bool:
        module = sys.modules.get(_MOCK)
        return module is not None and isinstance(instance, module.Mock)


class _Mock(metaclass=_MockType):
    """Stands for ``unittest.mock.Mock`` in instance checks."""


class _MockModule(ModuleType):
    """Takes the place of ``unittest.mock`` while typeguard is imported."""

    Mock = _Mock

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)  # the import system asks for its own, such as __path__
        # Another thread found the stand-in: it gets the real module.
        if sys.modules.get(_MOCK) is self:
            del sys.modules[_MOCK]
        return getattr(importlib.import_module(_MOCK), name)


def import_typeguard() -> None:
    """Import typeguard, without ``unittest.mock`` unless that is already imported."""
    if "typeguard" in sys.modules or _MOCK in sys.modules:
        return
    stand_in = sys.modules[_MOCK] = _MockModule(_MOCK)
    try:
        importlib.import_module("typeguard")
    finally:
        if sys.modules.get(_MOCK) is stand_in:
            del sys.modules[_MOCK]
