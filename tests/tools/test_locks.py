"""The lock files: no URLs, and no package missing on any supported Python and system."""

import json
import re
import tomllib
from importlib import metadata
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tools.lock import PACKAGE_LOCKS, PIPFILE_LOCK, REQUIREMENTS, requirements
from tools.step import ROOT

PIPFILE: dict[str, dict[str, str]] = tomllib.loads((ROOT / "Pipfile").read_text())
del PIPFILE["pipenv"]  # settings, not packages
LOCK: dict[str, Any] = json.loads(PIPFILE_LOCK.read_text())
SECTIONS = {"packages": "default", "dev-packages": "develop"}
ENVIRONMENTS = [
    {
        "python_version": python,
        "python_full_version": f"{python}.1",
        "sys_platform": system,
        "platform_system": system.title(),
        "platform_machine": machine,
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
        "os_name": "posix",
    }
    for python, (system, machine) in product(
        ["3.11", "3.12", "3.13", "3.14"],
        [("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "x86_64"), ("darwin", "arm64")],
    )
]


def needed(names: set[str], environment: dict[str, str]) -> set[str]:
    """The packages and their dependencies in an environment, from the installed metadata."""
    found: set[str] = set()
    waiting = [(name, "") for name in names]
    seen = set(waiting)
    while waiting:
        name, extra = waiting.pop()
        found.add(name)
        try:
            dependencies = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue  # It is for another Python or system.
        for text in dependencies:
            requirement = Requirement(text)
            marker = requirement.marker
            if marker and not marker.evaluate({**environment, "extra": extra}):
                continue
            for wanted in [
                (canonicalize_name(requirement.name), e) for e in ("", *requirement.extras)
            ]:
                if wanted not in seen:
                    seen.add(wanted)
                    waiting.append(wanted)
    return found


@pytest.mark.parametrize(
    "path", [PIPFILE_LOCK, *PACKAGE_LOCKS, *REQUIREMENTS], ids=lambda path: path.name
)
def test_it_names_no_address(path: Any) -> None:
    assert not re.findall(r"[a-z+]+://[^\"\s]*", path.read_text())


# All but the settings of pipenv itself.
@pytest.mark.parametrize("section", [name for name in PIPFILE if name != "pipenv"])
def test_every_package_of_pipfile_is_locked_at_a_version_that_it_allows(section: str) -> None:
    locked = LOCK[SECTIONS.get(section, section)]

    for name, specifier in PIPFILE[section].items():
        allowed = SpecifierSet("" if specifier == "*" else specifier)
        assert locked[name]["version"].removeprefix("==") in allowed, name


@pytest.mark.parametrize(("section", "locked"), SECTIONS.items())
def test_exactly_what_pipfile_needs_is_locked_for_every_python_and_system(
    section: str, locked: str
) -> None:
    # A name may be written with a dot, such as ruamel.yaml.
    packages: dict[str, Any] = {
        canonicalize_name(name): package for name, package in LOCK[locked].items()
    }
    everywhere: set[str] = set()
    for environment in ENVIRONMENTS:
        here = needed(set(PIPFILE[section]), environment)
        for name in here:
            assert name in packages, (name, environment)
            marker = packages[name].get("markers")
            assert marker is None or Marker(marker).evaluate(environment), (name, environment)
        everywhere |= here

    assert set(packages) == everywhere


@pytest.mark.parametrize("section", [name for name in LOCK if name != "_meta"])
def test_every_locked_package_has_a_version_and_hashes(section: str) -> None:
    for name, package in LOCK[section].items():
        assert package["version"].startswith("=="), name
        assert package["hashes"], name
        assert all(re.fullmatch("sha256:[0-9a-f]{64}", digest) for digest in package["hashes"])


@pytest.mark.parametrize(("path", "section"), REQUIREMENTS.items(), ids=REQUIREMENTS.values())
def test_a_list_for_pip_agrees_with_its_section_of_the_lock(path: Any, section: str) -> None:
    assert path.read_text() == requirements(LOCK[section])


@pytest.mark.parametrize("path", PACKAGE_LOCKS, ids=lambda path: path.parent.name)
def test_every_npm_package_has_a_hash_or_comes_inside_one_that_has(path: Path) -> None:
    packages = json.loads(path.read_text())["packages"]

    assert len(packages) > 1
    for name, package in packages.items():
        assert name == "" or package.get("inBundle") or "sha512-" in package["integrity"], name


@pytest.mark.parametrize("path", PACKAGE_LOCKS, ids=lambda path: path.parent.name)
def test_package_lock_agrees_with_package_json(path: Path) -> None:
    package = json.loads(path.with_name("package.json").read_text())
    locked = json.loads(path.read_text())["packages"]

    assert locked[""]["devDependencies"] == package["devDependencies"]
    for name, version in package["devDependencies"].items():
        assert locked[f"node_modules/{name}"]["version"] == version


def test_the_library_allows_what_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    for text in project["dependencies"]:
        requirement = Requirement(text)
        version = LOCK["default"][requirement.name]["version"].removeprefix("==")
        assert version in requirement.specifier, text


def test_what_one_environment_holds_is_locked_at_one_version() -> None:
    default, develop = LOCK["default"], LOCK["develop"]
    both = default.keys() & develop.keys()

    assert {name: default[name]["version"] for name in both} == {
        name: develop[name]["version"] for name in both
    }
