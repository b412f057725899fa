"""Check Python and the library's dependencies."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from lambda_container.base import BASE, DISTRIBUTION, OTHER_DISTRIBUTION, PROVIDERS, is_alone
from lambda_container.operations.doctor.finding import Finding
from lambda_container.operations.doctor.machine import Machine

_OLDEST, _NEWEST = (3, 11), (3, 13)
_PACKAGES = (BASE, *PROVIDERS, "constructs", "jsii")
_HIDDEN = (BASE, "constructs", "jsii")


def examine(machine: Machine) -> Iterator[Finding]:
    """Check this Python, its packages, and whether the project's folder hides one of them."""
    found = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info[:2] > _NEWEST:
        advice = (
            f"The library is tested with Python 3.{_OLDEST[1]} to 3.{_NEWEST[1]}: use one of them."
        )
        yield Finding("Python", "warning", found, advice)
    else:
        yield Finding("Python", "ok", found)
    yield _packages()
    for name in _HIDDEN:
        if (machine.project / f"{name}.py").exists() or (
            machine.project / name / "__init__.py"
        ).exists():
            advice = "Rename it, or delete its __init__.py: Python finds it first."
            yield Finding("Packages", "failure", f"the project hides the package {name}", advice)


def _packages() -> Finding:
    if not is_alone():
        advice = "Uninstall both, then install the one for the CDK that the app imports."
        found = f"{DISTRIBUTION} and {OTHER_DISTRIBUTION} are both installed"
        return Finding("Packages", "failure", found, advice)
    versions, missing = [], []
    for name in _PACKAGES:
        try:
            versions.append(f"{name.rpartition(f'{BASE}-')[2]} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        advice = f"Install the library with its dependencies: pip install {DISTRIBUTION}"
        return Finding("Packages", "failure", f"{', '.join(missing)} missing", advice)
    return Finding("Packages", "ok", ", ".join(versions))
