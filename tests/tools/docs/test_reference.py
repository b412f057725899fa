"""The reference has every public name, and each page lists its construct's resources and limits."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import lambda_container
from tools.coverage import made_by
from tools.docs import reference
from tools.docs.reference import PACKAGE, SOURCES, Name, Page

PAGES = reference.pages()
MODULES = sorted(SOURCES.glob(f"{PACKAGE}/**/*.py"))
_ENTRY = re.compile(r"^    (\w+): (.*(?:\n {5,}.*)*)", re.MULTILINE)
_CHECKS = {"integer", "number", "text"}


def path(module: str) -> Path:
    return SOURCES.joinpath(*module.split(".")).with_suffix(".py")


def docstrings(file: Path) -> str:
    nodes = (ast.Module, ast.ClassDef, ast.FunctionDef)
    found = (n for n in ast.walk(ast.parse(file.read_text())) if isinstance(n, nodes))
    return "\n".join(ast.get_docstring(node) or "" for node in found)


@cache
def said() -> dict[str, str]:
    """The docstring entries of each argument, of all constructs together."""
    entries: dict[str, str] = {}
    for file in MODULES:
        for name, text in _ENTRY.findall(docstrings(file)):
            entries[name] = f"{entries.get(name, '')} {text}"
    return entries


def limits() -> Iterator[object]:
    """The upper bound of each check whose argument and bound are written in the code."""
    for file in MODULES:
        module = ".".join(file.relative_to(SOURCES).with_suffix("").parts)
        for call in ast.walk(ast.parse(file.read_text())):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
                continue
            if call.func.attr in _CHECKS and isinstance(call.args[0], ast.Constant):
                argument = str(call.args[0].value).split()[0]
                bounds = [bound for arg in call.args[2:4] for bound in values(module, arg)]
                if bounds:
                    yield pytest.param(argument, max(bounds), id=f"{module}-{argument}")


def values(module: str, node: ast.expr) -> list[float]:
    """The numbers in an argument of a check, if they are constants."""
    if isinstance(node, ast.Starred):
        return values(module, node.value)
    if isinstance(node, ast.Name):
        place = reference.definition(module, node.id)
        source = "" if place is None else path(place.module).read_text()
        for statement in ast.parse(source).body:
            if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == node.id:
                return values(module, statement.value)
    try:
        value = ast.literal_eval(node)
    except ValueError:
        return []
    return [v for v in (value if isinstance(value, tuple) else (value,)) if type(v) in (int, float)]


def test_every_public_name_is_on_one_page() -> None:
    places = reference.exports()
    assert sorted(places) == sorted(dir(lambda_container))
    for name, place in places.items():
        pages = [page for page in PAGES if page.module == place.module and name in page.names]
        assert len(pages) == 1, name
        assert f"::: {place.module}.{name}\n" in pages[0].text()


def test_a_name_is_documented_where_it_is_defined() -> None:
    for name, place in reference.exports().items():
        value = getattr(lambda_container, name)
        if isinstance(value, type):
            assert (value.__module__, value.__qualname__) == (place.module, place.name)


def test_what_a_public_class_extends_or_returns_has_a_page_too() -> None:
    names = {name for page in PAGES for name in page.names}
    assert {"PolledSource", "LogMetricFilter", "FunctionMetrics"} <= names


def test_a_page_is_named_after_its_file_and_its_main_noun() -> None:
    page = next(
        page for page in PAGES if page.module == "lambda_container.observability.alarm_rule"
    )
    assert (page.path, page.title) == ("reference/observability/alarm-rule.md", "AlarmRule")
    assert page.names == ("AlarmRule", "AnomalyBand")
    assert page.text().startswith("# AlarmRule\n\n```python\nfrom lambda_container import Alarm")


def test_no_two_pages_share_a_path_or_a_title() -> None:
    assert len({page.path for page in PAGES}) == len({page.title for page in PAGES}) == len(PAGES)


def test_the_list_of_all_names_has_each_page_with_its_first_sentence() -> None:
    index = reference.index()
    for page in PAGES:
        assert "](" + page.path.removeprefix("reference/") + f") | {page.summary} |" in index
        assert page.summary.endswith("."), page


def test_a_page_spells_out_the_values_of_its_arguments() -> None:
    texts = {page.title: page.text() for page in PAGES}
    assert '| `Architecture` | `"x86_64"`, `"arm64"` |' in texts["ContainerFunction"]
    assert '| `PullRequests` | `"none"`, `"plan"`, `"publish"` |' in texts["BootstrapStack"]
    assert "## Values" not in texts["BuildSecret"]


def test_the_same_sources_give_the_same_pages() -> None:
    assert [page.text() for page in reference.pages()] == [page.text() for page in PAGES]


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("Repository", "repository.repository.Repository"),
        ("ContainerFunction.add_url", "function.container_function.ContainerFunction.add_url"),
        ("ContainerFunction.timeout=", "function.container_function.ContainerFunction"),
        (
            "ContainerFunction.add_url.cors=",
            "function.container_function.ContainerFunction.add_url",
        ),
        ("PolledSource", "events.polled_source.PolledSource"),
        ("AnomalyBand(3)", "observability.alarm_rule.AnomalyBand"),
    ],
)
def test_code_that_names_something_leads_there(code: str, names: str) -> None:
    assert reference.identifier(code) == f"{PACKAGE}.{names}"


@pytest.mark.parametrize("code", ["Repositry", "make synth", "os.Repository", "Repository + 1", ""])
def test_other_code_leads_nowhere(code: str) -> None:
    assert reference.identifier(code) is None


def made(module: str) -> set[str]:
    """The resources that a file creates, by the classes that it calls."""
    tree = ast.parse(path(module).read_text())
    called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    resources = made_by("\n".join(map(ast.unparse, ast.walk(tree))))
    return {name for name in resources if name.title().replace("_", "")[3:] in called}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_a_page_names_every_resource_that_its_file_makes(page: Page) -> None:
    text = docstrings(path(page.module))
    assert [name for name in made(page.module) if f"``{name}``" not in text] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_everything_on_a_page_has_a_docstring(page: Page) -> None:
    tree = ast.parse(path(page.module).read_text())
    shown = [
        node
        for name in page.names
        for node in tree.body
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)) and node.name == name
    ]
    shown += [
        child
        for node in shown
        for child in node.body
        if isinstance(child, ast.FunctionDef) and not child.name.startswith("_")
    ]
    assert [node.name for node in shown if not ast.get_docstring(node)] == []


@pytest.mark.parametrize(("argument", "limit"), list(limits()))
def test_a_limit_that_is_checked_is_written_down(argument: str, limit: float) -> None:
    text = said().get(argument, "")
    assert re.search(rf"(?<![\d,]){re.escape(f'{limit:,}')}(?![\d,]*\d)", text), text


def test_names_are_found_through_imports_and_not_outside_the_library() -> None:
    found = reference.definition("lambda_container", "HTTPS_OUT")
    assert found == Name("lambda_container.network.security_group", "HTTPS_OUT")
    assert reference.definition("lambda_container.role.execution_role", "Construct") is None
