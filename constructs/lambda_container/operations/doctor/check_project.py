"""Check the project: its cdktf.json, and whether its app can start."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

from lambda_container.base import BASE, INSTEAD, OTHER_BASE, OTHER_PROVIDERS
from lambda_container.build.context_walk import SYNTHESIZED
from lambda_container.manifest.cdktf_json import CDKTF_JSON, read_configuration
from lambda_container.operations.doctor.finding import Finding
from lambda_container.operations.doctor.machine import Machine

_SUBJECT = "Project"
# The CDK, or one of its packages of bindings.
_OTHER_IMPORT = re.compile(
    rf"^[ \t]*(?:from (?:{OTHER_BASE}\b|{OTHER_PROVIDERS})[\w.]* import\b"
    rf"|import (?:{OTHER_BASE}\b|{OTHER_PROVIDERS})[\w.]*[ \t]*(?:,|;|#|as\b|$))",
    re.MULTILINE,
)
_NOT_OURS = frozenset({SYNTHESIZED, "__pycache__", "imports", "node_modules", "venv"})
_MOST_FILES = 2_000
_FIND = "import importlib.util as u, sys; sys.exit(u.find_spec('lambda_container') is None)"


def examine(machine: Machine) -> Iterator[Finding]:
    """Read cdktf.json, and find the program of its app."""
    try:
        app = read_configuration(machine.project)["app"]
        command = shlex.split(app)
    except FileNotFoundError:
        advice = "Change to the folder that contains it, or create one: lambda-container init"
        yield Finding(_SUBJECT, "warning", f"no {CDKTF_JSON} here", advice)
        return
    except OSError as error:
        advice = "Give this user read access."
        yield Finding(_SUBJECT, "failure", f"{CDKTF_JSON}: {error.strerror}", advice)
        return
    except (ValueError, KeyError, TypeError, AttributeError):
        command = []
    if not command:
        advice = 'Add the command that runs the app, such as "app": "python main.py".'
        yield Finding(_SUBJECT, "failure", f"{CDKTF_JSON} defines no app", advice)
        return
    yield _app(machine, command)
    for file in _of_other_base(machine.project):
        found = f"{file} imports {OTHER_BASE}"
        advice = f"{INSTEAD}; or import {BASE} in its place."
        yield Finding(_SUBJECT, "failure", found, advice)


def _of_other_base(project: Path) -> list[str]:
    """The first of the project's modules that import the other CDK."""
    for file in itertools.islice(_modules(project), _MOST_FILES):
        with contextlib.suppress(OSError, UnicodeDecodeError):
            if _OTHER_IMPORT.search(file.read_text(encoding="utf-8")):
                return [str(file.relative_to(project))]
    return []


def _modules(project: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(project):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in _NOT_OURS)
        yield from (Path(folder, name) for name in sorted(files) if name.endswith(".py"))


def _app(machine: Machine, command: list[str]) -> Finding:
    program = machine.find(command[0])
    found = " ".join(command)
    if program is None:
        advice = "Activate the project's environment, or install the program."
        return Finding(_SUBJECT, "failure", f"no {command[0]!r} on PATH ({found})", advice)
    if Path(program).name.startswith("python") and not _is_this_python(program):
        answer = machine.ask(program, "-c", _FIND)
        if answer.in_time and answer.status:
            advice = "Activate the environment that has the library, or install it for this Python."
            return Finding(_SUBJECT, "failure", f"{command[0]!r} cannot import the library", advice)
    return Finding(_SUBJECT, "ok", found)


def _is_this_python(program: str) -> bool:
    return Path(program).parent.samefile(Path(sys.executable).parent)
