"""The Node half: a provider's ``lib/index.js`` loads each resource on first use.

jsii loads an assembly by running its entry point inside its Node process. A tiny assembly of our
own, loaded before the first provider, reaches that process even if it is already running, unlike
``NODE_OPTIONS``, and changes no environment. Its JavaScript is ``lazy_index.js``.
"""

from __future__ import annotations

import importlib.resources
import io
import json
import logging
import tarfile
import tempfile
import threading
from pathlib import Path
from typing import Any

from lambda_container.bindings.node_command import INDEX_SCRIPT

_ASSEMBLY = "lambda-container-lazy-index"
_VERSION = "1.0.0"

_log = logging.getLogger(__name__)
# Loading may start Node, which then calls loaded_at_start.
_lock = threading.RLock()
_loaded = False


def prepare() -> None:
    """Make the running kernel load provider indexes lazily; on failure, they load eagerly."""
    global _loaded  # noqa: PLW0603 - there is one jsii kernel in a process
    with _lock:
        if _loaded:
            return
        _loaded = True
        try:
            _load()
        except Exception as error:  # whatever fails here, eager loading still works
            _log.debug("Provider packages load eagerly in Node: %s", error)


def loaded_at_start() -> None:
    """Note that the Node process was started with the same JavaScript, so nothing is left to do."""
    global _loaded  # noqa: PLW0603 - there is one jsii kernel in a process
    with _lock:
        _loaded = True


def _load() -> None:
    from jsii._runtime import kernel  # noqa: PLC0415 - a private name, which may change

    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "lazy-index.tgz"
        archive.write_bytes(_archive())
        kernel.load(_ASSEMBLY, _VERSION, str(archive))


def _archive() -> bytes:
    """Return the assembly as an npm package, always the same bytes, because jsii caches by them."""
    script = importlib.resources.files(__package__).joinpath(INDEX_SCRIPT).read_bytes()
    files = {
        "package.json": _json({"name": _ASSEMBLY, "version": _VERSION, "main": INDEX_SCRIPT}),
        ".jsii": _json(_assembly()),
        INDEX_SCRIPT: script,
    }
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, content in files.items():
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def _assembly() -> dict[str, Any]:
    return {
        "schema": "jsii/0.10.0",
        "name": _ASSEMBLY,
        "version": _VERSION,
        "jsiiVersion": "5.8.0",
        "description": "Loads the resources of CDKTF provider packages on first use",
        "homepage": "",
        "license": "MPL-2.0",
        "author": {"name": "lambda_container", "roles": ["author"]},
        "repository": {"type": "git", "url": ""},
        "fingerprint": "",
        "types": {},
    }


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True).encode()
