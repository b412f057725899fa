"""How jsii starts Node: which one, without its relay, and with the lazy indexes from the start."""

from __future__ import annotations

import importlib.resources
import logging
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jsii._kernel.providers import process

from lambda_container.bindings import channel, node_side
from lambda_container.bindings.cache import environment_of_cache
from lambda_container.bindings.node import NodeNotFound, choose_node, silence

_log = logging.getLogger(__name__)


class _Subprocess:
    """Stands in for the module ``subprocess`` where jsii starts its Node process."""

    def __getattr__(self, name: str) -> Any:
        return getattr(subprocess, name)

    def Popen(self, command: Any, **options: Any) -> Any:  # noqa: N802 - the name that jsii calls
        environ = options.get("env")
        if isinstance(environ, dict) and _is_known(command):
            return _start(command, environ, options)
        _log.debug("jsii starts Node in its stock way: %s is not a command known here", command)
        return subprocess.Popen(command, **options)  # noqa: S603 - jsii's own command


def install() -> None:
    """Start jsii's Node process in our way, when it is started."""
    if vars(process).get("subprocess") is subprocess:
        setattr(process, "subprocess", _Subprocess())  # noqa: B010 - not part of its typed surface
    elif not isinstance(vars(process).get("subprocess"), _Subprocess):
        _log.debug("jsii starts Node in its stock way: its process module is not as known here")


def _is_known(command: object) -> bool:
    match command:
        case [str(), str(memory), str()]:
            return memory.startswith("--max-old-space-size=")
        case _:
            return False


def _start(command: Sequence[str], environ: Mapping[str, str], options: Mapping[str, Any]) -> Any:
    node, memory, runtime = command
    environ = {**environ, **silence(environ), **environment_of_cache(environ)}
    if "JSII_NODE" not in environ:
        node, bundled = choose_node(environ)
        if bundled:
            # Assets are zipped by a `node` that cdktf looks for on the path of this process.
            environ["PATH"] = os.pathsep.join([str(Path(node).parent), environ.get("PATH", "")])
    hook = _hook()
    program = channel.program_of(Path(runtime))
    require = ["--require", str(hook)] if hook else []
    try:
        if program is None:
            started = subprocess.Popen(  # noqa: S603 - jsii's own command
                [node, memory, *require, runtime], **{**options, "env": environ}
            )
        else:
            started = channel.DirectProcess(
                [node, memory, *require, "--preserve-symlinks", str(program)], environ
            )
    except FileNotFoundError as error:
        raise NodeNotFound(node) from error
    if hook:
        node_side.loaded_at_start()
    return started


def _hook() -> Path | None:
    script = importlib.resources.files(__package__).joinpath(node_side.SCRIPT)
    return script if isinstance(script, Path) else None
