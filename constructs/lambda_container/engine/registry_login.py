"""Log an engine in to a registry temporarily, with a separate configuration.

The password appears neither on a command line nor in the user's own configuration, and is deleted
at the end.
"""

from __future__ import annotations

import base64
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lambda_container.engine.engine import Engine

_CONFIGURATION = "config.json"
_LOGINS = "DOCKER_AUTH_CONFIG"


@contextmanager
def logged_in(engine: Engine, *, host: str, user: str, password: str) -> Iterator[dict[str, str]]:
    """Yield the variables that log an engine's commands in to a registry.

    The user's other logins, plug-ins, contexts and builders still apply.

    Args:
        engine: The engine.
        host: The registry's host.
        user: The user name.
        password: The password.
    """
    encoded = base64.b64encode(f"{user}:{password}".encode()).decode()
    login = {"auths": {host: {"auth": encoded}}}
    with tempfile.TemporaryDirectory(prefix="lambda-container-") as folder:
        if engine.name == "podman":
            file = Path(folder) / "auth.json"
            _write(file, _merged(read_settings(_podman_file()), login))
            yield {"REGISTRY_AUTH_FILE": str(file)}
            return
        client = "finch" if engine.name == "finch" else "docker"
        own = client_folder(client, os.environ, Path.home())
        configuration = _merged(read_settings(own / _CONFIGURATION), login)
        # An empty helper is ignored: for this host only, the login in the file is used.
        helpers = {**configuration.get("credHelpers", {}), host: ""}
        _write(Path(folder) / _CONFIGURATION, {**configuration, "credHelpers": helpers})
        for each in _files(own):
            if each.name != _CONFIGURATION:
                (Path(folder) / each.name).symlink_to(each)
        yield {"DOCKER_CONFIG": folder, **_overriding(engine, host)}


def _overriding(engine: Engine, host: str) -> dict[str, str]:
    """Docker's client prefers the logins in a variable: it holds none of this registry then."""
    try:
        content = json.loads(engine.variable(_LOGINS) or "")
        others = {name: login for name, login in content["auths"].items() if name != host}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}
    return {_LOGINS: json.dumps({**content, "auths": others})}


def _files(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:  # missing, or not readable by this user
        return []


def client_folder(engine: str, environ: Mapping[str, str], home: Path) -> Path:
    """The configuration folder of an engine's client, which is Docker's or like it."""
    return Path(environ.get("DOCKER_CONFIG") or home / f".{engine}")


def _podman_file() -> Path:
    run = os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{getattr(os, 'getuid', lambda: 0)()}"
    return Path(os.environ.get("REGISTRY_AUTH_FILE") or Path(run) / "containers" / "auth.json")


def read_settings(file: Path) -> dict[str, Any]:
    """The content of a client's configuration file; empty if it is missing or invalid."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _merged(configuration: Mapping[str, Any], login: Mapping[str, Any]) -> dict[str, Any]:
    return {**configuration, "auths": {**configuration.get("auths", {}), **login["auths"]}}


def _write(file: Path, content: Mapping[str, Any]) -> None:
    file.touch(mode=0o600)
    file.write_text(json.dumps(content), encoding="utf-8")
