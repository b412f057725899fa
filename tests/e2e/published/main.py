"""Environments of one function: dev and prod, whose images are published, and one that moves.

The file ``moved`` says who builds the image of the latter.
"""

import os
from pathlib import Path

# First, because it makes the provider packages load lazily.
from lambda_container import (
    ContainerFunction,
    ContainerImage,
    ExistingRepository,
    Repository,
    allow_sync,
)
from lambda_container.manifest.entries import BuildMode

# isort: split
from cdktf import App, LocalBackend, TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

app = App()
for name in ("dev", "prod", "moved"):
    stack = TerraformStack(app, name)
    LocalBackend(stack, path=f"../../../terraform.{name}.tfstate")
    AwsProvider(
        stack,
        "aws",
        region=os.environ["AWS_REGION"],
        allowed_account_ids=[os.environ["E2E_ACCOUNT"]],
    )
    if name == "dev":
        allow_sync(stack)
    repository_name = f"published-{name}"
    repository: Repository | ExistingRepository
    build: BuildMode = "published"
    if name == "moved":
        repository = Repository(
            stack, "Repository", name=repository_name, force_delete=True, login="ecr-login"
        )
        build = "terraform" if Path("moved").read_text() == "terraform" else "published"
    else:
        repository = Repository.from_name(stack, "Repository", repository_name)
    image = ContainerImage.build("function", repository=repository, build=build, id="Image-Hello")
    function = ContainerFunction(
        stack,
        "Hello",
        function_name=f"published-{name}",
        image=image,
        command=["app.handler"],
        publish=True,
    )
    function.add_alias("live")
    TerraformOutput(stack, "image_uri", value=function.image_uri)
app.synth()
