"""Check how the engines log in to ECR, from their settings alone; no secret is shown."""

from __future__ import annotations

import base64
import binascii
import json
import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lambda_container.operations.doctor.finding import Finding
from lambda_container.operations.doctor.machine import Machine

_SUBJECT = "ECR login"
_ECR = re.compile(r"(?:https?://)?([0-9]{12}\.dkr\.ecr[a-z-]*\.[a-z0-9-]+\.[a-z0-9.-]+)")
_HELPER = "Install docker-credential-ecr-login, which logs in on demand."


def examine(machine: Machine) -> Iterator[Finding]:
    """Check the credential helpers and the stored logins."""
    findings = [finding for path in _files(machine) for finding in _file(machine, path)]
    found = "none stored; Terraform and publish log in by themselves"
    yield from findings or [Finding(_SUBJECT, "ok", found)]


def _file(machine: Machine, path: Path) -> Iterator[Finding]:
    try:
        settings = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return
    except OSError as error:
        found = f"{path.name} cannot be read ({error.strerror})"
        yield Finding(_SUBJECT, "failure", found, "Give this user read access.")
        return
    except ValueError:
        settings = None
    if not isinstance(settings, dict):
        advice = "Fix it: engines reject it too."
        yield Finding(_SUBJECT, "failure", f"{path.name} is not a JSON object", advice)
        return
    yield from _helpers(machine, path.name, settings)
    yield from _stored(settings)


def _files(machine: Machine) -> list[Path]:
    environ = machine.environ
    files = [machine.docker_folder / "config.json"]
    if named := environ.get("REGISTRY_AUTH_FILE"):
        files.append(Path(named))
    elif runtime := environ.get("XDG_RUNTIME_DIR"):
        files.append(Path(runtime) / "containers" / "auth.json")
    return files


def _helpers(machine: Machine, file: str, settings: Mapping[str, Any]) -> Iterator[Finding]:
    helpers = settings.get("credHelpers")
    named = dict(helpers) if isinstance(helpers, dict) else {}
    if store := settings.get("credsStore"):
        named[""] = store
    for registry, helper in sorted(named.items()):
        if registry and not _ECR.match(registry):
            continue
        program = f"docker-credential-{helper}"
        of = registry or "every registry"
        if machine.find(program):
            yield Finding(_SUBJECT, "ok", f"{program} for {of}")
        else:
            advice = f"Install it, or remove it from {file}: engines fail without it."
            yield Finding(_SUBJECT, "failure", f"{program} for {of} is not on PATH", advice)


def _stored(settings: Mapping[str, Any]) -> Iterator[Finding]:
    stored = settings.get("auths")
    for registry, login in sorted(stored.items()) if isinstance(stored, dict) else ():
        match = _ECR.match(registry)
        if not match or not isinstance(login, dict) or not login.get("auth"):
            continue
        ends = _expiry(login["auth"])
        if ends is None:
            yield Finding(_SUBJECT, "ok", f"login to {match[1]}")
        elif ends <= time.time():
            yield Finding(_SUBJECT, "warning", f"the login to {match[1]} has expired", _HELPER)
        else:
            hours = (ends - time.time()) / 3600
            yield Finding(_SUBJECT, "ok", f"login to {match[1]}, valid for {hours:.1f} hours")


def _expiry(auth: object) -> float | None:
    """Return when an ECR token expires, which the token itself says, in Base64."""
    try:
        _, _, token = base64.b64decode(str(auth), validate=True).decode().partition(":")
        ends = json.loads(base64.b64decode(token, validate=True))["expiration"]
        return float(ends)
    except (binascii.Error, UnicodeDecodeError, ValueError, KeyError, TypeError):
        return None
