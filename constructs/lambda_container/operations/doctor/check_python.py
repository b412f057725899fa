"""Check Python and the library's dependencies."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from lambda_container.operations.doctor.finding import Finding
from lambda_container.operations.doctor.machine import Machine

_OLDEST, _NEWEST = (3, 11), (3, 13)
_PACKAGES = (
    "cdktf",
    "cdktf-cdktf-provider-aws",
    "cdktf-cdktf-provider-docker",
    "constructs",
    "jsii",
)
_HIDDEN = ("cdktf", "constructs", "jsii")


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
    versions, missing = [], []
    for name in _PACKAGES:
        try:
            versions.append(f"{name.removeprefix('cdktf-cdktf-')} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        advice = "Install the library with its dependencies: pip install cdktf-lambda-container"
        return Finding("Packages", "failure", f"{', '.join(missing)} missing", advice)
    return Finding("Packages", "ok", ", ".join(versions))
