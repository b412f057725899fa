"""Pin the newest versions that Pipfile and package.json allow.

The lock files contain packages, versions and hashes, but no URLs: an installation uses the index
that its own machine is configured with.
"""

import json
import sys
from typing import Any

from tools import cdk_cli, step, venv
from tools.step import ROOT

PIPFILE_LOCK = ROOT / "Pipfile.lock"
# Those of the CLIs of CDKTF and of CDK Terrain.
PACKAGE_LOCKS = (ROOT / "package-lock.json", ROOT / "tools" / "cdktn" / "package-lock.json")
# Requirements files for pip, each with its section of Pipfile.
REQUIREMENTS = {
    ROOT / "tools" / "docs.txt": "docs",
    ROOT / "tools" / "pipenv.txt": "tools",
    ROOT / "tools" / "scan.txt": "scan",
    ROOT / "functions" / "hello-ric" / "requirements.txt": "hello-ric",
}


@step.job
def main() -> int:
    """Rewrite every lock file; returns 0 on success."""
    with step.alone():
        venv.pipenv("Locking Pipfile", "lock")
        npm = ("install", "--package-lock-only", "--omit-lockfile-registry-resolved")
        for lock_file in PACKAGE_LOCKS:
            cdk_cli.npm(f"Locking {lock_file}", *npm, folder=lock_file.parent)
    lock = json.loads(PIPFILE_LOCK.read_text())
    strip_index(lock)
    PIPFILE_LOCK.write_text(json.dumps(lock, indent=4) + "\n")
    for path, section in REQUIREMENTS.items():
        path.write_text(requirements(lock[section]))
    for lock_file in PACKAGE_LOCKS:
        package_lock = json.loads(lock_file.read_text())
        strip_funding(package_lock)
        lock_file.write_text(json.dumps(package_lock, indent=2, ensure_ascii=False) + "\n")
    return 0


def strip_index(lock: dict[str, Any]) -> None:
    """Remove the package index that pipenv used."""
    lock["_meta"]["sources"] = []
    for name, section in lock.items():
        if name != "_meta":
            for package in section.values():
                package.pop("index", None)


def strip_funding(package_lock: dict[str, Any]) -> None:
    """Remove the donation URLs of npm packages."""
    for package in package_lock["packages"].values():
        package.pop("funding", None)


def requirements(section: dict[str, Any]) -> str:
    """A section of Pipfile.lock as a requirements file for pip, with hashes."""
    lines = ["# Written by `make lock`."]
    for name, package in sorted(section.items()):
        hashes = [f"--hash={digest}" for digest in package["hashes"]]
        lines.append(" \\\n    ".join([f"{name}{package['version']}", *hashes]))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
