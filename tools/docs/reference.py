"""The reference pages: one for each file of the library that defines a user-facing name.

The files are parsed, never imported: neither jsii nor Node is started.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from tools.step import ROOT

SOURCES = ROOT / "constructs"
PACKAGE = "lambda_container"
# A name, a member of it, an argument of either: `Repository`, `Repository.name=`, `Cors(...)`.
_SAID = re.compile(r"(\w+)(?:\.(\w+))?(?:\.\w+)?(?:=|\(.*\))?")
_LINE_LENGTH = 72
_SECTIONS = {"api": "API", "iam": "IAM"}


@dataclass(frozen=True, order=True)
class Name:
    """A class, function or value, with the module that defines it."""

    module: str
    name: str


@dataclass(frozen=True)
class Page:
    """The page of one file of the library.

    Attributes:
        module: Such as ``lambda_container.events.sns``.
        names: Its user-facing names, the main one first.
    """

    module: str
    names: tuple[str, ...]

    @property
    def title(self) -> str:
        """The main name."""
        return self.names[0]

    @property
    def section(self) -> str:
        """The readable name of the part of the library that it belongs to."""
        _, *folders, _ = self.module.split(".")
        folder = folders[0] if folders else "general"
        return _SECTIONS.get(folder) or folder.replace("_", " ").capitalize()

    @property
    def path(self) -> str:
        """The page's path, relative to the folder of all pages."""
        noun = self.module.removeprefix(f"{PACKAGE}.").replace(".", "/").replace("_", "-")
        return f"reference/{noun}.md"

    @property
    def summary(self) -> str:
        """The first line of the main name's docstring."""
        return next(iter(docstring(Name(self.module, self.title)).splitlines()), "")

    def text(self) -> str:
        """The page's Markdown, for mkdocstrings."""
        parts = [f"# {self.title}"]
        exported = [name for name in self.names if name in exports()]
        if exported:
            parts.append(f"```python\n{_import_of(exported)}\n```")
        main, *others = (f"::: {self.module}.{name}" for name in self.names)
        if isinstance(_node(Name(self.module, self.title)), ast.ClassDef):
            main += "\n    options:\n        show_root_heading: false"  # The title is its heading.
        values = [f"| `{name}` | {', '.join(these)} |" for name, these in self.literals.items()]
        if values:
            values = ["\n".join(["## Values\n", "| type | one of |", "|---|---|", *values])]
        return "\n\n".join([*parts, main, *others, *values]) + "\n"

    @property
    def literals(self) -> dict[str, list[str]]:
        """The values of each ``Literal`` that the names' annotations use, by the type's name."""
        return dict(
            sorted(
                literal
                for name in self.names
                for annotation in _annotations(_node(Name(self.module, name)))
                for literal in _literals(self.module, annotation)
            )
        )


def index() -> str:
    """The page that lists all the others."""
    parts = ["# Reference\n\nEvery public name, by part of the library.\n"]
    for section, here in groupby(pages(), key=lambda page: page.section):
        rows = (
            f"| [`{page.title}`]({page.path.removeprefix('reference/')}) | {page.summary} |"
            for page in here
        )
        parts.append(
            "\n".join([f"## {section}\n", "| name | description |", "|---|---|", *rows]) + "\n"
        )
    return "\n".join(parts)


def pages() -> list[Page]:
    """A page for each file that defines a user-facing name, sorted by section and title."""
    files: dict[str, list[str]] = {}
    for met in names():
        files.setdefault(met.module, []).append(met.name)
    found = [Page(module, _main_first(module, here)) for module, here in files.items()]
    return sorted(found, key=lambda page: (page.section, page.title.lower()))


@cache
def exports() -> dict[str, Name]:
    """Each public name that ``__init__.pyi`` lists, with its definition."""
    imports = (node for node in _tree(PACKAGE).body if isinstance(node, ast.ImportFrom))
    listed = [alias.name for node in imports for alias in node.names]
    found = {name: definition(PACKAGE, name) for name in listed}
    return {name: place for name, place in found.items() if place is not None}


@cache
def names() -> tuple[Name, ...]:
    """User-facing names: exports, and the classes that they extend or that their methods return."""
    met: dict[Name, None] = {}
    waiting = list(exports().values())
    while waiting:
        name = waiting.pop()
        if name not in met:
            met[name] = None
            waiting += _led_to(name)
    return tuple(sorted(met))


def definition(module: str, name: str) -> Name | None:
    """The definition of a name that a module uses; ``None`` outside the library."""
    if not module.startswith(PACKAGE):
        return None
    for node in _statements(module):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                if (alias.asname or alias.name) == name:
                    above = f"{module}." if node.level else ""
                    return definition(f"{above}{node.module}", alias.name)
        elif name in _defined(node):
            return Name(module, name)
    return None


def docstring(place: Name) -> str:
    """The docstring of a name; for a value, the string below it."""
    body = _tree(place.module).body
    for node, following in zip(body, [*body[1:], None], strict=True):
        if place.name in _defined(node):
            if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
                return ast.get_docstring(node) or ""
            if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
                return str(following.value.value)
    return ""


@cache
def methods(place: Name) -> frozenset[str]:
    """The public methods and properties of a class, inherited ones too."""
    node = _node(place)
    if not isinstance(node, ast.ClassDef):
        return frozenset()
    bases = (definition(place.module, ast.unparse(base)) for base in node.bases)
    inherited = {name for base in bases if base for name in methods(base)}
    return frozenset(inherited | {method.name for method in _methods(node)})


def identifier(code: str) -> str | None:
    """The identifier in the reference that a piece of code names, if any."""
    match = _SAID.fullmatch(code)
    place = _met().get(match[1]) if match else None
    if match is None or place is None:
        return None
    base = f"{place.module}.{place.name}"
    return f"{base}.{match[2]}" if match[2] in methods(place) else base


def _led_to(name: Name) -> Iterator[Name]:
    node = _node(name)
    if isinstance(node, ast.ClassDef):
        used = [*node.bases, *(method.returns for method in _methods(node))]
        for word in {part.id for use in used if use for part in _names_in(use)}:
            place = definition(name.module, word)
            if place is not None and _is_public_class(place):
                yield place


def _annotations(node: ast.stmt) -> Iterator[ast.expr]:
    """The annotations of a function, or of a class's fields and methods but the private ones."""
    if isinstance(node, ast.FunctionDef):
        arguments = node.args
        for argument in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]:
            if argument.annotation is not None:
                yield argument.annotation
    elif isinstance(node, ast.AnnAssign):
        yield node.annotation
    elif isinstance(node, ast.ClassDef):
        for child in node.body:
            if "__init__" in _defined(child) or not any(n[0] == "_" for n in _defined(child)):
                yield from _annotations(child)


def _literals(module: str, annotation: ast.expr) -> Iterator[tuple[str, list[str]]]:
    """Each ``Literal`` that an annotation names, or whose name an alias in it stands for."""
    for word in {node.id for node in _names_in(annotation)}:
        place = definition(module, word)
        value = getattr(_node(place), "value", None) if place is not None else None
        if place is None or not isinstance(value, ast.expr):
            continue
        if isinstance(value, ast.Subscript) and ast.unparse(value.value) == "Literal":
            constants = (node for node in ast.walk(value) if isinstance(node, ast.Constant))
            yield place.name, [f"`{json.dumps(constant.value)}`" for constant in constants]
        else:
            yield from _literals(place.module, value)


def _methods(node: ast.ClassDef) -> list[ast.FunctionDef]:
    methods = (child for child in node.body if isinstance(child, ast.FunctionDef))
    return [method for method in methods if not method.name.startswith("_")]


def _is_public_class(place: Name) -> bool:
    return not place.name.startswith("_") and isinstance(_node(place), ast.ClassDef)


def _node(place: Name) -> ast.stmt:
    return next(node for node in _statements(place.module) if place.name in _defined(node))


@cache
def _met() -> dict[str, Name]:
    return {place.name: place for place in names()} | exports()


def _import_of(names: list[str]) -> str:
    line = f"from {PACKAGE} import {', '.join(names)}"
    if len(line) <= _LINE_LENGTH:
        return line
    return "\n".join([f"from {PACKAGE} import (", *(f"    {name}," for name in names), ")"])


def _names_in(expression: ast.expr) -> Iterator[ast.Name]:
    return (node for node in ast.walk(expression) if isinstance(node, ast.Name))


def _defined(node: ast.stmt) -> list[str]:
    if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
        return [node.name]
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return [node.target.id]
    return []


def _statements(module: str) -> Iterator[ast.stmt]:
    for node in _tree(module).body:
        yield from node.body if isinstance(node, ast.If) else [node]


@cache
def _tree(module: str) -> ast.Module:
    file = SOURCES.joinpath(*module.split("."))
    file = file / "__init__.pyi" if file.is_dir() else file.with_suffix(".py")
    return ast.parse(file.read_text(encoding="utf-8"))


def _main_first(module: str, here: list[str]) -> tuple[str, ...]:
    noun = module.rpartition(".")[2].replace("_", "")
    order = [name for node in _tree(module).body for name in _defined(node)]
    exported = exports()
    return tuple(
        sorted(
            here,
            key=lambda name: (
                not name.lower().endswith(noun),
                name not in exported,
                order.index(name),
            ),
        )
    )
