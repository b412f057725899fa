"""Provider packages that load only what is used, in Python and in jsii's Node process.

Importing this package installs it. It is optional by design: where generated code or jsii has
another shape than the ones known here, that part works in its stock way, with a debug log line.
``LAMBDA_CONTAINER_EAGER=1`` in the environment turns all of it off but the choice of Node.
"""

from __future__ import annotations

import os

from lambda_container.bindings import process, python_side, type_checks
from lambda_container.bindings.channel import NodeStopped
from lambda_container.bindings.node import NodeNotFound

__all__ = ["NodeNotFound", "NodeStopped", "install"]


def install() -> None:
    """Make provider packages lazy from here on; a second call does nothing."""
    is_lazy = os.environ.get("LAMBDA_CONTAINER_EAGER") != "1"
    process.install(is_lazy=is_lazy)
    if is_lazy:
        type_checks.install()
        python_side.install()


install()
