"""Start jsii's Node: the chosen one, without its relay, and with lazy indexes from the start."""

from __future__ import annotations

import atexit
import logging
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from jsii._kernel.providers import process

from lambda_container.bindings import early_node, node_side
from lambda_container.bindings.node_command import choose, of_scripts, scripts

if TYPE_CHECKING:
    from lambda_container.bindings.channel import DirectProcess

_log = logging.getLogger(__name__)

_started: list[DirectProcess] = []


class _Subprocess:
    """Stands in for the module ``subprocess`` where jsii starts its Node process."""

    def __init__(self, *, is_lazy: bool) -> None:
        self._is_lazy = is_lazy

    def __getattr__(self, name: str) -> Any:
        return getattr(subprocess, name)

    def Popen(self, command: Any, **options: Any) -> Any:  # noqa: N802 - the name that jsii calls
        environ = options.get("env")
        if isinstance(environ, dict) and _is_known(command):
            early = self._early(command, environ)
            if early is not None:
                return early
            node, environ = choose(command[0], environ)
            return self._start([node, *command[1:]], {**options, "env": environ})
        _log.debug("jsii starts Node as usual: %s is not a recognised command", command)
        return subprocess.Popen(command, **options)  # noqa: S603 - jsii's own command

    def _early(self, command: Any, environ: Mapping[str, str]) -> Any:
        """The process that runs already, if it is what jsii wants."""
        early, early_node.started = early_node.started, None
        if early is None:
            return None
        if self._is_lazy and _knows_channel() and early.fits(command, environ):
            _started.append(early.take_over())
            return early.process
        early.stop()
        return None

    def _start(self, command: Sequence[str], options: Mapping[str, Any]) -> Any:
        node, memory, runtime = command
        before = scripts() if self._is_lazy else []
        direct_process = _direct_process(Path(runtime)) if self._is_lazy else None
        environ = of_scripts(options["env"]) if before else options["env"]
        if direct_process is None:
            stock = [node, memory, *before, runtime]
            started = subprocess.Popen(stock, **{**options, "env": environ})  # noqa: S603 - jsii's own command
        else:
            make, program = direct_process
            started = make([node, memory, *before, "--preserve-symlinks", str(program)], environ)
            _started.append(started)
        if before:
            node_side.loaded_at_start()
        return started


def install(*, is_lazy: bool) -> None:
    """Take over the start of jsii's Node process."""
    early = early_node.started
    if early is not None:
        kind = getattr(process, "_NodeProcess", None)
        if is_lazy and hasattr(kind, "_jsii_runtime"):
            # jsii unpacks its runtime anew for each process otherwise.
            setattr(kind, "_jsii_runtime", lambda _: str(early.runtime))  # noqa: B010
            node_side.loaded_at_start()
    if vars(process).get("subprocess") is subprocess:
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=_after_fork)
        setattr(process, "subprocess", _Subprocess(is_lazy=is_lazy))  # noqa: B010 - not part of its typed surface
    elif not isinstance(vars(process).get("subprocess"), _Subprocess):
        _log.debug("jsii starts Node as usual: its process module is not recognised")


def _is_known(command: object) -> bool:
    match command:
        case [str(), str(memory), str()]:
            return memory.startswith("--max-old-space-size=")
        case _:
            return False


def _direct_process(runtime: Path) -> tuple[type[DirectProcess], Path] | None:
    """Return the class that talks to Node without jsii's relay, and the program that it starts."""
    from lambda_container.bindings import channel  # noqa: PLC0415 - seldom needed

    if not _knows_channel():
        return None
    program = channel.program_of(runtime)
    return None if program is None else (channel.DirectProcess, program)


def _knows_channel() -> bool:
    """Whether jsii still has the names that the channel imports later."""
    try:
        from jsii.__meta__ import __jsii_runtime_version__  # noqa: F401, PLC0415
        from jsii._kernel.providers.process import stderr_sink  # noqa: F401, PLC0415
    except ImportError as error:
        _log.debug("channel is skipped: %s", error)
        return False
    return True


def _after_fork() -> None:
    """Keep a forked child from talking to its parent's Node, and from ending it when it exits."""
    early_node.leave_to_parent()
    if not _started:
        return  # looking for jsii's process would start one
    for direct in _started:
        direct.leave_to_parent()
    try:
        from jsii._runtime import kernel  # noqa: PLC0415 - a private name

        stop = cast(Any, kernel.provider)._process.stop
    except (ImportError, AttributeError) as error:
        _log.debug("jsii's own clean-up runs in the child too: %s", error)
        return
    atexit.unregister(stop)
    setattr(stop.__self__, "stop", lambda: None)  # noqa: B010 - the child's Node ends with it
