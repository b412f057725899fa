"""Wait for the first use of jsii: a program that never synthesizes need not load it."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

_JSII = "jsii"


def at_first_use(
    prepare: Callable[[], None], install: Callable[[], None], is_user: Callable[[str], bool]
) -> None:
    """Install right after jsii is imported, or now if it already is.

    Args:
        prepare: The function to call right before jsii is imported.
        install: The function to call then.
        is_user: Whether the module with a name needs the installation before it runs.
    """
    if _JSII in sys.modules:
        install()
    elif not any(isinstance(finder, _Watch) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Watch(prepare, install, is_user))


class _Watch(importlib.abc.MetaPathFinder):
    """Detects the first import of jsii, or of a module that uses it, and removes itself."""

    def __init__(
        self,
        prepare: Callable[[], None],
        install: Callable[[], None],
        is_user: Callable[[str], bool],
    ) -> None:
        self._prepare, self._install, self._is_user = prepare, install, is_user

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != _JSII and not self._is_user(fullname):
            return None
        if self in sys.meta_path:
            sys.meta_path.remove(self)
        self._prepare()
        if fullname != _JSII:
            self._install()
            return importlib.util.find_spec(fullname)
        spec = importlib.util.find_spec(fullname)
        if spec is not None:
            spec.loader = _ThenInstall(spec.loader, self._install)
        return spec


class _ThenInstall(importlib.abc.Loader):
    """Loads as the original does, and leaves no trace of itself."""

    def __init__(self, original: Any, install: Callable[[], None]) -> None:
        self._original, self._install = original, install

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        module: ModuleType | None = self._original.create_module(spec)
        return module

    def exec_module(self, module: ModuleType) -> None:
        for holder, attribute in ((module, "__loader__"), (module.__spec__, "loader")):
            setattr(holder, attribute, self._original)
        self._original.exec_module(module)
        self._install()
