"""Provider packages that load only what is used, in Python and in jsii's Node process.

Optional by design: where the generated code has another shape than the one known here, the package
loads in its stock way. ``LAMBDA_CONTAINER_EAGER=1`` in the environment turns it off.
"""

from __future__ import annotations

import os
import sys

from lambda_container.bindings import process
from lambda_container.bindings.python_side import LazyRootFinder

__all__ = ["install"]

_finder = LazyRootFinder()


def install() -> None:
    """Make provider packages lazy from here on; a second call does nothing."""
    if os.environ.get("LAMBDA_CONTAINER_EAGER") == "1":
        return
    if _finder not in sys.meta_path:
        sys.meta_path.insert(0, _finder)
        process.install()


install()
