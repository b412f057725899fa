"""Install each wheel in a bare environment, and compare the JSON that the apps become on each.

CDKTF and CDK Terrain are to write the same, but for the version of each.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from lambda_container.manifest.cdktf_json import CDKTF_JSON
from lambda_container.manifest.stack_json import STACK_JSON
from tools import base, step, wheel
from tools.step import ROOT, StepError

_APP = ("main.py", CDKTF_JSON, "stacks", "functions", "examples")


@step.job
def main() -> int:
    """Compare, and return 0 if nothing differs."""
    with tempfile.TemporaryDirectory() as folder:
        base.write()
        ours = _synthesized(ROOT, Path(folder) / "cdktf")
        theirs = _synthesized(base.FOLDER, Path(folder) / base.BASE)
    different = sorted(name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name))
    for name in different:
        print(f"{name}: the JSON differs", file=sys.stderr)
    print(f"{len(ours) - len(different)} of {len(ours)} stacks are the same on both")
    return 1 if different or not ours else 0


def normalized(content: dict[str, Any]) -> dict[str, Any]:
    """The JSON of a stack without what differs between the two: the version of the CDK."""
    metadata = {k: v for k, v in content["//"]["metadata"].items() if k != "version"}
    return {**content, "//": {**content["//"], "metadata": metadata}}


def _synthesized(project: Path, folder: Path) -> dict[str, Any]:
    """The JSON of each stack of a project's apps, by app and name; run with the wheel alone."""
    environment = folder / "environment"
    step.run(
        f"Setting up: a bare environment for the wheel of {folder.name}",
        [sys.executable, "-m", "venv", str(environment)],
        dict(os.environ),
    )
    python = environment / "bin" / "python"
    built = wheel.build(project, folder / "dist")
    pip = [str(python), "-m", "pip", "install", "--quiet", "--no-compile", str(built)]
    step.run(f"Installing {built.name} with its dependencies", pip, dict(os.environ))
    app = folder / "app"
    app.mkdir()
    for name in _APP:
        copy = shutil.copytree if (project / name).is_dir() else shutil.copy
        copy(project / name, app / name)
    found: dict[str, Any] = {}
    for program in [app / "main.py", *sorted(app.glob("examples/*/main.py"))]:
        outdir = folder / "out" / program.parent.name
        outdir.parent.mkdir(exist_ok=True)
        done = subprocess.run(
            [python, program.name],
            cwd=program.parent,
            env={**os.environ, "CDKTF_OUTDIR": str(outdir), "PYTHONSAFEPATH": ""},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise StepError(f"{program.relative_to(app)} on {folder.name}:\n{done.stderr[-4000:]}")
        for stack in outdir.glob(f"stacks/*/{STACK_JSON}"):
            content = json.loads(stack.read_text(encoding="utf-8"))
            found[f"{program.parent.name}/{stack.parent.name}"] = normalized(content)
    return found


if __name__ == "__main__":
    sys.exit(main())
