"""The app: one stack for each environment."""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from cdktf import App

from lambda_container import LambdaContainerError
from stacks.environment import Environment, read_environments
from stacks.lambda_container_stack import LambdaContainerStack

_OLD_SECONDS = 3600
_NODE_WRITES = re.compile(r"\b(?:ENOSPC|EACCES|EROFS|EDQUOT|EPERM)\b")


def synthesize(project: Path, outdir: Path) -> list[LambdaContainerStack]:
    """Write the Terraform JSON of every environment to ``OUTDIR/stacks/ENVIRONMENT``.

    Files are replaced only after every stack is synthesized: an error before that leaves ``outdir``
    unchanged. Terraform's own files there, such as lock files, are always kept.

    Args:
        project: The folder that holds ``functions/`` and ``stacks/environments/``.
        outdir: The output folder of the JSON, such as ``cdktf.out``.

    Returns:
        The stacks, sorted by name.

    Raises:
        LambdaContainerError: An environment's file or one of its settings is invalid, or ``outdir``
            cannot be written.
    """
    environments = read_environments(project / "stacks" / "environments")
    outdir = outdir.resolve()
    try:
        outdir.parent.mkdir(parents=True, exist_ok=True)
        _sweep(outdir)
        return _synthesized(environments, project, outdir)
    except OSError as error:
        raise LambdaContainerError(f"{outdir}: cannot be written: {error.strerror}") from error
    except RuntimeError as error:  # of Node, which writes the files
        if _NODE_WRITES.search(str(error)) is None:
            raise
        raise LambdaContainerError(f"{outdir}: cannot be written: {error}") from error


def _sweep(outdir: Path) -> None:
    """Remove what an interrupted synth of an hour ago or more left."""
    for left in outdir.parent.glob(f".{outdir.name}.*"):
        if left.is_dir() and time.time() - left.stat().st_mtime > _OLD_SECONDS:
            shutil.rmtree(left, ignore_errors=True)


def _synthesized(
    environments: list[Environment], project: Path, outdir: Path
) -> list[LambdaContainerStack]:
    # Beside outdir, so that paths relative to a stack's folder are the same.
    with TemporaryDirectory(prefix=f".{outdir.name}.", dir=outdir.parent) as staged:
        app = App(outdir=staged)
        stacks = [
            LambdaContainerStack(
                app, environment.name, environment=environment, functions=project / "functions"
            )
            for environment in environments
        ]
        app.synth()
        for file in sorted(path for path in Path(staged).rglob("*") if path.is_file()):
            target = outdir / file.relative_to(staged)
            target.parent.mkdir(parents=True, exist_ok=True)
            file.replace(target)
    return stacks
