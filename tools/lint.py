"""Check style, types, imports, dependencies and facts, and report every check that fails."""

import subprocess
import sys
from pathlib import Path

from tools.step import ROOT

_PROGRAMS = Path(sys.executable).parent


def main() -> int:
    """Run every check; returns 0 when all pass."""
    checks: list[tuple[list[str], Path]] = [
        (["ruff", "check", "."], ROOT),
        (["ruff", "format", "--check", "."], ROOT),
        (["mypy"], ROOT),
        (["lint-imports"], ROOT),
        (["deptry", "constructs"], ROOT),
        (["python", "-m", "pytest", "-q", "tests/test_facts.py"], ROOT),
    ]
    # Each function's folder is its own import root, here as in its image: each has an app.py.
    checks += [(["mypy", "."], app.parent) for app in sorted(ROOT.glob("functions/*/app.py"))]
    # A separate app, in a folder whose name is not a valid package name.
    checks.append((["mypy", "."], ROOT / "examples" / "python-app"))
    failures = [
        f"{' '.join(check)} ({folder.relative_to(ROOT)})"
        for check, folder in checks
        if subprocess.run([_PROGRAMS / check[0], *check[1:]], cwd=folder, check=False).returncode
    ]
    if failures:
        print(f"Failed: {', '.join(failures)}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
