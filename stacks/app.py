"""The app: one stack for each environment."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from cdktf import App

from stacks.environment import read_environments
from stacks.lambda_container_stack import LambdaContainerStack


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
        LambdaContainerError: An environment's file or one of its settings is invalid.
    """
    environments = read_environments(project / "stacks" / "environments")
    outdir = outdir.resolve()
    outdir.parent.mkdir(parents=True, exist_ok=True)
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
