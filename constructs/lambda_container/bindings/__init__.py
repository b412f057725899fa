"""Load provider packages lazily, in Python and in jsii's Node process.

Importing this package installs it as soon as jsii is imported. It is optional by design: where
generated code or jsii is not recognised, that part keeps its standard behaviour, with a debug log
line. ``LAMBDA_CONTAINER_EAGER=1`` in the environment disables everything except the choice of Node.
"""

from __future__ import annotations

import logging
import os
from importlib import import_module

from lambda_container.bindings.first_use import at_first_use
from lambda_container.bindings.roots import may_be_root

STARTED_IN = (os.getcwd(), os.environ.get("PWD"))  # noqa: PTH109 - pathlib is not needed yet
"""Where Node is started, and stays, wherever this process goes: what the system and what the shell
call it."""

_log = logging.getLogger(__name__)


def install() -> None:
    """Make provider packages lazy from here on; a second call does nothing."""
    at_first_use(_start_node, _install, may_be_root)


def _start_node() -> None:
    if _is_lazy():
        import_module(f"{__name__}.early_node").start()


def _is_lazy() -> bool:
    return os.environ.get("LAMBDA_CONTAINER_EAGER") != "1"


def _install() -> None:
    is_lazy = _is_lazy()
    _install_part("process", is_lazy=is_lazy)
    if is_lazy:
        _install_part("type_checks")
        _install_part("python_side")
        _install_part("messages")


def _install_part(part: str, **options: bool) -> None:
    """Install a part, or leave jsii's standard behaviour in place."""
    try:
        import_module(f"{__name__}.{part}").install(**options)
    except (ImportError, AttributeError, TypeError) as error:  # jsii has renamed something
        _log.debug("%s is skipped: %s", part, error)


install()
