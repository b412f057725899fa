"""The five resources of a function from a container image, with the provider packages alone.

Usage: python stock.py OUTDIR FUNCTIONS
"""

from __future__ import annotations

import sys

from cdktf import App, LocalBackend, TerraformStack
from cdktf_cdktf_provider_aws.ecr_repository import EcrRepository
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.lambda_function import LambdaFunction
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_docker.image import Image
from cdktf_cdktf_provider_docker.provider import DockerProvider
from cdktf_cdktf_provider_docker.registry_image import RegistryImage


def add_function(stack: TerraformStack, name: str) -> None:
    """Add the five resources."""
    repository = EcrRepository(
        stack, f"{name}-repository", name=name, image_tag_mutability="IMMUTABLE"
    )
    image = Image(
        stack,
        f"{name}-image",
        name=f"{repository.repository_url}:1",
        build_attribute={"context": "../../functions/hello", "platform": "linux/amd64"},
    )
    pushed = RegistryImage(stack, f"{name}-pushed", name=image.name, keep_remotely=True)
    role = IamRole(stack, f"{name}-role", name=name, assume_role_policy="{}")
    LambdaFunction(
        stack,
        name,
        function_name=name,
        package_type="Image",
        image_uri=f"{repository.repository_url}@{pushed.sha256_digest}",
        role=role.arn,
        memory_size=512,
        timeout=30,
    )


def main(outdir: str, functions: int) -> None:
    """Synthesize one stack."""
    app = App(outdir=outdir)
    stack = TerraformStack(app, "dev")
    LocalBackend(stack, path="terraform.tfstate")
    AwsProvider(stack, "aws", region="eu-west-1")
    DockerProvider(stack, "docker")
    for number in range(functions):
        add_function(stack, f"function-{number}")
    app.synth()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
