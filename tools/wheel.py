"""Build the wheels of the library: one for CDKTF, one for CDK Terrain."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from tools import base, step
from tools.step import ROOT

DIST = ROOT / "dist"
_SOURCES = ("pyproject.toml", "README.md", "LICENSE")


@step.job
def main() -> int:
    """Write both wheels to dist/, in place of older ones."""
    with tempfile.TemporaryDirectory() as folder:
        derived = Path(folder) / base.BASE
        base.derive(derived)
        wheels = [build(source, Path(folder) / "dist") for source in (ROOT, derived)]
        shutil.rmtree(DIST, ignore_errors=True)
        DIST.mkdir()
        for wheel in wheels:
            print(shutil.copy(wheel, DIST))
    return 0


def build(project: Path, target: Path) -> Path:
    """Build a project's wheel.

    Args:
        project: The project's folder, in which nothing is written.
        target: The folder for the wheel, which may exist.

    Returns:
        The wheel.

    Raises:
        StepError: The wheel cannot be built.
    """
    with tempfile.TemporaryDirectory() as folder:
        for name in _SOURCES:
            shutil.copy(project / name, folder)
        ignored = shutil.ignore_patterns("*.egg-info", "__pycache__")
        shutil.copytree(project / "constructs", Path(folder) / "constructs", ignore=ignored)
        options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", *options]
        built = Path(folder) / "built"
        step.run(
            f"Building the wheel of the project in {project.name}",
            [*pip, "--wheel-dir", str(built), folder],
            dict(os.environ),
        )
        (wheel,) = built.glob("*.whl")
        target.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copy(wheel, target))


if __name__ == "__main__":
    sys.exit(main())
