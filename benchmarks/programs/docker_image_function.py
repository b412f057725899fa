"""The same function with the AWS CDK: one DockerImageFunction, from one image asset.

Usage: python docker_image_function.py OUTDIR FUNCTIONS
"""

from __future__ import annotations

import sys
from pathlib import Path

import aws_cdk  # type: ignore[import-not-found]
from aws_cdk import aws_lambda

HELLO = Path(__file__).resolve().parents[2] / "functions" / "hello"


def main(outdir: str, functions: int) -> None:
    """Synthesize one stack."""
    app = aws_cdk.App(outdir=outdir)
    stack = aws_cdk.Stack(app, "dev")
    for number in range(functions):
        aws_lambda.DockerImageFunction(
            stack,
            f"Function{number}",
            code=aws_lambda.DockerImageCode.from_image_asset(str(HELLO)),
            memory_size=512,
            timeout=aws_cdk.Duration.seconds(30),
        )
    app.synth()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
