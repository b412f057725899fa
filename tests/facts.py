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
from lambda_container.engine.engine_process import ENGINES
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
    "lambda-container.lock.json": f"{_LIBRARY}/file_system.py",
}
"""Strings, and the only file that writes each."""

DEFAULTS: dict[str, object] = {
    name.lower(): value for name, value in vars(defaults).items() if name.isupper()
}
"""The defaults by the names of the arguments that have them."""

_TAG = f"{_LIBRARY}/build/image_tag.py"
_TAG_DIGITS = frozenset(v for k, v in vars(image_tag).items() if k.endswith("_DIGITS"))
_HASH = re.compile(r"hash|digest")
_LENGTH = re.compile(r"(?i)_(digits|length)$")

_ENGINE = f"{_LIBRARY}/engine/engine_process.py"
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
            if name in DEFAULTS and _same(value, DEFAULTS[name]):
                yield value.lineno, f"write defaults.{name.upper()}"
        telling = {v: k for k, v in DEFAULTS.items() if isinstance(v, int) and v >= _TELLING}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and type(node.value) is int and node.value in telling:
                yield node.lineno, f"write defaults.{telling[node.value].upper()}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            home = _HOMES.get(node.value.rpartition("/")[2] or "", _HOMES.get(node.value, file))
            if file != home:
                yield node.lineno, f"take {node.value!r} from {Path(home).name}"
        elif isinstance(node, (ast.Tuple, ast.List, ast.Set)):
            if file != _ENGINE and len(set(ENGINES) & set(_strings(node))) > 1:
                yield node.lineno, f"take the engines from {Path(_ENGINE).name}"
        elif file != _TAG and isinstance(node, (ast.Subscript, ast.Assign)):
            digits = _digits(node)
            if digits in _TAG_DIGITS:
                yield node.lineno, f"take the {digits} digits of a tag from {Path(_TAG).name}"


def _named(tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Each value with the name that it is given to, or that it is the default of."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arguments):
            positional = [*node.posonlyargs, *node.args]
            given = positional[len(positional) - len(node.defaults) :]
            yield from ((a.arg, d) for a, d in zip(given, node.defaults, strict=True))
            for argument, default in zip(node.kwonlyargs, node.kw_defaults, strict=True):
                if default is not None:
                    yield argument.arg, default
        elif isinstance(node, ast.AnnAssign) and node.value:
            yield _noun(node.target), node.value
        elif isinstance(node, ast.Assign):
            yield from ((_noun(target), node.value) for target in node.targets)
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant):
                    yield str(key.value), value
                    yield str(key.value), _default_of(value)
        elif isinstance(node, ast.Call):
            yield from ((keyword.arg or "", keyword.value) for keyword in node.keywords)
            if node.args and isinstance(node.args[0], ast.Constant):
                name = str(node.args[0].value).removeprefix("--").replace("-", "_")
                yield name, _default_of(node)  # click's options
                yield from ((name, value) for value in node.args[1:2])  # dict.get


def _default_of(value: ast.expr) -> ast.expr:
    """The keyword ``default`` of a call or of ``field()``, else the value itself."""
    keywords = value.keywords if isinstance(value, ast.Call) else []
    return next((keyword.value for keyword in keywords if keyword.arg == "default"), value)


def _same(value: ast.expr, default: object) -> bool:
    literal = _literal(_default_of(value))
    return type(literal) is type(default) and literal == default


def _strings(node: ast.Tuple | ast.List | ast.Set) -> list[str]:
    return [str(e.value) for e in node.elts if isinstance(e, ast.Constant)]


def _digits(node: ast.Subscript | ast.Assign) -> object:
    """How much of a hash is cut off, or what a name calls a number of digits."""
    if isinstance(node, ast.Assign):
        return _literal(node.value) if _LENGTH.search(ast.unparse(node.targets[0])) else None
    if isinstance(node.slice, ast.Slice) and node.slice.upper:
        return _literal(node.slice.upper) if _HASH.search(ast.unparse(node.value)) else None
    return None


def _noun(target: ast.expr) -> str:
    name = target.attr if isinstance(target, ast.Attribute) else ast.unparse(target)
    return name.lstrip("_").lower().removeprefix("default_")


def _literal(value: ast.expr) -> object:
    try:
        return ast.literal_eval(value)
    except ValueError:
        return None
