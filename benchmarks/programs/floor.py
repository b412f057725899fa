"""cdktf alone: five bare resources of the same types, and no provider package.

Usage: python floor.py OUTDIR FUNCTIONS
"""

from __future__ import annotations

import sys

from cdktf import App, LocalBackend, TerraformResource, TerraformStack

TYPES = (
    "aws_ecr_repository",
    "docker_image",
    "docker_registry_image",
    "aws_iam_role",
    "aws_lambda_function",
)


def main(outdir: str, functions: int) -> None:
    """Synthesize one stack."""
    app = App(outdir=outdir)
    stack = TerraformStack(app, "dev")
    LocalBackend(stack, path="terraform.tfstate")
    for number in range(functions):
        for kind in TYPES:
            TerraformResource(stack, f"{kind}-{number}", terraform_resource_type=kind)
    app.synth()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
