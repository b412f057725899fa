"""Check where AWS credentials come from, without using their values."""

from __future__ import annotations

import configparser
from collections.abc import Iterator
from pathlib import Path

from lambda_container.operations.doctor.finding import Finding
from lambda_container.operations.doctor.machine import Machine

_SUBJECT = "AWS credentials"
_KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
_CONTAINER = ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI")


def examine(machine: Machine) -> Iterator[Finding]:
    """Check the sources that AWS's own tools use, in the same order."""
    environ = machine.environ
    given = [name for name in _KEYS if environ.get(name)]
    profile = environ.get("AWS_PROFILE")
    if len(given) == 1:
        (other,) = set(_KEYS) - set(given)
        advice = f"Set {other} too, or unset {given[0]} and use a profile."
        yield Finding(_SUBJECT, "failure", f"only {given[0]} is set", advice)
    elif given:
        yield Finding(_SUBJECT, "ok", "access key in the environment")
    elif environ.get("AWS_WEB_IDENTITY_TOKEN_FILE"):
        yield _web_identity(machine)
    elif profile or "default" in _profiles(machine):
        yield _profile(machine, profile or "default")
    elif any(environ.get(name) for name in _CONTAINER):
        yield Finding(_SUBJECT, "ok", "the container's role")
    else:
        advice = "Run aws configure sso and set AWS_PROFILE, or use the role of the instance."
        yield Finding(_SUBJECT, "warning", "none in the environment, and no profile", advice)


def _web_identity(machine: Machine) -> Finding:
    if not machine.environ.get("AWS_ROLE_ARN"):
        advice = "Set AWS_ROLE_ARN to the role that the web identity assumes."
        return Finding(_SUBJECT, "failure", "web identity without a role", advice)
    if not Path(machine.environ["AWS_WEB_IDENTITY_TOKEN_FILE"]).is_file():
        advice = "Have the CI system write the token there, or unset the variable."
        return Finding(_SUBJECT, "failure", "AWS_WEB_IDENTITY_TOKEN_FILE is not a file", advice)
    return Finding(_SUBJECT, "ok", f"web identity for {machine.environ['AWS_ROLE_ARN']}")


def _profile(machine: Machine, name: str) -> Finding:
    known = _profiles(machine)
    if name in known:
        return Finding(_SUBJECT, "ok", f"profile {name!r}")
    others = f"one of {', '.join(sorted(known))}" if known else "one: aws configure sso"
    advice = f"Create it, or use {others}." if known else f"Create {others}"
    return Finding(_SUBJECT, "failure", f"AWS_PROFILE is {name!r}, which does not exist", advice)


def _profiles(machine: Machine) -> set[str]:
    folder, environ = machine.home / ".aws", machine.environ
    found: set[str] = set()
    for variable, name in (
        ("AWS_CONFIG_FILE", "config"),
        ("AWS_SHARED_CREDENTIALS_FILE", "credentials"),
    ):
        parser = configparser.RawConfigParser(strict=False)
        try:
            parser.read(environ.get(variable) or folder / name, encoding="utf-8")
        except (configparser.Error, UnicodeDecodeError, OSError):
            # The error may contain a line of the file.
            continue
        found.update(section.removeprefix("profile ") for section in parser.sections())
    return found
