"""Paths as Terraform sees them: from the folder that holds the stack's JSON."""

from __future__ import annotations

import os
from pathlib import Path
from weakref import WeakKeyDictionary

from cdktf import App, TerraformStack
from constructs import IConstruct

from lambda_container.tree import node_of, stack_of

# What cdktf's Testing.app() calls its folders.
_TESTING_PREFIX = "cdktf.outdir."

_folders: WeakKeyDictionary[TerraformStack, Path] = WeakKeyDictionary()


def path_from_stack(scope: IConstruct, path: Path) -> str:
    """A path relative to ``OUTDIR/stacks/STACK``, with ``/``, the same on every machine.

    ``Testing.app()`` writes to a temporary folder of a random name, from which Terraform never
    builds; its JSON is given the paths that ``cdktf.out`` in the working directory would have, so
    that snapshots hold on every machine.
    """
    folder = stack_folder(stack_of(scope))
    return Path(os.path.relpath(path.resolve(), folder)).as_posix()


def stack_folder(stack: TerraformStack) -> Path:
    """The folder that such paths are relative to."""
    folder = _folders.get(stack)
    if folder is None:
        folder = _folders[stack] = _folder(stack)
    return folder


def _folder(stack: TerraformStack) -> Path:
    outdir = Path(App.of(stack).outdir).absolute()
    if outdir.name.startswith(_TESTING_PREFIX):
        outdir = Path("cdktf.out").absolute()
    return outdir.resolve() / "stacks" / node_of(stack).id
