"""Start Node before jsii's own Python is imported, which takes 100 ms that Node can use.

It loads at once the packages that this program loaded last time. Nothing here imports jsii, and
whatever is not as it is known to be leaves the start to jsii.
"""

from __future__ import annotations

import atexit
import hashlib
import importlib.util
import json
import logging
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from lambda_container import user_cache
from lambda_container.bindings import channel
from lambda_container.bindings.node_command import choose, of_scripts, scripts
from lambda_container.errors import LambdaContainerError

_HEAP = "--max-old-space-size=4069"
_FILES = {  # as jsii names and unpacks them
    f"{folder}__{name}": f"{folder}/{name}"
    for folder, name in (
        ("bin", "jsii-runtime.js"),
        ("bin", "jsii-runtime.js.map"),
        ("lib", "program.js"),
        ("lib", "program.js.map"),
        ("lib", "runtime-index-worker.js"),
        ("lib", "runtime-index-worker.js.map"),
    )
}
_ENTRY_POINT = "bin/jsii-runtime.js"
_PACKAGES = 50
# Node loads them before anything else, also for a program that ends at once.
_TYPES = 50
_LONGEST_TYPE = 200
_MOST_CHARACTERS = 65_536

_log = logging.getLogger(__name__)


class EarlyNode:
    """A Node process that jsii may take over.

    Attributes:
        runtime: The ``jsii-runtime.js`` whose program it runs.
        process: The process.
    """

    def __init__(self, runtime: Path, program: Path) -> None:
        environ = {**os.environ, "JSII_AGENT": f"Python/{platform.python_version()}"}
        self._node, self._environ = choose(environ.get("JSII_NODE", "node"), environ)
        self.runtime, self._folder = runtime, os.getcwd()  # noqa: PTH109 - compared as it is
        self._record = _record_name()
        command = [self._node, _HEAP, *scripts(), "--preserve-symlinks", str(program)]
        loads, types = _last_time(self._record)
        self.process = channel.DirectProcess(
            command, of_scripts(self._environ), loads, are_asked=False, types=types
        )
        atexit.register(self.stop)

    def fits(self, command: Sequence[str], environ: Mapping[str, str]) -> bool:
        """Whether it is what jsii is about to start, now and here."""
        node, memory, runtime = command
        wanted = (memory, runtime, os.getcwd(), *choose(node, environ))  # noqa: PTH109
        if self.process.poll() is not None:
            return False
        return wanted == (_HEAP, str(self.runtime), self._folder, self._node, self._environ)

    def take_over(self) -> channel.DirectProcess:
        """Hand the process to jsii, which ends it."""
        atexit.unregister(self.stop)
        atexit.register(_remember, self.process, self._record)
        return self.process

    def stop(self) -> None:
        """End the process, which nobody took over."""
        atexit.unregister(self.stop)
        self.process.end()
        for pipe in (self.process.stdout, self.process.stderr):
            pipe.close()  # type: ignore[union-attr]


started: EarlyNode | None = None


def start() -> None:
    """Start Node, unless jsii shall start it in its own way."""
    global started  # noqa: PLW0603 - there is one jsii kernel in a process
    if started is not None or "JSII_RUNTIME" in os.environ or not user_cache.is_private():
        return
    try:
        runtime = _unpacked()
        program = runtime and channel.program_of(runtime)
        if runtime and program and scripts():
            started = EarlyNode(runtime, program)
    except (LambdaContainerError, OSError, RuntimeError, ValueError) as error:
        _log.debug("Node is not started early: %s", error)


def leave_to_parent() -> None:
    """In a forked child: do without the process that jsii has not taken over yet."""
    global started  # noqa: PLW0603
    if started is not None:
        atexit.unregister(started.stop)
        started.process.leave_to_parent()
        started = None


def _unpacked() -> Path | None:
    """The runtime of jsii in the user's cache, unpacked there if it was not; None if that fails."""
    spec = importlib.util.find_spec("jsii")
    for folder in (spec and spec.submodule_search_locations) or ():
        embedded = Path(folder, "_embedded", "jsii")
        if {each.name for each in embedded.glob("*.js*")} != set(_FILES):
            break  # this jsii needs others
        stats = [(name, (embedded / name).stat()) for name in sorted(_FILES)]
        key = json.dumps(
            [str(embedded), *([name, stat.st_size, stat.st_mtime_ns] for name, stat in stats)]
        )
        target = user_cache.root() / "jsii-runtime" / hashlib.sha256(key.encode()).hexdigest()
        sizes = [stat.st_size for _, stat in stats]
        if _sizes(target) != sizes:
            shutil.rmtree(target, ignore_errors=True)
            _unpack(embedded, target)
        return target / _ENTRY_POINT
    return None


def _sizes(unpacked: Path) -> list[int]:
    try:
        return [(unpacked / _FILES[name]).stat().st_size for name in sorted(_FILES)]
    except OSError:
        return []


def _unpack(embedded: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as temporary:
        made = Path(temporary, "made")
        for name, file in _FILES.items():
            (made / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(embedded / name, made / file)
        try:
            made.rename(target)
        except OSError:
            if not target.is_dir():  # another process was faster
                raise


def _record_name() -> str:
    name = next(iter(getattr(sys, "argv", ())), "")
    program = json.dumps([sys.prefix, os.path.abspath(str(name))])  # noqa: PTH100
    return f"loads/{hashlib.sha256(program.encode()).hexdigest()}.json"


def _last_time(record: str) -> tuple[list[bytes], list[str]]:
    """What this program asked last time: to load packages that are still there, and for types."""
    text = (user_cache.read(record) or "{}") if user_cache.exists(record) else "{}"
    try:
        found = json.loads(text[:_MOST_CHARACTERS])
        requests = [
            {key: str(one[key]) for key in ("name", "version", "tarball")} for one in found["loads"]
        ]
        requests = [request for request in requests if _is_found(Path(request["tarball"]))]
        packages = tuple(f"{request['name']}." for request in requests)
        types = [
            fqn
            for fqn in dict.fromkeys(map(str, found["types"]))
            if fqn.startswith(packages) and fqn.isascii() and len(fqn) <= _LONGEST_TYPE
        ][:_TYPES]
    except (ValueError, TypeError, KeyError, OSError, ImportError, RecursionError):
        return [], []
    loads = [json.dumps({**request, "api": "load"}).encode() + b"\n" for request in requests]
    return list(dict.fromkeys(loads))[:_PACKAGES], types


def _is_found(tarball: Path) -> bool:
    """Whether an archive is that of the package that Python imports by its name."""
    package = tarball.parent.parent
    spec = importlib.util.find_spec(package.name) if package.name.isidentifier() else None
    places = (spec and spec.submodule_search_locations) or ()
    return str(package) in places and tarball.is_file()


def _remember(process: channel.DirectProcess, record: str) -> None:
    loads = list(dict.fromkeys(process.loads))[:_PACKAGES]
    # PACKAGE.MODULE.TYPE: those of cdktf have no module, and are loaded with it.
    types = [fqn for fqn in process.types if fqn.count(".") > 1][:_TYPES]
    if (loads, types) != _last_time(record):
        requests = [json.loads(load) for load in loads]
        for request in requests:
            del request["api"]
        user_cache.write(record, json.dumps({"loads": requests, "types": types}))
