"""Start jsii's Node: the chosen one, without its relay, and with lazy indexes from the start."""

from __future__ import annotations

import atexit
import importlib.resources
import logging
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from jsii._kernel.providers import process

from lambda_container.bindings import node_side
from lambda_container.bindings.jsii_cache import environment_of_cache
from lambda_container.node_program import NodeNotFound, choose_node, silence

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
            node, environ = _choose(command[0], environ)
            return self._start([node, *command[1:]], {**options, "env": environ})
        _log.debug("jsii starts Node as usual: %s is not a recognised command", command)
        return subprocess.Popen(command, **options)  # noqa: S603 - jsii's own command

    def _start(self, command: Sequence[str], options: Mapping[str, Any]) -> Any:
        node, memory, runtime = command
        hook = _hook() if self._is_lazy else None
        direct_process = _direct_process(Path(runtime)) if self._is_lazy else None
        require = ["--require", str(hook)] if hook else []
        if direct_process is None:
            stock = [node, memory, *require, runtime]
            started = subprocess.Popen(stock, **options)  # noqa: S603 - jsii's own command
        else:
            make, program = direct_process
            direct = [node, memory, *require, "--preserve-symlinks", str(program)]
            started = make(direct, options["env"])
            _started.append(started)
        if hook:
            node_side.loaded_at_start()
        return started


def install(*, is_lazy: bool) -> None:
    """Take over the start of jsii's Node process."""
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


def _choose(node: str, environ: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Choose the Node to start, and return it with its environment."""
    environ = {**environ, **silence(environ), **environment_of_cache(environ)}
    if "JSII_NODE" not in environ:
        node, bundled = choose_node(environ)
        if bundled:
            # cdktf zips an asset with the `node` on the path of this process.
            environ["PATH"] = os.pathsep.join([str(Path(node).parent), environ.get("PATH", "")])
    elif shutil.which(node, path=environ.get("PATH")) is None:
        raise NodeNotFound(node)
    return node, environ


def _direct_process(runtime: Path) -> tuple[type[DirectProcess], Path] | None:
    """Return the class that talks to Node without jsii's relay, and the program that it starts."""
    try:
        from lambda_container.bindings import channel  # noqa: PLC0415 - private names of jsii
    except ImportError as error:
        _log.debug("channel is skipped: %s", error)
        return None
    program = channel.program_of(runtime)
    return None if program is None else (channel.DirectProcess, program)


def _after_fork() -> None:
    """Keep a forked child from talking to its parent's Node, and from ending it when it exits."""
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


def _hook() -> Path | None:
    script = importlib.resources.files(__package__).joinpath(node_side.SCRIPT)
    return script if isinstance(script, Path) else None
