"""Functions of the default kind, of one image, in one stack.

Usage: python container_functions.py OUTDIR FUNCTIONS
"""

from __future__ import annotations

import sys
from pathlib import Path

from lambda_container import ContainerFunction, ContainerImage, Repository

# isort: split
from cdktf import App, LocalBackend, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

HELLO = Path(__file__).resolve().parents[2] / "functions" / "hello"


def main(outdir: str, functions: int) -> None:
    """Synthesize one stack."""
    app = App(outdir=outdir)
    stack = TerraformStack(app, "dev")
    LocalBackend(stack, path="terraform.tfstate")
    AwsProvider(stack, "aws", region="eu-west-1")
    repository = Repository(stack, "Repository", name="hello")
    image = ContainerImage.build(str(HELLO), repository=repository)
    for number in range(functions):
        ContainerFunction(stack, f"Function{number}", image=image, memory_size=512, timeout=30)
    app.synth()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
