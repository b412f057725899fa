"""How jsii's Node is started: which one, where, and with which scripts before its own."""

from __future__ import annotations

import importlib.resources
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from lambda_container import user_cache
from lambda_container.bindings.jsii_cache import environment_of_cache
from lambda_container.node_program import NodeNotFound, choose_node, silence

INDEX_SCRIPT = "lazy_index.js"
_SCRIPTS = (INDEX_SCRIPT, "known_digests.js")


def choose(node: str, environ: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Choose the Node to start, and return it with its environment.

    Raises:
        NodeNotFound: There is none.
    """
    environ = {**environ, **silence(environ), **environment_of_cache(environ)}
    if "JSII_NODE" not in environ:
        node, bundled = choose_node(environ)
        if bundled:
            # cdktf zips an asset with the `node` on the path of this process.
            environ["PATH"] = os.pathsep.join([str(Path(node).parent), environ.get("PATH", "")])
    elif shutil.which(node, path=environ.get("PATH")) is None:
        raise NodeNotFound(node)
    return node, environ


def scripts() -> list[str]:
    """Node's options that run our scripts first; none if they are in a zip file."""
    folder = importlib.resources.files(__package__)
    if not isinstance(folder, Path):
        return []
    return [option for name in _SCRIPTS for option in ("--require", str(folder / name))]


def of_scripts(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment, with what the scripts read of it and remove."""
    if not user_cache.is_private():
        return dict(environ)
    return {**environ, "LAMBDA_CONTAINER_DIGESTS": str(user_cache.root() / "digests.json")}
