"""Paths as Terraform sees them: from the folder that holds the stack's JSON."""

from __future__ import annotations

import os
from pathlib import Path

from cdktf import App, TerraformStack
from constructs import IConstruct

# What cdktf's Testing.app() calls its folders.
_TESTING_PREFIX = "cdktf.outdir."


def path_from_stack(scope: IConstruct, path: Path) -> str:
    """A path relative to ``OUTDIR/stacks/STACK``, with ``/``, the same on every machine.

    ``Testing.app()`` writes to a temporary folder of a random name, from which Terraform never
    builds; its JSON is given the paths that ``cdktf.out`` in the working directory would have, so
    that snapshots hold on every machine.
    """
    stack = TerraformStack.of(scope)
    outdir = Path(App.of(scope).outdir).absolute()
    if outdir.name.startswith(_TESTING_PREFIX):
        outdir = Path("cdktf.out").absolute()
    folder = outdir.resolve() / "stacks" / stack.node.id
    return Path(os.path.relpath(path.resolve(), folder)).as_posix()
