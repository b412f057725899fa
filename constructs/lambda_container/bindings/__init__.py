"""Provider packages that load only what is used, in Python and in jsii's Node process.

Importing this package installs it, as soon as jsii is imported. It is optional by design: where
generated code or jsii has another shape than the ones known here, that part works in its stock way,
with a debug log line. ``LAMBDA_CONTAINER_EAGER=1`` in the environment turns all of it off but the
choice of Node.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

from lambda_container.bindings.first_use import at_first_use
from lambda_container.bindings.roots import may_be_root

if TYPE_CHECKING:
    from lambda_container.bindings.channel import NodeStopped
    from lambda_container.bindings.node import NodeNotFound

__all__ = ["NodeNotFound", "NodeStopped", "install"]

_MODULES = {"NodeNotFound": "node", "NodeStopped": "channel"}


def install() -> None:
    """Make provider packages lazy from here on; a second call does nothing."""
    at_first_use(_install, may_be_root)


def _install() -> None:
    from lambda_container.bindings import process, python_side, type_checks  # noqa: PLC0415 - jsii

    is_lazy = os.environ.get("LAMBDA_CONTAINER_EAGER") != "1"
    process.install(is_lazy=is_lazy)
    if is_lazy:
        type_checks.install()
        python_side.install()


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


install()
