"""The app: one stack for each environment."""

from __future__ import annotations

from pathlib import Path

from cdktf import App

from stacks.environment import read_environments
from stacks.lambda_container_stack import LambdaContainerStack


def synthesize(project: Path, outdir: Path) -> list[LambdaContainerStack]:
    """Write the Terraform JSON of every environment to ``OUTDIR/stacks/ENVIRONMENT``.

    Args:
        project: The folder that holds ``functions/`` and ``stacks/environments/``.
        outdir: Where the JSON goes, such as ``cdktf.out``.

    Returns:
        The stacks, in the order of their names.

    Raises:
        LambdaContainerError: An environment's file, or something that it asks for, is wrong.
    """
    environments = read_environments(project / "stacks" / "environments")
    app = App(outdir=str(outdir))
    stacks = [
        LambdaContainerStack(
            app, environment.name, environment=environment, functions=project / "functions"
        )
        for environment in environments
    ]
    app.synth()
    return stacks
