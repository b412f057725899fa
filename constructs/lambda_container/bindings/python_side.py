"""The Python half: a provider's root package imports a submodule when it is first used.

The generated root ends in one ``from . import X`` for each of its submodules. The finder here
recognises that shape and runs the root without those lines; PEP 562 does the rest.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import logging
import re
import sys
from collections.abc import Callable, Sequence
from types import CodeType, ModuleType
from typing import Any

from lambda_container.bindings import node_side

PREFIX = "cdktf_cdktf_provider_"

_TAIL = re.compile(
    r"^publication\.publish\(\)\n\s*"
    r"(?:^# Loading modules to ensure their types are registered with the jsii runtime library\n)?"
    r"(?P<imports>(?:^from \. import \w+\n)+)\Z",
    re.MULTILINE,
)
_NAMES = re.compile(r"^__all__ = \[\n(?P<names>(?:^    \"\w+\",\n)+)^\]\n", re.MULTILINE)
_CLASS_OR_ASSEMBLY = re.compile(r"^(?:class |@jsii|from \._jsii import \*$)", re.MULTILINE)

_log = logging.getLogger(__name__)


class LazyRootFinder(importlib.abc.MetaPathFinder):
    """Finds provider roots as the other finders do, and gives those that it knows a lazy loader."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return the spec of a generated root, lazily loaded; None for every other module."""
        if not _may_be_root(fullname):
            return None
        spec = self._spec_of_others(fullname, path, target)
        if spec is None or spec.submodule_search_locations is None:
            return spec
        code = _lazy_code(spec)
        if code is not None:
            spec.loader = _LazyRootLoader(spec.loader, code)
        return spec

    def _spec_of_others(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None
    ) -> importlib.machinery.ModuleSpec | None:
        for finder in sys.meta_path:
            if finder is self:
                continue
            find = getattr(finder, "find_spec", None)
            spec: importlib.machinery.ModuleSpec | None = find and find(fullname, path, target)
            if spec is not None:
                return spec
        return None


class _LazyRootLoader(importlib.abc.Loader):
    """Runs the shortened root in place of the original loader, and leaves no trace of itself."""

    def __init__(self, original: Any, code: CodeType) -> None:
        self._original = original
        self._code = code

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        module: ModuleType | None = self._original.create_module(spec)
        return module

    def exec_module(self, module: ModuleType) -> None:
        for holder, attribute in ((module, "__loader__"), (module.__spec__, "loader")):
            setattr(holder, attribute, self._original)
        node_side.prepare()
        exec(self._code, module.__dict__)  # noqa: S102 - the package's own code, less its last lines
        # publication.publish() has put the public module, which is another one, in its place.
        public = sys.modules[module.__name__]
        for each in {id(public): public, id(module): module}.values():
            _make_lazy(each, tuple(module.__dict__["__all__"]))


def _make_lazy(module: ModuleType, names: tuple[str, ...]) -> None:
    root = module.__name__
    submodules = frozenset(names)

    def __getattr__(name: str) -> ModuleType:  # noqa: N807 - PEP 562
        if name in submodules:
            return importlib.import_module(f"{root}.{name}")
        raise AttributeError(f"module {root!r} has no attribute {name!r}")

    def __dir__() -> list[str]:  # noqa: N807 - PEP 562
        return sorted(submodules.union(vars(module)) - {"__getattr__", "__dir__"})

    hooks: dict[str, Callable[..., Any]] = {"__getattr__": __getattr__, "__dir__": __dir__}
    module.__dict__.update(hooks)


def _may_be_root(fullname: str) -> bool:
    if fullname.startswith(PREFIX):
        return "." not in fullname
    parent, _, child = fullname.rpartition(".")
    return child != "_jsii" and (parent == "imports" or parent.endswith(".imports"))


def _lazy_code(spec: importlib.machinery.ModuleSpec) -> CodeType | None:
    """The root's code without its imports of submodules; None where its shape is not the known."""
    get_source = getattr(spec.loader, "get_source", None)
    source = get_source(spec.name) if get_source is not None else None
    shortened = None if source is None else without_submodules(source)
    if shortened is None:
        _log.debug("%s loads eagerly: its root is not the generated code known here", spec.name)
        return None
    return compile(shortened, spec.origin or f"<{spec.name}>", "exec", dont_inherit=True)


def without_submodules(source: str) -> str | None:
    """Take from a generated root the lines that import its submodules.

    Returns:
        The source without them; None where it is not a root that only gathers its submodules.
    """
    tail = _TAIL.search(source)
    names = _NAMES.search(source)
    if tail is None or names is None:
        return None
    imported = re.findall(r"^from \. import (\w+)$", tail["imports"], re.MULTILINE)
    listed = re.findall(r"\"(\w+)\"", names["names"])
    head = source[: tail.start("imports")]
    kinds = _CLASS_OR_ASSEMBLY.findall(head)
    if sorted(imported) != sorted(listed) or kinds != ["from ._jsii import *"]:
        return None
    return head
