"""The stacks to scan: every environment, every example, and a deliberately insecure stack."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from lambda_container.manifest.stack_json import STACK_JSON
from tools.step import ROOT, StepError

PLANTED = Path(__file__).with_name("planted.tf.json")


def synthesize(folder: Path) -> dict[str, Path]:
    """Synthesize everything into a folder.

    Returns:
        The folder of each stack, by the name of its target.

    Raises:
        StepError: An environment or example cannot be synthesized.
    """
    targets = {
        f"environments/{name}": stack for name, stack in _stacks(ROOT, folder / "environments")
    }
    for program in sorted(ROOT.glob("examples/*/main.py")):
        example = program.parent.name
        for _, stack in _stacks(program.parent, folder / "examples" / example):
            targets[f"examples/{example}"] = stack
    return targets


def plant(folder: Path) -> Path:
    """Create a folder with the deliberately insecure stack."""
    planted = folder / "planted"
    planted.mkdir()
    (planted / STACK_JSON).write_text(json.dumps(json.loads(PLANTED.read_text())))
    return planted


def _stacks(app: Path, outdir: Path) -> list[tuple[str, Path]]:
    outdir.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [sys.executable, "main.py"],
        cwd=app,
        env={**os.environ, "CDKTF_OUTDIR": str(outdir)},
        capture_output=True,
        text=True,
        check=False,
    )
    files = sorted(outdir.glob(f"stacks/*/{STACK_JSON}"))
    if done.returncode or not files:
        raise StepError(f"{app}: cannot be synthesized\n{done.stdout}{done.stderr}")
    return [(file.parent.name, file.parent) for file in files]
