"""Functions of one image in one stack: bare, or with alias, URL and queue.

Usage: python container_functions.py [--with-alias-url-queue] OUTDIR FUNCTIONS
"""

from __future__ import annotations

import sys
from pathlib import Path

from lambda_container import ContainerFunction, ContainerImage, Repository

# isort: split
from cdktf import App, LocalBackend, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

HELLO = Path(__file__).resolve().parents[2] / "functions" / "hello"


def main(outdir: str, functions: int, *, alias_url_queue: bool) -> None:
    """Synthesize one stack."""
    app = App(outdir=outdir)
    stack = TerraformStack(app, "dev")
    LocalBackend(stack, path="terraform.tfstate")
    AwsProvider(stack, "aws", region="eu-west-1")
    repository = Repository(stack, "Repository", name="hello")
    image = ContainerImage.build(str(HELLO), repository=repository)
    for number in range(functions):
        function = ContainerFunction(
            stack,
            f"Function{number}",
            image=image,
            memory_size=512,
            timeout=30,
            publish=alias_url_queue,
        )
        if alias_url_queue:
            function.add_alias("live").add_url()
            function.add_dead_letter_queue()
    app.synth()


if __name__ == "__main__":
    *options, folder, count = sys.argv[1:]
    main(folder, int(count), alias_url_queue="--with-alias-url-queue" in options)
