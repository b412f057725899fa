"""The Python half: a provider's root package imports a submodule when it is first used.

The finder here recognises a generated root by its source and runs it without the imports of its
submodules; the module ``__getattr__`` and ``__dir__`` of PEP 562 stand in for them. A newer root
has these functions itself: it runs as it is, once Node is prepared.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import logging
import sys
import warnings
from collections.abc import Sequence
from types import ModuleType
from typing import Any

from jsii import _reference_map

from lambda_container.bindings import node_side
from lambda_container.bindings.root_source import RootSource, is_lazy
from lambda_container.bindings.roots import may_be_root
from lambda_container.errors import LambdaContainerWarning

_HOOKS = frozenset({"__getattr__", "__dir__"})
# The caller of `import lambda_container`, counted from the place of the warning.
_USER_CODE = 9

_log = logging.getLogger(__name__)


class LazyRootFinder(importlib.abc.MetaPathFinder):
    """Finds provider roots through the other finders; gives recognised ones a lazy loader."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return the spec of a generated root, lazily loaded; None for every other module."""
        if not may_be_root(fullname):
            return None
        spec = self._spec_of_others(fullname, path, target)
        if spec is not None and spec.submodule_search_locations is not None:
            source = _source(spec) or ""
            root = RootSource.parse(source)
            if root is not None:
                spec.loader = _LazyRootLoader(spec.loader, root)
            elif is_lazy(source):
                spec.loader = _RootLoader(spec.loader)
            else:
                _log.debug("%s loads eagerly: its code is not recognised", fullname)
        return spec

    def _spec_of_others(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None
    ) -> importlib.machinery.ModuleSpec | None:
        for finder in sys.meta_path:
            find = None if finder is self else getattr(finder, "find_spec", None)
            spec: importlib.machinery.ModuleSpec | None = find and find(fullname, path, target)
            if spec is not None:
                return spec
        return None


class _RootLoader(importlib.abc.Loader):
    """Prepares Node before a root runs, and leaves no trace of itself."""

    def __init__(self, original: Any) -> None:
        self._original = original

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        module: ModuleType | None = self._original.create_module(spec)
        return module

    def exec_module(self, module: ModuleType) -> None:
        for holder, attribute in ((module, "__loader__"), (module.__spec__, "loader")):
            setattr(holder, attribute, self._original)
        node_side.prepare()
        self._run(module)

    def _run(self, module: ModuleType) -> None:
        self._original.exec_module(module)


class _LazyRootLoader(_RootLoader):
    """Runs the shortened root in place of the original loader."""

    def __init__(self, original: Any, root: RootSource) -> None:
        super().__init__(original)
        self._root = root

    def _run(self, module: ModuleType) -> None:
        origin = getattr(module, "__file__", None) or f"<{module.__name__}>"
        exec(compile(self._root.head, origin, "exec", dont_inherit=True), module.__dict__)  # noqa: S102 - its own code
        # Compiling the names of 2,212 submodules takes 9 ms, so they are not part of the head.
        module.__dict__["__all__"].extend(self._root.submodules)
        # publication.publish() has put another module, the public one, in its place.
        for each in (module, sys.modules[module.__name__]):
            _make_lazy(each, self._root.submodules)
        _register_types(module, self._root.submodules)


def install() -> None:
    """Load the provider roots that are imported from here on lazily; warn of earlier ones."""
    if not hasattr(_reference_map, "_submodule_fqn_map"):
        _log.debug("Provider packages load eagerly: this jsii cannot find types by submodule")
        return
    if any(isinstance(finder, LazyRootFinder) for finder in sys.meta_path):
        return
    for name in sorted(name for name in sys.modules if may_be_root(name)):
        if f"{name}._jsii" in sys.modules:
            _warn_too_late(name)
    sys.meta_path.insert(0, LazyRootFinder())


def _source(spec: importlib.machinery.ModuleSpec) -> str | None:
    get_source = getattr(spec.loader, "get_source", None)
    if get_source is None:
        return None
    try:
        source: str | None = get_source(spec.name)
    except (ImportError, OSError, SyntaxError, UnicodeDecodeError):
        return None
    return source


def _make_lazy(module: ModuleType, submodules: Sequence[str]) -> None:
    root = module.__name__
    names = frozenset(submodules)

    def __getattr__(name: str) -> ModuleType:  # noqa: N807 - PEP 562
        if name in names:
            return importlib.import_module(f"{root}.{name}")
        raise AttributeError(f"module {root!r} has no attribute {name!r}")

    def __dir__() -> list[str]:  # noqa: N807 - PEP 562
        return sorted(names.union(vars(module)) - _HOOKS)

    module.__dict__.update(__getattr__=__getattr__, __dir__=__dir__)


def _register_types(module: ModuleType, submodules: Sequence[str]) -> None:
    """Tell jsii which submodule to import for a type that Node returns before Python has it."""
    assembly = module.__dict__["__jsii_assembly__"].name
    _reference_map._submodule_fqn_map.update(
        (f"{assembly}.{_camel_case(name)}", f"{module.__name__}.{name}") for name in submodules
    )


def _camel_case(submodule: str) -> str:
    first, *others = submodule.split("_")
    return first + "".join(map(str.capitalize, others))


def _warn_too_late(root: str) -> None:
    warnings.warn(
        f"{root} was imported before lambda_container, so all of it was loaded, which took "
        f"seconds: import lambda_container above the first import of {root}",
        LambdaContainerWarning,
        stacklevel=_USER_CODE,
    )
