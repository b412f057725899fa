"""The logins that Docker's client has for registries."""

from __future__ import annotations

import base64
import binascii
import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lambda_container.engine.registry_login import client_folder, read_settings

# What Docker's client calls Docker Hub.
_NAMES = {"docker.io": "https://index.docker.io/v1/"}
_SECONDS = 20
# A helper's answer for a login without a password of its own.
_NO_PASSWORD = "<token>"  # noqa: S105 - no password


def docker_login(
    host: str, environ: Mapping[str, str] = os.environ, home: Path | None = None
) -> tuple[str, str] | None:
    """User and password of a registry; ``None`` without a login, or with one that cannot be read.

    Args:
        host: The registry, such as ``ghcr.io``; Docker Hub is ``docker.io``.
        environ: The environment, with ``DOCKER_CONFIG`` and ``PATH``.
        home: The user's folder. Default: the one of this process.
    """
    settings = read_settings(client_folder("docker", environ, home or Path.home()) / "config.json")
    name = _NAMES.get(host, host)
    helper = _mapping(settings, "credHelpers").get(name) or settings.get("credsStore")
    if isinstance(helper, str) and helper:
        return _of_helper(helper, name, environ)
    auths = _mapping(settings, "auths")
    found = auths.get(name) or auths.get(f"https://{name}") or {}
    try:
        decoded = base64.b64decode(found["auth"], validate=True).decode()
    except (AttributeError, KeyError, TypeError, ValueError, binascii.Error):
        return None
    user, colon, password = decoded.partition(":")
    return (user, password) if colon and password else None


def _of_helper(helper: str, name: str, environ: Mapping[str, str]) -> tuple[str, str] | None:
    program = shutil.which(f"docker-credential-{helper}", path=environ.get("PATH"))
    if program is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603 - the helper that the user configured
            [program, "get"],
            input=name,
            env=dict(environ),
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=True,
        )
        answer = json.loads(done.stdout)
        user, password = answer["Username"], answer["Secret"]
    except (OSError, subprocess.SubprocessError, ValueError, KeyError, TypeError):
        return None
    return (user, password) if user != _NO_PASSWORD else None


def _mapping(settings: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = settings.get(name)
    return found if isinstance(found, dict) else {}
