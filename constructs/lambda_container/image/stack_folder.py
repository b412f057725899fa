"""Paths as Terraform sees them: relative to the folder of the stack's JSON."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from weakref import WeakKeyDictionary

from cdktf import App, TerraformStack
from constructs import IConstruct

from lambda_container.bindings import STARTED_IN
from lambda_container.build.context_walk import SYNTHESIZED
from lambda_container.errors import InvalidArgument
from lambda_container.terraform.construct_tree import path_of, stack_of

# The prefix of the folders of cdktf's Testing.app().
_TESTING_PREFIX = "cdktf.outdir."

_folders: WeakKeyDictionary[TerraformStack, Path] = WeakKeyDictionary()
_outdirs: WeakKeyDictionary[TerraformStack, Path] = WeakKeyDictionary()


def path_from_stack(scope: IConstruct, path: Path) -> str:
    """A path relative to ``OUTDIR/stacks/STACK``, with ``/``, the same on every machine.

    ``Testing.app()`` writes to a temporary folder with a random name, from which Terraform never
    builds. Its JSON has the paths of ``cdktf.out`` in the working directory instead, so that
    snapshots are the same on every machine.
    """
    folder = stack_folder(stack_of(scope))
    return Path(os.path.relpath(path.resolve(), folder)).as_posix()


def check_reachable(scope: IConstruct, path: Path, *, subject: str, argument: str) -> None:
    """Reject a path that leads elsewhere for a program that does not resolve symbolic links.

    The Docker provider makes paths absolute lexically, from the shell's working directory. If
    that path contains a symbolic link, ``..`` can lead elsewhere.

    Args:
        scope: Any construct of the stack.
        path: A folder that exists.
        subject: The construct that the path is given to, for error messages.
        argument: The argument, for error messages.

    Raises:
        InvalidArgument: The path leads elsewhere.
    """
    stack = stack_of(scope)
    by_letters = os.path.normpath(_outdir(stack) / _below(stack) / path_from_stack(scope, path))
    if os.path.realpath(by_letters) != os.path.realpath(path):
        rule = "not be reached by '..' through a symbolic link to the project or its output"
        raise InvalidArgument(subject, argument, rule, path_from_stack(scope, path))


def is_synthesized(scope: IConstruct) -> bool:
    """Whether the stack's JSON is written to its folder; not for ``Testing.app()``."""
    return not _written_to(stack_of(scope)).name.startswith(_TESTING_PREFIX)


def stack_folder(stack: TerraformStack) -> Path:
    """The folder that paths in a stack are relative to."""
    folder = _folders.get(stack)
    if folder is None:
        folder = _folders[stack] = _folder(stack)
    return folder


def _folder(stack: TerraformStack) -> Path:
    return _outdir(stack).resolve() / _below(stack)


def _below(stack: TerraformStack) -> str:
    return f"stacks/{path_of(stack).rpartition('/')[2]}"


def _written_to(stack: TerraformStack) -> Path:
    outdir = _outdirs.get(stack)
    if outdir is None:
        outdir = _outdirs[stack] = Path(App.of(stack).outdir)
    return outdir


def _outdir(stack: TerraformStack) -> Path:
    outdir = _written_to(stack)
    if outdir.name.startswith(_TESTING_PREFIX):
        return _seen(Path.cwd(), os.environ.get("PWD")) / SYNTHESIZED
    # The Node process that writes the JSON stays where it was started, wherever this one goes.
    return _seen(Path(STARTED_IN[0]), STARTED_IN[1]) / outdir


def _seen(here: Path, told: str | None) -> Path:
    """A folder as the shell sees it, with symbolic links not resolved."""
    with contextlib.suppress(OSError):
        if told and Path(told).is_absolute() and Path(told).samefile(here):
            return Path(told)
    return here
