"""Finds a second copy of a fact: a default, a platform, the name of a file that the library knows.

``lambda_container.defaults`` has the defaults; a literal in place of one of them drifts from it
unseen. The library, the app and the tools are read, never imported.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from lambda_container import defaults
from lambda_container.build import image_tag
from tools.step import ROOT

_LIBRARY = "constructs/lambda_container"
_READ = (_LIBRARY, "stacks", "tools")
_DEFAULTS = f"{_LIBRARY}/defaults.py"
_HOMES = {
    "linux/amd64": f"{_LIBRARY}/build/architecture.py",
    "linux/arm64": f"{_LIBRARY}/build/architecture.py",
    "YYYYMMDDhhmmss": f"{_LIBRARY}/build/image_tag.py",
    "cdktf.json": f"{_LIBRARY}/manifest/cdktf_json.py",
    "cdk.tf.json": f"{_LIBRARY}/manifest/stack_json.py",
    "lambda-container.lock.json": f"{_LIBRARY}/manifest/lock_file.py",
}
"""Strings, and the only file that writes each."""

DEFAULTS: dict[str, object] = {
    name.lower(): value for name, value in vars(defaults).items() if name.isupper()
}
"""The defaults by the names of the arguments that have them."""

_TAG = f"{_LIBRARY}/build/image_tag.py"
_TAG_DIGITS = frozenset(v for k, v in vars(image_tag).items() if k.endswith("_DIGITS"))
_LENGTH = re.compile(r"(?i)_(digits|length)$")

_TELLING = 1000
"""A number from here on tells which default it is, whatever it is called."""


def all_copies() -> list[str]:
    """Every second copy in the library, the app and the tools, with its file and line."""
    return [
        f"{file.relative_to(ROOT)}:{line}: {what}"
        for folder in _READ
        for file in sorted((ROOT / folder).rglob("*.py"))
        if "template" not in file.parts
        for line, what in copies(file.relative_to(ROOT).as_posix(), file.read_text("utf-8"))
    ]


def copies(file: str, source: str) -> Iterator[tuple[int, str]]:
    """The lines of a file that write a fact of another file, and what they should name."""
    tree = ast.parse(source)
    if file != _DEFAULTS:
        for name, value in _named(tree):
            if name in DEFAULTS and _literal(value) == DEFAULTS[name]:
                yield value.lineno, f"write defaults.{name.upper()}"
        telling = {v: k for k, v in DEFAULTS.items() if isinstance(v, int) and v >= _TELLING}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and type(node.value) is int and node.value in telling:
                yield node.lineno, f"write defaults.{telling[node.value].upper()}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            home = _HOMES.get(node.value, file)
            if file != home:
                yield node.lineno, f"take {node.value!r} from {Path(home).name}"
        elif file != _TAG and isinstance(node, (ast.Subscript, ast.Assign)):
            digits = _digits(node)
            if digits in _TAG_DIGITS:
                yield node.lineno, f"take the {digits} digits of a tag from {Path(_TAG).name}"


def _named(tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Each value with the name that it is the default of, or that it is assigned to."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arguments):
            positional = [*node.posonlyargs, *node.args]
            given = positional[len(positional) - len(node.defaults) :]
            yield from ((a.arg, d) for a, d in zip(given, node.defaults, strict=True))
            for argument, default in zip(node.kwonlyargs, node.kw_defaults, strict=True):
                if default is not None:
                    yield argument.arg, default
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            yield _noun(node.target.id), node.value
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield _noun(node.targets[0].id), node.value
        elif isinstance(node, ast.Dict):  # the module's variables: {"timeout": Variable(default=3)}
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(value, ast.Call):
                    for keyword in value.keywords:
                        if keyword.arg == "default":
                            yield str(key.value), keyword.value


def _digits(node: ast.Subscript | ast.Assign) -> object:
    """How much of a hash is cut off, or what a name calls a number of digits."""
    if isinstance(node, ast.Assign):
        return _literal(node.value) if _LENGTH.search(ast.unparse(node.targets[0])) else None
    if isinstance(node.slice, ast.Slice) and node.slice.upper:
        return _literal(node.slice.upper) if "hash" in ast.unparse(node.value) else None
    return None


def _noun(name: str) -> str:
    return name.lstrip("_").lower()


def _literal(value: ast.expr) -> object:
    try:
        return ast.literal_eval(value)
    except ValueError:
        return None
